"""Networks as HDF5 files, for those who look at weights with HDF5 tools (extra ``h5``: h5py).

The file's attribute ``architecture`` is the JSON text that ``.npz`` files have; each layer is a
group, each parameter a dataset in it ("conv1/kernel").
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from cnn.errors import BadFile
from cnn.files import write_atomically
from cnn.network import Network
from cnn.storage.architecture import describe, network_from
from cnn.storage.arrays import MOST_JSON, sentences

KEY = "architecture"


def save_h5(network: Network, path: str | os.PathLike[str]) -> None:
    """Write a network; the file is all there or not at all.

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
    """Read a network that ``save_h5`` wrote.

    Raises:
        BadFile: anything else, or h5py is not installed, in a sentence.
        OSError: the file cannot be opened.
    """
    h5py = _h5py(path)
    with (
        Path(path).open("rb") as stream,
        sentences(path, "a network"),
        h5py.File(stream, "r") as file,
    ):
        return _read(file)


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
    """The dataset at this place if its numbers are in the file itself: HDF5 can point elsewhere."""
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
    """h5py, imported only where it is used: it is an extra."""
    try:
        import h5py
    except ModuleNotFoundError:
        raise BadFile(path, "HDF5 files need h5py: pip install 'digitpad[h5]'") from None
    module: ModuleType = h5py
    return module
