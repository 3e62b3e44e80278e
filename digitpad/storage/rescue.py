"""Saves a network in another place if the intended one fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cnn
from cnn.files import write_atomically
from cnn.storage.npz import npz_bytes


def save_anywhere(network: cnn.Network, path: Path) -> Path:
    """Save ``network`` to ``path``; if that fails, elsewhere (see ``save_beside``).

    Returns:
        The path of the file.

    Raises:
        OSError: it cannot be saved anywhere; this is the first error.
    """
    try:
        cnn.save_network(network, path)
    except OSError as first:
        try:
            return save_beside(network, path.stem)
        except OSError:
            raise first from None
    return path


def save_beside(network: cnn.Network, name: str) -> Path:
    """Save ``network`` as ``name`` in the current folder, at home, or in the temporary folder,
    without replacing anything there.

    Returns:
        The path of the file.

    Raises:
        OSError: it cannot be saved anywhere.
    """
    content, last = npz_bytes(network), OSError("there is no folder to write to")
    for path in _elsewhere(name):
        try:
            write_atomically(path, content, replace=False)
        except OSError as error:
            last = error
        else:
            return path
    raise last


def _elsewhere(name: str) -> Iterator[Path]:
    """The other places."""
    folders: list[Path] = []
    for known in (Path.cwd, Path.home, lambda: Path(tempfile.gettempdir())):
        with suppress(OSError, RuntimeError):  # deleted, or there is none
            folders.append(known())
    stem = name[:80] or "network"
    for folder in folders:
        yield from (
            folder / f"{stem}{number}.npz" for number in ("", *map(" ({})".format, range(2, 9)))
        )
