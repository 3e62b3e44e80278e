"""Finds the data set and the trained networks that come with an installation.

A distribution says where they are with an entry point in the group ``cnn.assets``, whose value is a
package with the folders ``mnist`` and ``models``. Without one, they are expected in the folder
``assets`` beside this library.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

GROUP = "cnn.assets"
BESIDE = Path(__file__).parents[1] / "assets"


def asset_folder(name: str) -> Traversable:
    """The folder "mnist" or "models".

    Raises:
        RuntimeError: several distributions offer such folders.
        ModuleNotFoundError: the package that is named is not installed.
    """
    from importlib.metadata import entry_points  # takes as long to import as half of this library

    packages = sorted({point.value for point in entry_points(group=GROUP)})
    if len(packages) > 1:
        raise RuntimeError(f"the data are offered several times: {', '.join(packages)}")
    return (files(packages[0]) if packages else BESIDE) / name
