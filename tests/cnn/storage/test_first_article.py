"""The articles' code and this library compute the same numbers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from cnn import (
    FIRST_ARTICLE,
    BadFile,
    BatchDone,
    load_first_article,
    load_mnist,
    load_network,
    save_network,
    train,
)
from cnn.schedules import first_article
from cnn.windows import col2im, im2col
from tests.cnn.the_articles import FirstArticle, index_col2im, index_im2col


@pytest.fixture
def weights() -> dict[str, np.ndarray]:
    """With the shapes and types that its script saves."""
    rng = np.random.default_rng(0)
    shapes = {"k1": (5, 5, 1, 6), "b1": 6, "k2": (5, 5, 6, 16), "b2": 16, "w3": (256, 10), "b3": 10}
    return {name: rng.normal(0, 0.2, shape) for name, shape in shapes.items()}


def test_its_weights_give_its_answers(tmp_path: Path, weights: dict[str, np.ndarray]) -> None:
    np.savez(tmp_path / "data2.npz", **weights)
    network = load_first_article(tmp_path / "data2.npz")
    images = load_mnist().test.inputs(slice(3))
    expected = FirstArticle(weights).forward(np.moveaxis(images, 1, -1).astype(np.float64))
    np.testing.assert_allclose(network.logits(images), expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(load_network(tmp_path / "data2.npz").values, network.values)
    save_network(network, tmp_path / "net.npz")
    np.testing.assert_array_equal(load_network(tmp_path / "net.npz").values, network.values)


def test_its_steps_are_our_steps(tmp_path: Path, weights: dict[str, np.ndarray]) -> None:
    """Its recipe (three images, in order, rate 0.01) changes the weights like its loops."""
    np.savez(tmp_path / "data2.npz", **weights)
    network = load_first_article(tmp_path / "data2.npz")
    data = load_mnist().training[:9]
    article = FirstArticle(weights)
    events = train(network, data, None, dataclasses.replace(FIRST_ARTICLE, epochs=1))
    steps = [event for event in events if isinstance(event, BatchDone)]
    assert len(steps) == 3
    for start in (0, 3, 6):
        places = slice(start, start + 3)
        images = np.moveaxis(data.inputs(places), 1, -1).astype(np.float64)
        article.step(images, data.labels[places], 0.01)
    np.savez(tmp_path / "after.npz", **article.weights)
    expected = load_first_article(tmp_path / "after.npz")
    np.testing.assert_allclose(network.values, expected.values, rtol=1e-3, atol=1e-5)


def test_its_rate_falls_faster_and_faster() -> None:
    rates = [0.01]
    for epoch in range(5):
        rates.append(rates[-1] * 0.95 ** (epoch + 1))
    np.testing.assert_allclose([0.01 * first_article(0, 1, e) for e in range(6)], rates)


def test_index_arrays_and_strides_are_the_same_im2col() -> None:
    rng = np.random.default_rng(0)
    images = rng.normal(size=(3, 2, 7, 6))
    batch_last = np.moveaxis(images, 0, -1).copy()
    columns = im2col(batch_last, (3, 3))
    np.testing.assert_array_equal(columns, index_im2col(images, 3))
    back = col2im(columns, batch_last.shape, (3, 3))
    expected = index_col2im(columns, images.shape, 3)
    np.testing.assert_allclose(np.moveaxis(back, -1, 0), expected, rtol=1e-12)


def test_other_files_get_a_sentence(tmp_path: Path, weights: dict[str, np.ndarray]) -> None:
    path = tmp_path / "data2.npz"
    for name, value, words in [
        ("k1", np.zeros((5, 5, 6, 1)), r"k1 has shape \(5, 5, 6, 1\), expected \(5, 5, 1, 6\)"),
        ("b3", None, "b3 is missing"),
        ("b1", np.full(6, np.inf), "b1 holds numbers that are not finite"),
        ("b1", np.zeros(6, np.int64), "b1 is int64"),
        ("b1", np.array([print] * 6), "first article's weights"),
    ]:
        changed = {**weights, name: value}
        np.savez(path, **{n: v for n, v in changed.items() if v is not None})
        with pytest.raises(BadFile, match=words):
            load_first_article(path)
