"""Array types, and the memory layout of images.

A network takes and returns batch-first images as usual: ``(N, C, H, W)``. Internally the batch axis
is *last*: ``(C, H, W, N)``. This makes the library fast, for two reasons:

* a pixel of one channel is a run of ``N`` adjacent numbers, so im2col (``cnn.windows``), pooling
  and activations are a few long, contiguous memory operations;
* im2col's matrix is ``(C·kh·kw, oh·ow·N)``, so *one* matrix product with the kernels, ``(out,
  C·kh·kw)``, convolves the whole batch, and its result already is ``(out, oh, ow, N)``: no
  transpose is needed before or after the product.

Results have the type of the input: usually ``float32``, ``float64`` in gradient checks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]
Shape = tuple[int, ...]


def batch_last(images: Floats) -> Floats:
    """``(N, ...)`` to a contiguous ``(..., N)``."""
    return np.ascontiguousarray(np.moveaxis(images, 0, -1))


def batch_first(values: Floats) -> Floats:
    """``(..., N)`` to a contiguous ``(N, ...)`` in new memory."""
    return np.array(np.moveaxis(values, -1, 0), order="C")


ROW_GAP = 16


class Scratch:
    """Arrays that a layer reuses in every step: allocation would take as long as the computation.

    An array is valid until the next call with the same name.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def get(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """An uninitialised array of this shape; the previous one if it fits."""
        array = self._arrays.get(name)
        if array is None or array.shape != shape or array.dtype != dtype:
            array = self._arrays[name] = np.empty(shape, dtype)
        return array

    def rows(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """As ``get``, for a matrix whose rows are a little further apart than they are long.

        Rows at a distance of a power of two compete for the same few sets of a processor's cache: a
        product with such a matrix takes up to twice as long.
        """
        count, length = shape
        return self.get(name, (count, length + ROW_GAP), dtype)[:, :length]

    def zeros(self, name: str, shape: Shape, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """As ``get``, filled with zeros in every call."""
        array = self.get(name, shape, dtype)
        array.fill(0)
        return array

    def like(self, name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """As ``get``, with the shape, type and strides of ``array``."""
        mine = self._arrays.get(name)
        if mine is None or mine.shape != array.shape or mine.dtype != array.dtype:
            mine = self._arrays[name] = _empty_like(array)
        return mine


def _empty_like(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Uninitialised, with the same gaps between rows (``Scratch.rows``)."""
    steps = [stride // array.itemsize for stride in array.strides]
    size = 1 + sum(step * (length - 1) for step, length in zip(steps, array.shape, strict=True))
    if not array.size <= size <= 2 * array.size or min(steps, default=1) < 0:
        return np.empty_like(array)
    return as_strided(np.empty(size, array.dtype), array.shape, array.strides)
