"""Labelled images, stored as bytes until they are used."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Scratch

Images = npt.NDArray[Any]
Labels = npt.NDArray[np.integer[Any]]
SCALE = np.float32(1 / 255)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and their labels.

    Attributes:
        images: ``(N, H, W)`` or ``(N, C, H, W)``, 0 is the background: bytes (uint8), or floats,
            which are used unchanged.
        labels: ``(N,)`` whole numbers from 0.

    Raises:
        ValueError: the type or rank is different, a label is below 0, or the numbers of labels and
            images differ.
    """

    images: Images
    labels: Labels

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.ndim not in (3, 4) or not (images.dtype == np.uint8 or images.dtype.kind == "f"):
            raise ValueError(
                "images must be bytes (uint8) or floats of shape (N, H, W) or (N, C, H, W), "
                f"not {images.dtype} of shape {images.shape}"
            )
        if labels.dtype.kind not in "iu" or labels.shape != (len(images),):
            raise ValueError(
                f"labels must be {len(images)} whole numbers, one per image, "
                f"not {labels.dtype} of shape {labels.shape}"
            )
        if len(labels) and labels.min() < 0:
            raise ValueError(f"labels must be whole numbers from 0, not {labels.min()}")

    @classmethod
    def of(cls, images: Images, labels: Labels) -> Dataset:
        """As the constructor, but labels may also be one-hot, ``(N, classes)``."""
        images, labels = np.asarray(images), np.asarray(labels)
        if labels.ndim == 2 and len(labels):
            if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
                raise ValueError("one-hot labels must have a single 1 in every row, 0 elsewhere")
            labels = labels.argmax(axis=1)
        return cls(images, labels)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, places: slice | npt.NDArray[np.integer]) -> Dataset:
        """The images and labels at these indices, in this order."""
        return Dataset(self.images[places], self.labels[places])

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of one image for a network, ``(C, H, W)``."""
        *channels, height, width = self.images.shape[1:]
        return (channels[0] if channels else 1, height, width)

    def inputs(self, places: slice | npt.NDArray[np.integer] = slice(None)) -> Floats:
        """Images for a network: ``(n, C, H, W)`` float32 in 0..1."""
        images = self.images[places]
        inputs = (images * self._scale).astype(np.float32, copy=False)
        return inputs.reshape(len(images), *self.shape)

    def batch(
        self,
        places: slice | npt.NDArray[np.integer],
        out: Floats,
        scratch: Scratch | None = None,
    ) -> Floats:
        """The same with the batch axis last.

        Args:
            places: the indices; with ``scratch`` none may be out of range.
            out: the result, ``(C, H, W, n)``.
            scratch: reusable working memory.
        """
        if isinstance(places, slice) or scratch is None:
            images = self.images[places]
        else:
            shape = (len(places), *self.images.shape[1:])
            images = scratch.get("picked", shape, self.images.dtype)
            # the mode "raise" makes a copy
            np.take(self.images, places, axis=0, out=images, mode="clip")
        flat = images.reshape(len(images), -1)
        np.copyto(out.reshape(-1, len(images)), flat.T, casting="same_kind")
        if self._scale != 1:
            out *= self._scale
        return out

    def fingerprint(self) -> int:
        """A number that almost certainly differs for other images or labels."""
        return zlib.crc32(self.labels.tobytes(), zlib.crc32(self.images.tobytes()))

    @property
    def _scale(self) -> np.float32:
        return SCALE if self.images.dtype == np.uint8 else np.float32(1)
