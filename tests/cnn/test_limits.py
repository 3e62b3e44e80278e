"""The limits of networks and files: the largest that is allowed, and the smallest that is not."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn import BadFile, Conv, Dense, Flatten, MaxPool, Network, load_network, read_idx, write_idx
from cnn.layers import Layer
from cnn.storage.architecture import FORMAT, LONGEST_NAME, MOST_LAYERS, network_from


def built(layer: Layer, shape: tuple[int, ...]) -> Layer:
    layer.build(shape, np.random.default_rng(0))
    return layer


@pytest.mark.parametrize(
    ("layer", "shape", "numbers"),
    [
        (lambda: Conv(1, 1, stride=9, padding=4), (1, 2, 2), 10 * 10),  # the padded image
        (lambda: Conv(1, 3, padding="same"), (2, 4, 5), 2 * 9 * 4 * 5),  # the columns
        (lambda: Conv(30, 1), (1, 4, 5), 30 * 4 * 5),  # the output
        (lambda: MaxPool(10, stride=9, padding=4), (1, 2, 2), 10 * 10),  # image and windows
        (lambda: MaxPool(3, stride=1), (2, 4, 5), 2 * 9 * 2 * 3),  # the windows
        (lambda: Dense(70), (3,), 70),
    ],
)
def test_what_a_layer_needs_for_an_image(
    monkeypatch: pytest.MonkeyPatch, layer: Any, shape: tuple[int, ...], numbers: int
) -> None:
    monkeypatch.setattr("cnn.layers.base.MOST_NUMBERS", numbers)
    built(layer(), shape)
    monkeypatch.setattr("cnn.layers.base.MOST_NUMBERS", numbers - 1)
    with pytest.raises(ValueError, match="numbers per image"):
        built(layer(), shape)


def test_the_parameters_of_a_layer_and_of_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnn.layers.base.MOST_PARAMETERS", 30)
    built(Dense(3), (10,))
    monkeypatch.setattr("cnn.layers.base.MOST_PARAMETERS", 29)
    with pytest.raises(ValueError, match="over 29 parameters"):
        built(Dense(3), (10,))
    monkeypatch.setattr("cnn.layers.base.MOST_PARAMETERS", 1000)

    def network() -> Network:
        layers = [Flatten(), Dense(3), Dense(2)]
        return Network(layers, np.random.default_rng(0), (1, 2, 5))

    monkeypatch.setattr("cnn.layers.chain.MOST_PARAMETERS", 33 + 8)
    assert network().parameter_count == 41
    monkeypatch.setattr("cnn.layers.chain.MOST_PARAMETERS", 33 + 7)
    with pytest.raises(ValueError, match="dense2 brings the network over 40 parameters"):
        network()


def described(**changes: Any) -> dict[str, Any]:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 2}]
    known = {"format": FORMAT, "name": "x", "input_shape": [1, 4, 4], "layers": layers}
    return {**known, **changes}


def test_the_description_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [{"kind": "relu"}] * (MOST_LAYERS - 2)
    ends = described()["layers"]
    assert len(network_from(described(layers=[*many, *ends])).layers) == MOST_LAYERS
    with pytest.raises(ValueError, match="expected at most 500"):
        network_from(described(layers=[*many, *ends, {"kind": "relu"}]))
    assert network_from(described(name="n" * LONGEST_NAME)).name == "n" * LONGEST_NAME
    with pytest.raises(ValueError, match="at most 200 characters"):
        network_from(described(name="n" * (LONGEST_NAME + 1)))
    monkeypatch.setattr("cnn.storage.architecture.MOST_PIXELS", 16)
    network_from(described())
    monkeypatch.setattr("cnn.storage.architecture.MOST_PIXELS", 15)
    with pytest.raises(ValueError, match="over 15 numbers"):
        network_from(described())


def test_the_bytes_of_an_idx_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_idx(tmp_path / "a.idx", np.zeros((3, 4), np.int16))
    monkeypatch.setattr("cnn.data.idx.MOST_BYTES", 24)
    assert read_idx(tmp_path / "a.idx").shape == (3, 4)
    monkeypatch.setattr("cnn.data.idx.MOST_BYTES", 23)
    with pytest.raises(BadFile, match="claims 24 bytes of data, expected at most 23"):
        read_idx(tmp_path / "a.idx")


def test_the_text_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_from(described())
    text = np.array(json.dumps(described()))
    np.savez(tmp_path / "net.npz", architecture=text, **network.state())
    size = text.nbytes + 128  # NumPy's header
    monkeypatch.setattr("cnn.storage.arrays.MOST_JSON", size)
    load_network(tmp_path / "net.npz")
    monkeypatch.setattr("cnn.storage.arrays.MOST_JSON", size - 1)
    with pytest.raises(BadFile, match="architecture is too long"):
        load_network(tmp_path / "net.npz")


class Hostile:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._path,)


@pytest.mark.parametrize("name", ["architecture", "dense1.bias"])
def test_code_in_a_file_is_not_run(tmp_path: Path, name: str) -> None:
    network, trap = network_from(described()), tmp_path / "trap"
    arrays: dict[str, Any] = {"architecture": np.array(json.dumps(described())), **network.state()}
    arrays[name] = np.array([Hostile(trap)], dtype=object)
    np.savez(tmp_path / "net.npz", **arrays)
    with pytest.raises(BadFile):
        load_network(tmp_path / "net.npz")
    assert not trap.exists()
    pickle.loads(pickle.dumps(Hostile(trap)))
    assert trap.exists(), "the trap works"
