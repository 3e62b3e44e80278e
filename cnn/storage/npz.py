"""Networks as files: one ``.npz`` with the architecture as JSON beside the arrays.

NumPy's own format, so that the weights of this library can be read without it. Nothing in the file
is ever run: no pickle. Every array is held against what the architecture asks for *before* it is
unpacked, so that a hostile file cannot ask for more memory than the network that it describes.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from cnn.arrays import Floats
from cnn.errors import BadFile
from cnn.files import write_atomically
from cnn.network import Network

FORMAT = "digitpad network 1"
ARCHITECTURE = "architecture"
MOST_JSON = 2**20
MOST_PIXELS = 2**20
MOST_LAYERS = 500
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def save_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Write a network; the file is all there or not at all.

    Raises:
        OSError: it cannot be written there.
    """
    architecture = {
        "format": FORMAT,
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": network.config(),
    }
    content = io.BytesIO()
    arrays: dict[str, Any] = {ARCHITECTURE: np.array(json.dumps(architecture)), **network.state()}
    np.savez(content, **arrays)
    write_atomically(path, content.getvalue())


def load_network(path: str | os.PathLike[str]) -> Network:
    """Read a network that ``save_network`` wrote.

    Raises:
        BadFile: anything else, in a sentence.
        OSError: the file cannot be opened.
    """
    with Path(path).open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return _read(archive)
        except DAMAGE as error:
            raise BadFile(path, f"not a network file, or damaged ({error})") from error
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise BadFile(path, f"not a network that digitpad can read: {error}") from error


def _read(archive: zipfile.ZipFile) -> Network:
    members = {name.removesuffix(".npy"): info for name, info in _infos(archive).items()}
    if ARCHITECTURE not in members:
        raise ValueError("it holds no architecture")
    if members[ARCHITECTURE].file_size > MOST_JSON:
        raise ValueError("its architecture is too long")
    text = _array(archive, members.pop(ARCHITECTURE))
    if text.dtype.kind != "U" or text.shape != ():
        raise ValueError("its architecture is no text")
    network = _network(json.loads(str(text)))
    expected = network.state()
    state = {}
    for name, info in members.items():
        if name not in expected:
            raise ValueError(f"{name!r} does not belong to this architecture")
        if info.file_size > expected[name].nbytes * 2 + 4096:
            raise ValueError(f"{name} holds more numbers than the architecture has")
        state[name] = _array(archive, info)
        if state[name].dtype != np.float32:
            raise ValueError(f"{name} is {state[name].dtype}, expected float32")
        if not np.isfinite(state[name]).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    network.load_state(state)
    return network


def _infos(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    return {info.filename: info for info in archive.infolist()}


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Floats:
    """One array, read with an eye on the size that its header claims."""
    with archive.open(info) as stream:
        data = io.BytesIO(stream.read(info.file_size))
    shape, dtype = _header(data)
    if math.prod(shape) * dtype.itemsize > info.file_size:
        raise ValueError(f"{info.filename} is cut short")
    data.seek(0)
    array: Floats = np.lib.format.read_array(data, allow_pickle=False)
    return array


def _header(data: BinaryIO) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(data)
    if version not in HEADERS:
        raise ValueError(f"an array in NumPy's file format {version}, expected 1.0 or 2.0")
    shape, _, dtype = HEADERS[version](data)
    return shape, dtype


def _network(architecture: Any) -> Network:
    """An untrained network of this architecture, which is checked before anything large is made."""
    if not isinstance(architecture, Mapping) or architecture.get("format") != FORMAT:
        raise ValueError(f"its architecture is not marked {FORMAT!r}")
    shape = architecture["input_shape"]
    if (
        not isinstance(shape, list)
        or len(shape) != 3
        or not all(type(n) is int and n > 0 for n in shape)
        or math.prod(shape) > MOST_PIXELS
    ):
        raise ValueError(f"its input shape is {shape!r}, expected three whole numbers")
    layers, name = architecture["layers"], architecture["name"]
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ValueError("its layers are not a list of settings")
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"it has {len(layers)} layers, expected at most {MOST_LAYERS}")
    if not isinstance(name, str) or len(name) > 200:
        raise ValueError("its name is not a short text")
    return Network(layers, np.random.default_rng(0), tuple(shape), name)
