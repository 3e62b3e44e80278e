"""Labelled images, held as bytes until they are used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats

Bytes = npt.NDArray[np.uint8]
SCALE = np.float32(1 / 255)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and what they show.

    Attributes:
        images: ``(N, H, W)`` or ``(N, C, H, W)`` uint8, 0 the background.
        labels: ``(N,)`` uint8.

    Raises:
        ValueError: another type or rank, or not as many labels as images.
    """

    images: Bytes
    labels: Bytes

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.ndim not in (3, 4):
            raise ValueError(
                "images must be bytes (uint8) of shape (N, H, W) or (N, C, H, W), "
                f"not {self.images.dtype} of shape {self.images.shape}"
            )
        if self.labels.dtype != np.uint8 or self.labels.shape != (len(self.images),):
            raise ValueError(
                f"labels must be {len(self.images)} bytes (uint8), one an image, "
                f"not {self.labels.dtype} of shape {self.labels.shape}"
            )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, places: slice | npt.NDArray[np.integer]) -> Dataset:
        """Some of them, in the order asked for."""
        return Dataset(self.images[places], self.labels[places])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of one image as a network reads it, ``(C, H, W)``."""
        *channels, height, width = self.images.shape[1:]
        return (channels[0] if channels else 1, height, width)

    def inputs(self, places: slice | npt.NDArray[np.integer] = slice(None)) -> Floats:
        """Images as a network takes them: ``(n, C, H, W)`` float32 in 0..1."""
        images = self.images[places]
        return (images * SCALE).reshape(len(images), *self.shape)

    def batch(self, places: npt.NDArray[np.integer], out: Floats) -> Floats:
        """The same with the batch axis last, into ``out``: ``(C, H, W, n)``."""
        images = self.images[places]
        np.multiply(images.reshape(len(images), -1).T, SCALE, out=out.reshape(-1, len(images)))
        return out
