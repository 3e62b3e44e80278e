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

from cnn import (
    BadFile,
    Conv,
    Dense,
    Flatten,
    LeakyReLU,
    Network,
    bundled_network,
    load_network,
    preset,
    save_network,
)
from cnn.storage.architecture import FORMAT


@pytest.fixture
def network() -> Network:
    return preset("lenet", np.random.default_rng(3))


def test_what_is_saved_is_loaded(tmp_path: Path, network: Network) -> None:
    path = tmp_path / "net.npz"
    save_network(network, path)
    back = load_network(path)
    np.testing.assert_array_equal(back.values, network.values)
    assert (back.name, back.input_shape) == (network.name, network.input_shape)
    assert back.config() == network.config()
    images = np.random.default_rng(0).random((2, 1, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(back.probabilities(images), network.probabilities(images))


def test_numpy_alone_can_read_it(tmp_path: Path, network: Network) -> None:
    save_network(network, tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["conv2.kernel"], network.state()["conv2.kernel"])
        assert json.loads(str(arrays["architecture"]))["layers"] == network.config()


def test_a_failed_save_leaves_the_old_file(
    tmp_path: Path, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.npz"
    save_network(network, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    network.values += 1
    with pytest.raises(OSError, match="no space"):
        save_network(network, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


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
    layers = [{"kind": "flatten"}, {"kind": "dense", "outputs": 10**9}]
    arrays["architecture"] = architecture(network, layers=layers)


def enormous_conv(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "conv", "channels": 10**8, "kernel": 5}, *network.config()[1:]]
    arrays["architecture"] = architecture(network, layers=layers)


def wrong_types(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(
        network, layers=[{"kind": "conv", "channels": "6", "kernel": 5}]
    )


def vast(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "conv", "channels": 1, "kernel": 3, "padding": 10**6}]
    arrays["architecture"] = architecture(network, layers=layers)


def wide_columns(arrays: dict[str, Any], network: Network) -> None:
    layers = [
        {"kind": "conv", "channels": 1000, "kernel": 1},
        {"kind": "conv", "channels": 1, "kernel": 28, "padding": "full"},
    ]
    arrays["architecture"] = architecture(network, layers=layers)


def far_steps(arrays: dict[str, Any], network: Network) -> None:
    far = {"kernel": 1, "stride": 10**6, "padding": 10**6}
    arrays["architecture"] = architecture(network, layers=[{"kind": "conv", "channels": 1, **far}])


def vast_window(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "maxpool", "size": 200_000, "padding": 100_000}]
    arrays["architecture"] = architecture(network, layers=layers)


def too_large_for_float32(arrays: dict[str, Any], network: Network) -> None:
    arrays["conv1.bias"] = np.full(6, 1e300)


def not_layers(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "residual", "layers": {"a": 1}}]
    arrays["architecture"] = architecture(network, layers=layers)


def endless(arrays: dict[str, Any], network: Network) -> None:
    arrays["architecture"] = architecture(network, layers=[{"kind": "relu"}] * 501)


def many_large(arrays: dict[str, Any], network: Network) -> None:
    layers = [{"kind": "flatten"}, *[{"kind": "dense", "outputs": 4000}] * 400]
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
        (pickled, "not a network that digitpad can read"),
        (nameless, "holds no architecture"),
        (numeric, "architecture is no text"),
        (no_json, "not a network that digitpad can read"),
        (long, "architecture is too long"),
        (other_format, "not marked 'digitpad network 1'"),
        (no_layers, "layers are not a list"),
        (unknown_layer, "no layer 'attention'"),
        (strange_shape, "input shape must be three whole numbers"),
        (enormous, "5,000,000 parameters"),
        (enormous_conv, "5,000,000 parameters"),
        (wrong_types, "channels must be"),
        (vast, "over 4,000,000 numbers an image"),
        (endless, "expected at most 500"),
        (wide_columns, "over 4,000,000 numbers an image"),
        (far_steps, "over 4,000,000 numbers an image"),
        (vast_window, "over 4,000,000 numbers an image"),
        (too_large_for_float32, "not finite in float32"),
        (not_layers, "not a network that digitpad can read"),
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


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"PK\5\6" + b"\0" * 18, b"PK\3\4" + b"x" * 90]
)
def test_what_is_no_archive_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.npz"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=r"net\.npz"):
        load_network(path)


def test_every_cut_and_many_flips_get_a_sentence(tmp_path: Path, network: Network) -> None:
    """Anything may be wrong with the bytes, and nothing but BadFile comes of it."""
    path = tmp_path / "net.npz"
    save_network(network, path)
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for end in rng.integers(0, len(content), 30):
        path.write_bytes(content[:end])
        with pytest.raises(BadFile):
            load_network(path)
    for place in rng.integers(0, len(content), 200):
        damaged = bytearray(content)
        damaged[place] ^= 0x41
        path.write_bytes(damaged)
        try:
            load_network(path)
        except BadFile:
            continue


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


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_network(tmp_path / "none.npz")
    with pytest.raises(FileNotFoundError):
        bundled_network("nobody")


def test_what_could_not_be_loaded_is_not_saved(tmp_path: Path, network: Network) -> None:
    network.name = "x" * 201
    for suffix in (".npz", ".h5"):
        with pytest.raises(ValueError, match="name is not a text of at most 200 characters"):
            save_network(network, tmp_path / f"net{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_numpys_own_numbers_as_settings_can_be_saved(tmp_path: Path) -> None:
    conv = Conv(np.int64(2), 3, stride=np.int32(2), padding=np.int64(1))
    layers = [conv, LeakyReLU(np.float32(0.5)), Flatten(), Dense(np.int16(3))]
    network = Network(layers, np.random.default_rng(0))
    save_network(network, tmp_path / "net.npz")
    assert load_network(tmp_path / "net.npz").config() == network.config()


def test_a_directory_that_lies_nowhere_gets_a_sentence(tmp_path: Path, network: Network) -> None:
    """The system refuses to look there: an ``OSError``, though the file could be opened."""
    path = tmp_path / "net.npz"
    save_network(network, path)
    content = bytearray(path.read_bytes())
    offset = content.rindex(b"PK\5\6") + 16  # of the central directory, in the archive's end
    content[offset : offset + 4] = struct.pack("<I", 2**31)
    path.write_bytes(content)
    with pytest.raises(BadFile, match="damaged"):
        load_network(path)
