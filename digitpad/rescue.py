"""Saving what was learned, if not where it was to be, then elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cnn


def save_anywhere(network: cnn.Network, path: Path) -> Path:
    """Save ``network`` to ``path``; where that fails, under its name in the current folder, at
    home, or in the temporary folder, without replacing anything there.

    Returns:
        Where it is.

    Raises:
        OSError: nowhere, with the first reason.
    """
    try:
        cnn.save_network(network, path)
    except OSError as first:
        for other in _elsewhere(path):
            with suppress(OSError):
                if not other.exists():
                    cnn.save_network(network, other)
                    return other
        raise first
    return path


def _elsewhere(path: Path) -> Iterator[Path]:
    """Where it may be saved instead."""
    folders: list[Path] = []
    for known in (Path.cwd, Path.home, lambda: Path(tempfile.gettempdir())):
        with suppress(OSError, RuntimeError):  # the current folder is gone, nobody is at home
            folders.append(known())
    stem = path.stem[:80] or "network"
    for folder in folders:
        yield from (
            folder / f"{stem}{number}.npz" for number in ("", *map(" ({})".format, range(2, 9)))
        )
