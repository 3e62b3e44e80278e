"""Archives with named arrays and a JSON text, for networks and checkpoints.

The format is NumPy's ``.npz``, so that other programs can read the arrays. Nothing in a file is
executed: no pickle. An array's size is checked before it is decompressed.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from cnn.errors import BadFile
from cnn.files import open_to_read, write_atomically

MOST_JSON = 2**20
HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
Array = npt.NDArray[Any]


def write_archive(
    path: str | os.PathLike[str], key: str, description: Any, arrays: Mapping[str, Array]
) -> None:
    """Write ``arrays``, and ``description`` as JSON under ``key``, atomically."""
    write_atomically(path, archive_bytes(key, description, arrays))


def archive_bytes(key: str, description: Any, arrays: Mapping[str, Array]) -> bytes:
    """The content of such a file."""
    content = io.BytesIO()
    named: dict[str, Any] = {key: np.array(json.dumps(description)), **arrays}
    np.savez(content, **named)
    return content.getvalue()


@contextmanager
def sentences(path: str | os.PathLike[str], what: str) -> Iterator[None]:
    """Turn every error in a file's content into a ``BadFile`` that names the file."""
    try:
        yield
    except BadFile:
        raise
    except MemoryError as error:
        raise BadFile(path, f"not {what} that fits in memory") from error
    except ValueError as error:
        raise BadFile(path, f"not {what} that can be read: {error}") from error
    # NumPy parses a header with Python's parser, which may raise anything
    except Exception as error:
        raise BadFile(path, f"not {what} file, or damaged") from error


@contextmanager
def open_archive(path: str | os.PathLike[str], what: str) -> Iterator[Archive]:
    """Open an archive for reading.

    Raises:
        BadFile: on opening, and for every error inside the ``with``.
        OSError: the file cannot be opened.
    """
    with open_to_read(path) as stream, archive_in(stream, path, what) as archive:
        yield archive


@contextmanager
def archive_in(stream: BinaryIO, path: str | os.PathLike[str], what: str) -> Iterator[Archive]:
    """The archive in a stream; ``path`` is named in errors, as above."""
    with sentences(path, what), zipfile.ZipFile(stream) as archive:
        yield Archive(archive)


class Archive:
    """The arrays of an open file, each read on demand.

    Attributes:
        names: of all arrays.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {i.filename.removesuffix(".npy"): i for i in archive.infolist()}
        self.names = list(self._members)

    def description(self, key: str) -> Any:
        """The decoded JSON text under ``key``."""
        if key not in self._members:
            raise ValueError(f"it holds no {key}")
        if self._members[key].file_size > MOST_JSON:
            raise ValueError(f"its {key} is too long")
        text = self._read(key)
        if text.dtype.kind != "U" or text.shape != ():
            raise ValueError(f"its {key} is no text")
        return json.loads(str(text))

    def array(self, name: str, like: Array) -> Array:
        """The array of this name as float32; its numbers must be finite, its shape that of
        ``like``."""
        if self._members[name].file_size > like.nbytes * 2 + 4096:
            raise ValueError(f"{name} holds more numbers than the architecture has")
        array = self._read(name)
        if array.dtype.kind != "f":
            raise ValueError(f"{name} is {array.dtype}, expected floating-point numbers")
        if array.shape != like.shape:
            raise ValueError(f"{name} has shape {array.shape}, expected {like.shape}")
        with np.errstate(over="ignore"):
            array = array.astype(np.float32, copy=False)
        if not np.isfinite(array).all():
            raise ValueError(f"{name} holds numbers that are not finite in float32")
        return array

    def arrays(self, like: Mapping[str, Array]) -> dict[str, Array]:
        """All of these, each as in ``array``."""
        if missing := [name for name in like if name not in self._members]:
            raise ValueError(f"{missing[0]} is missing")
        return {name: self.array(name, expected) for name, expected in like.items()}

    def _read(self, name: str) -> Array:
        info = self._members[name]
        with self._archive.open(info) as stream:
            data = io.BytesIO(stream.read(info.file_size))
        shape, dtype = _header(data)
        if math.prod(shape) * dtype.itemsize > info.file_size:
            raise ValueError(f"{name} is cut short")
        data.seek(0)
        array: Array = np.lib.format.read_array(data, allow_pickle=False)
        return array


def _header(data: BinaryIO) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(data)
    if version not in HEADERS:
        raise ValueError(f"an array in NumPy's file format {version}, expected 1.0 or 2.0")
    read: Callable[..., Any] = HEADERS[version]
    shape, _, dtype = read(data)
    return shape, dtype
