from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pytest

from cnn import Dataset, Mnist, load_mnist, load_mnist_test
from cnn.assets import asset_folder

MD5 = {
    "train-images-idx3-ubyte.gz": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte.gz": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte.gz": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte.gz": "27ae3e4e09519cfbb04c329615203637",
}


@pytest.fixture(scope="module")
def mnist() -> Mnist:
    return load_mnist()


@pytest.mark.parametrize("name", MD5)
def test_the_bundled_files_are_the_true_ones(name: str) -> None:
    content = gzip.decompress((asset_folder("mnist") / name).read_bytes())
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == MD5[name]


def test_the_parts_are_the_whole_by_a_fixed_rule(mnist: Mnist) -> None:
    assert [len(part) for part in (mnist.training, mnist.validation, mnist.test)] == [
        50_000,
        10_000,
        10_000,
    ]
    assert mnist.training.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    np.testing.assert_array_equal(load_mnist_test().images, mnist.test.images)


def test_the_centre_of_mass_is_where_our_preprocessing_puts_it(mnist: Mnist) -> None:
    images = mnist.training.images.astype(np.float64)
    mass = images.sum(axis=(1, 2))
    rows = (images.sum(axis=2) * np.arange(28)).sum(axis=1) / mass
    columns = (images.sum(axis=1) * np.arange(28)).sum(axis=1) / mass
    assert abs(rows.mean() - 14.0) < 0.05
    assert abs(columns.mean() - 14.0) < 0.05


def test_inputs_are_what_a_network_reads(mnist: Mnist) -> None:
    places = np.array([3, 0, 7])
    inputs = mnist.training.inputs(places)
    assert inputs.shape == (3, 1, 28, 28)
    assert inputs.dtype == np.float32
    np.testing.assert_allclose(inputs[1, 0] * 255, mnist.training.images[0], atol=1e-4)
    out = np.empty((1, 28, 28, 3), np.float32)
    np.testing.assert_array_equal(np.moveaxis(mnist.training.batch(places, out), -1, 0), inputs)


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((2, 3, 3), np.int64), np.zeros(2, np.uint8), "must be bytes"),
        (np.zeros((2, 3, 3)), np.array([1, -1]), "from 0, not -1"),
        (np.zeros((2, 3), np.uint8), np.zeros(2, np.uint8), r"not uint8 of shape \(2, 3\)"),
        (np.zeros((2, 3, 3), np.uint8), np.zeros(3, np.uint8), "must be 2 whole numbers"),
        (np.zeros((2, 3, 3), np.uint8), np.zeros(2), "not float64"),
    ],
)
def test_data_of_another_kind_is_refused(
    images: np.ndarray, labels: np.ndarray, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Dataset(images, labels)
