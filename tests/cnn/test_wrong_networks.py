"""Archives that contain no network, or an unacceptable one: each gets a sentence."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn import BadFile, Network, load_network, preset
from cnn.storage.architecture import FORMAT


@pytest.fixture
def network() -> Network:
    return preset("lenet", np.random.default_rng(3))


def write(path: Path, arrays: dict[str, Any]) -> None:
    with path.open("wb") as stream:
        np.savez(stream, **arrays)


def architecture(network: Network, **changes: Any) -> np.ndarray:
    described = {
        "format": FORMAT,
        "name": "x",
        "input_shape": [1, 28, 28],
        "layers": network.config(),
    }
    return np.array(json.dumps({**described, **changes}))


Change = Callable[[dict[str, Any], Network], None]


def drop(arrays: dict[str, Any], _: Network) -> None:
    del arrays["conv1.bias"]


def add(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv9.bias"] = np.zeros(3, np.float32)


def reshape(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv1.kernel"] = arrays["conv1.kernel"].reshape(1, 6, 5, 5)


def widen(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv1.bias"] = np.zeros(10**6, np.float32)


def retype(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv1.bias"] = np.zeros(6, np.int32)


def poison(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv1.bias"] = np.full(6, np.nan, np.float32)


def pickled(arrays: dict[str, Any], _: Network) -> None:
    arrays["conv1.bias"] = np.array([print], dtype=object)


def nameless(arrays: dict[str, Any], _: Network) -> None:
    del arrays["architecture"]


def numeric(arrays: dict[str, Any], _: Network) -> None:
    arrays["architecture"] = np.zeros(3)


def no_json(arrays: dict[str, Any], _: Network) -> None:
    arrays["architecture"] = np.array("{")


def long(arrays: dict[str, Any], _: Network) -> None:
    arrays["architecture"] = np.array(" " * 10**6)


def other_format(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, format="something else")


def no_layers(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, layers="conv")


def unknown_layer(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, layers=[{"kind": "attention"}])


def strange_shape(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, input_shape=[1, 28])


def enormous(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 10**9}]
    arrays["architecture"] = architecture(network, layers=layers)


def enormous_conv(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "conv", "out_channels": 10**8, "kernel_size": 5}, *network.config()[1:]]
    arrays["architecture"] = architecture(network, layers=layers)


def wrong_types(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(
        network, layers=[{"kind": "conv", "out_channels": "6", "kernel_size": 5}]
    )


def vast(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "conv", "out_channels": 1, "kernel_size": 3, "padding": 10**6}]
    arrays["architecture"] = architecture(network, layers=layers)


def wide_columns(arrays: dict[str, Any], network: Network) -> None:
    layers = [
        {"kind": "conv", "out_channels": 1000, "kernel_size": 1},
        {"kind": "conv", "out_channels": 1, "kernel_size": 28, "padding": "full"},
    ]
    arrays["architecture"] = architecture(network, layers=layers)


def far_steps(arrays: dict[str, Any], network: Network) -> None:
    far = {"kernel_size": 1, "stride": 10**6, "padding": 10**6}
    arrays["architecture"] = architecture(
        network, layers=[{"kind": "conv", "out_channels": 1, **far}]
    )


def vast_window(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "maxpool", "kernel_size": 200_000, "padding": 100_000}]
    arrays["architecture"] = architecture(network, layers=layers)


def too_large_for_float32(arrays: dict[str, Any], network: Network) -> None:
    arrays["conv1.bias"] = np.full(6, 1e300)


def not_layers(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "residual", "layers": {"a": 1}}]
    arrays["architecture"] = architecture(network, layers=layers)


def endless(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, layers=[{"kind": "relu"}] * 501)


def many_large(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "flatten"}, *[{"kind": "dense", "out_features": 4000}] * 400]
    arrays["architecture"] = architecture(network, layers=layers)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop, "conv1.bias is missing"),
        (add, "'conv9.bias' does not belong"),
        (reshape, r"conv1.kernel has shape \(1, 6, 5, 5\), expected \(6, 1, 5, 5\)"),
        (widen, "conv1.bias holds more numbers"),
        (retype, "conv1.bias is int32, expected floating-point"),
        (poison, "conv1.bias holds numbers that are not finite"),
        (pickled, "not a network that can be read"),
        (nameless, "holds no architecture"),
        (numeric, "architecture is no text"),
        (no_json, "not a network that can be read"),
        (long, "architecture is too long"),
        (other_format, "not marked 'cnn network 1'"),
        (no_layers, "layers are not a list"),
        (unknown_layer, "no layer 'attention'"),
        (strange_shape, "input shape must be three whole numbers"),
        (enormous, "5,000,000 parameters"),
        (enormous_conv, "5,000,000 parameters"),
        (wrong_types, "channels must be"),
        (vast, "over 4,000,000 numbers per image"),
        (endless, "expected at most 500"),
        (wide_columns, "over 4,000,000 numbers per image"),
        (far_steps, "over 4,000,000 numbers per image"),
        (vast_window, "over 4,000,000 numbers per image"),
        (too_large_for_float32, "not finite in float32"),
        (not_layers, "not a network that can be read"),
        (many_large, "5,000,000 parameters"),
    ],
)
def test_what_is_no_network_gets_a_sentence(
    tmp_path: Path, network: Network, change: Change, words: str
) -> None:
    arrays = {"architecture": architecture(network), **network.state()}
    change(arrays, network)
    path = tmp_path / "net.npz"
    write(path, arrays)
    with pytest.raises(BadFile, match=words) as caught:
        load_network(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_header_that_claims_more_than_there_is_takes_no_memory(
    tmp_path: Path, network: Network
) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        buffer, {"descr": "<f4", "fortran_order": False, "shape": (2**40,)}
    )
    path = tmp_path / "net.npz"
    arrays = {"architecture": architecture(network), **network.state()}
    del arrays["conv1.bias"]
    write(path, arrays)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("conv1.bias.npy", buffer.getvalue() + struct.pack("<f", 0))
    with pytest.raises(BadFile, match="cut short"):
        load_network(path)
