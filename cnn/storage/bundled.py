"""The trained networks that ship with the project (assets/models)."""

from __future__ import annotations

from importlib.resources import as_file, files

from cnn.data.mnist import ASSETS
from cnn.network import Network
from cnn.storage.npz import load_npz

DEFAULT = "best"


def bundled_names() -> tuple[str, ...]:
    """Names of all trained networks that ship, in alphabetical order."""
    models = (files(ASSETS) / "models").iterdir()
    return tuple(sorted(file.name[:-4] for file in models if file.name.endswith(".npz")))


def bundled_network(name: str = DEFAULT) -> Network:
    """The trained network of this name.

    Raises:
        FileNotFoundError: none ships under that name.
    """
    with as_file(files(ASSETS) / "models" / f"{name}.npz") as path:
        return load_npz(path)
