"""IDX, the file format of MNIST: a few header bytes, then the array, plain or gzipped.

Header (LeCun's description): two zero bytes, a byte for the type, a byte for the rank, then each
length as a big-endian 32-bit number. The numbers that follow are big-endian and row-major.
"""

from __future__ import annotations

import gzip
import math
import os
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from cnn.errors import BadFile
from cnn.files import open_to_read, write_atomically

TYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
MOST_BYTES = 400_000_000  # files that claim more are rejected before any memory is allocated
PIECE = 2**20


def read_idx(path: str | os.PathLike[str]) -> npt.NDArray[Any]:
    """The array in an IDX file of any type and rank, gzipped or plain, in native byte order.

    Raises:
        BadFile: it is not IDX, cut short, longer than its header says, or over 400 MB.
        OSError: the file cannot be opened.
    """
    with open_to_read(path) as raw:
        gzipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            if gzipped:
                with gzip.open(raw) as stream:
                    return _read(stream, path)  # type: ignore[arg-type]
            return _read(raw, path)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadFile(path, f"the gzip data is damaged or cut short ({error})") from error
        except MemoryError:
            raise BadFile(path, "it does not fit in memory") from None


def _read(stream: BinaryIO, path: str | os.PathLike[str]) -> npt.NDArray[Any]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES:
        raise BadFile(path, "not an IDX file: it does not start with an IDX header")
    dtype, rank = TYPES[magic[2]], magic[3]
    if rank > 32:
        raise BadFile(path, f"an array of {rank} dimensions, expected at most 32")
    lengths = stream.read(4 * rank)
    if len(lengths) < 4 * rank:
        raise BadFile(path, "cut short inside its header")
    shape = struct.unpack(f">{rank}I", lengths)
    size = math.prod(shape) * dtype.itemsize
    # NumPy's limit on the size, which ignores lengths of 0
    claimed = math.prod(max(n, 1) for n in shape) * dtype.itemsize
    if claimed > MOST_BYTES:
        raise BadFile(path, f"claims {claimed:,} bytes of data, expected at most {MOST_BYTES:,}")
    data = np.empty(size, np.uint8)  # a growing one is copied repeatedly
    done = 0
    while piece := stream.read(min(PIECE, size - done)):
        data[done : done + len(piece)] = np.frombuffer(piece, np.uint8)
        done += len(piece)
    if done != size or stream.read(1):
        problem = "cut short" if done < size else "longer than its header says"
        raise BadFile(path, f"{problem}: expected {size:,} bytes of data for shape {shape}")
    array = data.view(dtype).reshape(shape)
    if dtype.isnative:
        return array
    return array.byteswap(inplace=True).view(dtype.newbyteorder("="))


def write_idx(path: str | os.PathLike[str], array: npt.NDArray[Any]) -> None:
    """Write an array as IDX atomically, gzipped if the name ends in ``.gz``.

    Raises:
        ValueError: IDX has no code for the type or rank.
    """
    path = Path(path)
    codes = {dtype.newbyteorder("="): code for code, dtype in TYPES.items()}
    code = codes.get(array.dtype.newbyteorder("="))
    if code is None:
        raise ValueError(f"IDX has no code for {array.dtype}, only {', '.join(map(str, codes))}")
    if array.ndim > 255:
        raise ValueError(f"IDX holds at most 255 dimensions, not {array.ndim}")
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.astype(TYPES[code]).tobytes()
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    write_atomically(path, content)
