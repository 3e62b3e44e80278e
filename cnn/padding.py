"""Padding: adds rows and columns around an image, and removes them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats, Scratch
from cnn.checks import as_pair
from cnn.windows import Pair

Padding = int | Sequence[int] | str
NAMES = ("valid", "same", "full")


@dataclass(frozen=True)
class Margins:
    """Rows and columns added on each side of an image."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> int:
        return self.top + self.bottom

    @property
    def columns(self) -> int:
        return self.left + self.right

    def pad(self, x: Floats, scratch: Scratch, value: float = 0.0) -> Floats:
        """``(C, H, W, N)`` to ``(C, H + rows, W + columns, N)``, with ``value`` around it."""
        if not (self.rows or self.columns):
            return x
        channels, height, width, count = x.shape
        shape = (channels, height + self.rows, width + self.columns, count)
        padded = scratch.get("padded", shape, x.dtype)
        padded.fill(value)
        np.copyto(self.crop(padded), x)
        return padded

    def crop(self, x: Floats) -> Floats:
        """The image without the padding, as a view: the adjoint of ``pad``."""
        return x[:, self.top : x.shape[1] - self.bottom, self.left : x.shape[2] - self.right]


def as_padding(padding: Padding) -> str | Pair:
    """``padding`` as a name, or as (vertical, horizontal).

    Raises:
        ValueError: it is neither.
    """
    if isinstance(padding, str):
        if padding not in NAMES:
            raise ValueError(f'padding must be numbers, "valid", "same" or "full", not {padding!r}')
        return padding
    return as_pair(padding, "padding", least=0)


def resolve_padding(padding: str | Pair, size: Pair, kernel: Pair, stride: Pair) -> Margins:
    """The padding for images of this size, given the result of ``as_padding``.

    "same" makes the output size ``ceil(size / stride)``, with the odd zero at the bottom and right;
    "full" adds ``kernel - 1`` on every side; "valid" adds nothing.
    """
    if padding == "valid":
        return Margins(0, 0, 0, 0)
    if padding == "full":
        return Margins(kernel[0] - 1, kernel[0] - 1, kernel[1] - 1, kernel[1] - 1)
    if padding == "same":
        rows, columns = (
            max((-(-length // step) - 1) * step + k - length, 0)
            for length, k, step in zip(size, kernel, stride, strict=True)
        )
        return Margins(rows // 2, rows - rows // 2, columns // 2, columns - columns // 2)
    assert not isinstance(padding, str)
    down, right = padding
    return Margins(down, down, right, right)
