"""Networks as HDF5 files, for HDF5 tools (extra ``h5``: h5py).

The attribute ``architecture`` is the JSON text of ``.npz`` files; each layer is a group, each
parameter a dataset in it ("conv1/kernel").

A damaged file of a few kilobytes can make the HDF5 library hang, crash, or fill the memory. So a
separate process reads the file and returns a ``.npz``; if it fails, only that process ends.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np

from cnn.errors import BadFile
from cnn.fast.processes import command, environment, own_group
from cnn.files import open_to_read, write_atomically
from cnn.network import Network
from cnn.storage.architecture import describe, network_from
from cnn.storage.arrays import MOST_JSON, sentences
from cnn.storage.npz import npz_bytes, read_npz

KEY = "architecture"
SECONDS = 4.0
"""Seconds that reading a file may take; under 5 with the start of its process."""
MEMORY = 400_000_000
"""Bytes of memory that it may take."""
REFUSED = 3
"""The exit status if the file contains no network; the last line of its output says why."""
NO_H5PY = "HDF5 files need h5py: pip install h5py"


def save_h5(network: Network, path: str | os.PathLike[str]) -> None:
    """Save a network atomically.

    Raises:
        BadFile: h5py is not installed.
    """
    content = io.BytesIO()
    with _h5py(path).File(content, "w") as file:
        file.attrs[KEY] = json.dumps(describe(network))
        for name, value in network.state().items():
            file[_place(name)] = value
    write_atomically(path, content.getvalue())


def load_h5(path: str | os.PathLike[str]) -> Network:
    """Load a network that ``save_h5`` wrote.

    Raises:
        BadFile: anything else, or h5py is not installed; the message says which.
        OSError: the file cannot be opened.
    """
    if find_spec("h5py") is None:
        raise BadFile(path, NO_H5PY)
    open_to_read(path).close()
    reader = command("cnn.storage.h5_reader", os.fspath(path))
    try:
        done = subprocess.run(
            reader,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            env=environment(),
            check=False,
            **own_group(),
        )
    except subprocess.TimeoutExpired:
        raise BadFile(path, f"not a network: reading it took more than {SECONDS:.0f} s") from None
    if done.returncode == 0:
        return read_npz(io.BytesIO(done.stdout), path)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode == REFUSED and said:
        raise BadFile(path, said[-1])
    if done.returncode > 0 and said:  # Python's own message
        raise BadFile(path, f"h5py cannot read it: {said[-1]}")
    raise BadFile(path, "not a network file, or damaged")


def read_as_npz(path: str) -> bytes:
    """The network in an HDF5 file as ``.npz``; called in a separate process.

    Raises:
        BadFile: it contains none; the message says why.
    """
    h5py = _h5py(path)
    with (
        open_to_read(path) as stream,
        sentences(path, "a network"),
        h5py.File(stream, "r") as file,
    ):
        return npz_bytes(_read(file))


def _read(file: Any) -> Network:
    text = file.attrs.get(KEY)
    if not isinstance(text, str) or len(text) > MOST_JSON:
        raise ValueError(f"it holds no {KEY}")
    network = network_from(json.loads(text))
    state = {}
    for name, expected in network.state().items():
        data = _own_dataset(file, _place(name))
        if data is None or data.shape != expected.shape or data.dtype != np.float32:
            raise ValueError(f"{name} is missing, or not float32 of shape {expected.shape}")
        state[name] = data[()]
        if not np.isfinite(state[name]).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    network.load_state(state)
    return network


def _own_dataset(file: Any, place: str) -> Any:
    """The dataset at this path, if its numbers are in the file itself: HDF5 can link to other
    files."""
    h5py = _h5py(file.filename)
    parts = place.split("/")
    for depth in range(1, len(parts) + 1):
        link = file.get("/".join(parts[:depth]), getlink=True)
        if not isinstance(link, h5py.HardLink):
            return None
    data = file[place]
    if not isinstance(data, h5py.Dataset) or data.external is not None or data.is_virtual:
        return None
    return data


def _place(name: str) -> str:
    return name.replace(".", "/")


def _h5py(path: str | os.PathLike[str]) -> ModuleType:
    """h5py, imported only here: it is an extra."""
    try:
        import h5py
    except ModuleNotFoundError:
        raise BadFile(path, NO_H5PY) from None
    module: ModuleType = h5py
    return module
