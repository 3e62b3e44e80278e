"""Array types, and the one place that explains how images lie in memory.

At a network's door images are batch-first, as everybody writes them: ``(N, C, H, W)``. Inside, the
batch axis is *last*: ``(C, H, W, N)``. Two things follow, and they are why this library is fast:

* a pixel of one channel is a run of ``N`` neighbouring numbers, so that im2col (``cnn.windows``),
  pooling and the activations are a few long, contiguous memory operations;
* im2col's matrix is ``(C·kh·kw, oh·ow·N)``, so that *one* matrix product with the kernels,
  ``(out, C·kh·kw)``, convolves the whole batch, and its result already is ``(out, oh, ow, N)``:
  no transpose before the product and none after it.

Everything computes in the type of its input: ``float32`` in use, ``float64`` in gradient checks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]
Shape = tuple[int, ...]


def batch_last(images: Floats) -> Floats:
    """``(N, ...)`` to a contiguous ``(..., N)``."""
    return np.ascontiguousarray(np.moveaxis(images, 0, -1))


def batch_first(values: Floats) -> Floats:
    """``(..., N)`` to a contiguous ``(N, ...)`` of its own memory."""
    return np.array(np.moveaxis(values, -1, 0), order="C")


GAP = 16


class Scratch:
    """Arrays that a layer uses again in every step: allocating them costs as much as the work.

    What ``get`` returns is valid until the next ``get`` of the same name.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def get(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """An uninitialised array of this shape, the one of the last step where that fits."""
        array = self._arrays.get(name)
        if array is None or array.shape != shape or array.dtype != dtype:
            array = self._arrays[name] = np.empty(shape, dtype)
        return array

    def rows(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """As ``get``, for a matrix whose rows lie a little further apart than they are long.

        Rows that lie a power of two apart fall into the same few sets of a processor's cache and
        push each other out: a product with such a matrix takes up to twice as long.
        """
        count, length = shape
        return self.get(name, (count, length + GAP), dtype)[:, :length]

    def zeros(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """As ``get``, filled with zeros at every call."""
        array = self.get(name, shape, dtype)
        array.fill(0)
        return array

    def like(self, name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """As ``get``, with the shape, type and order of axes in memory of ``array``."""
        mine = self._arrays.get(name)
        if mine is None or mine.shape != array.shape or mine.dtype != array.dtype:
            mine = self._arrays[name] = np.empty_like(array)
        return mine
