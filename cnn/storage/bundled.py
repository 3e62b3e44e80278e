"""The built-in trained networks (assets/models)."""

from __future__ import annotations

from importlib.resources import as_file

from cnn.assets import asset_folder
from cnn.network import Network
from cnn.storage.npz import load_npz

DEFAULT = "best"


def bundled_names() -> tuple[str, ...]:
    """The names of all built-in networks, in alphabetical order."""
    models = asset_folder("models").iterdir()
    return tuple(sorted(file.name[:-4] for file in models if file.name.endswith(".npz")))


def bundled_network(name: str = DEFAULT) -> Network:
    """The trained network of this name.

    Raises:
        FileNotFoundError: there is no such network.
    """
    with as_file(asset_folder("models") / f"{name}.npz") as path:
        return load_npz(path)
