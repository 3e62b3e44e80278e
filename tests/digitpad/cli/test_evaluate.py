from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import cnn
from digitpad.cli.parser import main


def evaluated(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert main(["evaluate", *argv]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    answer: dict[str, Any] = json.loads(out)
    return answer


def complaint(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["evaluate", *argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_the_bundled_network_on_the_test_set(capsys: pytest.CaptureFixture[str]) -> None:
    answer = evaluated(capsys)
    assert list(answer) == ["images", "accuracy", "loss", "per_class_accuracy"]
    assert answer["images"] == 10_000
    assert answer["accuracy"] >= 0.989
    assert 0 < answer["loss"] < 0.05
    assert len(answer["per_class_accuracy"]) == 10
    assert min(answer["per_class_accuracy"]) > 0.97


def idx(folder: Path, images: npt.NDArray[Any], labels: npt.NDArray[Any]) -> list[str]:
    cnn.write_idx(folder / "images.gz", images)
    cnn.write_idx(folder / "labels", labels)
    return ["--images", str(folder / "images.gz"), "--labels", str(folder / "labels")]


def test_files_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = cnn.load_mnist_test()
    some = np.flatnonzero(data.labels < 4)[:300]
    answer = evaluated(capsys, *idx(tmp_path, data.images[some], data.labels[some]))
    assert answer["images"] == 300
    assert answer["accuracy"] > 0.97
    assert answer["per_class_accuracy"][4:] == [None] * 6  # no such digit among them
    wrong = (data.labels[some] + 1).astype(np.uint8)
    assert evaluated(capsys, *idx(tmp_path, data.images[some], wrong))["accuracy"] < 0.03


def test_no_digit_is_a_wrong_answer_and_no_class_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    network = cnn.bundled_network("lenet")
    *body, last = network.config()
    timid = cnn.Network([*body, {**last, "out_features": 11}], np.random.default_rng(0))
    state, name = dict(network.state()), network.layers[-1].name
    state[f"{name}.weight"] = np.pad(state[f"{name}.weight"], ((0, 1), (0, 0)))
    state[f"{name}.bias"] = np.pad(state[f"{name}.bias"], (0, 1), constant_values=16)
    timid.load_state(state)
    cnn.save_network(timid, tmp_path / "timid.npz")
    test = cnn.load_mnist_test()
    argv = idx(tmp_path, test.images[:1000], test.labels[:1000])
    before = evaluated(capsys, *argv)
    after = evaluated(capsys, *argv, "--model", str(tmp_path / "timid.npz"))
    answers = timid.probabilities(test.inputs(slice(0, 1000))).argmax(axis=1)
    assert after["accuracy"] == np.mean(answers == test.labels[:1000])
    assert 0.1 < after["accuracy"] < before["accuracy"] - 0.1
    assert len(after["per_class_accuracy"]) == 10
    no_digit = idx(tmp_path, test.images[:3], np.full(3, 10, np.uint8))
    err = complaint(capsys, *no_digit, "--model", str(tmp_path / "timid.npz"))
    assert "a label is 10, which is no digit" in err


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (np.zeros((3, 28, 28), np.uint8), np.zeros(4, np.uint8)),
        (np.zeros((3, 20, 20), np.uint8), np.zeros(3, np.uint8)),
        (np.full((3, 28, 28), np.nan, np.float32), np.zeros(3, np.uint8)),
        (np.full((3, 28, 28), 255, np.float32), np.zeros(3, np.uint8)),
        (np.zeros((3, 28, 28), np.int16), np.zeros(3, np.uint8)),
        (np.zeros((3, 28, 28), np.uint8), np.zeros((3, 1), np.uint8)),
        (np.zeros((3, 28, 28), np.uint8), np.full(3, 10, np.uint8)),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)),
        (np.zeros(3, np.uint8), np.zeros(3, np.uint8)),
    ],
)
def test_files_that_do_not_fit_are_named(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    images: npt.NDArray[Any],
    labels: npt.NDArray[Any],
) -> None:
    assert str(tmp_path / "images.gz") in complaint(capsys, *idx(tmp_path, images, labels))


def test_weights_beyond_all_numbers_are_answered_in_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    network = cnn.preset("lenet", rng=np.random.default_rng(0))
    network.values[:] = 3e38
    cnn.save_network(network, tmp_path / "huge.npz")
    assert evaluated(capsys, "--model", str(tmp_path / "huge.npz"))["loss"] is None


@pytest.mark.parametrize("broken", ["images.gz", "labels"])
def test_a_damaged_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, broken: str
) -> None:
    argv = idx(tmp_path, np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8))
    content = (tmp_path / broken).read_bytes()
    (tmp_path / broken).write_bytes(content[: len(content) - 2])
    assert str(tmp_path / broken) in complaint(capsys, *argv)
    (tmp_path / broken).unlink()
    assert str(tmp_path / broken) in complaint(capsys, *argv)
