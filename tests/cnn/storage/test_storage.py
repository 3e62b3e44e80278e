from __future__ import annotations

import json
import struct
from pathlib import Path

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


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"PK\5\6" + b"\0" * 18, b"PK\3\4" + b"x" * 90]
)
def test_what_is_no_archive_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.npz"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=r"net\.npz"):
        load_network(path)


def test_every_cut_and_many_flips_get_a_sentence(tmp_path: Path, network: Network) -> None:
    """Whatever is wrong with the bytes, only BadFile is raised."""
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
    """The system refuses access to the folder: an ``OSError``, though the file could be opened."""
    path = tmp_path / "net.npz"
    save_network(network, path)
    content = bytearray(path.read_bytes())
    offset = content.rindex(b"PK\5\6") + 16  # of the central directory, in the archive's end
    content[offset : offset + 4] = struct.pack("<I", 2**31)
    path.write_bytes(content)
    with pytest.raises(BadFile, match="damaged"):
        load_network(path)
