"""Counts the outputs of a convolution's filters, chunk by chunk.

The sum of two tallies is the tally of all their images, so any number of images is counted in the
memory of one chunk. To make histograms additive without knowing the largest number in advance,
their range is a power of two: for a larger number, the width of the bins is doubled, so that each
new bin contains two whole old ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Scratch

HALF = 64
BINS = 2 * HALF
SMALLEST = -100  # exponent of the range if all numbers are 0
MOST_DOUBLINGS = 8  # at most; then everything is in the two bins around 0

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """The outputs of C filters for some images.

    "Sums" are the inputs of the activation, "answers" its outputs (``cnn.explain.filter_layers``).

    Attributes:
        images: their number.
        exponents: ``(C,)``; the range of a filter's histogram is ``-2**e`` to ``2**e``.
        counts: ``(C, BINS)``; the number of sums in each bin, including its left edge.
        answer_totals: ``(C,)``, over all positions.
        least_answers, largest_answers: ``(C,)``.
        active_places: ``(C,)``; the number of positions with a sum above 0.
        active_images: ``(C,)``; the number of images with such a position.
        best_sums: ``(C, K)``; the largest sum of each of the K best images, descending.
        best_images: ``(C, K)``; these images; -1 where there are fewer.
        best_places: ``(C, K)``; their positions in the map, row by row.
    """

    images: int
    exponents: Counts
    counts: Counts
    answer_totals: npt.NDArray[np.float64]
    least_answers: Floats
    largest_answers: Floats
    active_places: Counts
    active_images: Counts
    best_sums: Floats
    best_images: Counts
    best_places: Counts

    def __add__(self, later: Tally) -> Tally:
        """The tally of both; of equal images the earlier ones are kept."""
        exponents = np.maximum(self.exponents, later.exponents)
        sums = np.concatenate([self.best_sums, later.best_sums], axis=1)
        images = np.concatenate([self.best_images, later.best_images], axis=1)
        places = np.concatenate([self.best_places, later.best_places], axis=1)
        order = np.argsort(-sums, axis=1, kind="stable")[:, : self.best_sums.shape[1]]
        return Tally(
            images=self.images + later.images,
            exponents=exponents,
            counts=self._widened(exponents) + later._widened(exponents),
            answer_totals=self.answer_totals + later.answer_totals,
            least_answers=np.minimum(self.least_answers, later.least_answers),
            largest_answers=np.maximum(self.largest_answers, later.largest_answers),
            active_places=self.active_places + later.active_places,
            active_images=self.active_images + later.active_images,
            best_sums=np.take_along_axis(sums, order, axis=1),
            best_images=np.take_along_axis(images, order, axis=1),
            best_places=np.take_along_axis(places, order, axis=1),
        )

    def _widened(self, exponents: Counts) -> Counts:
        """``counts`` with bins for these exponents, each at least its own."""
        doublings = np.minimum(exponents - self.exponents, MOST_DOUBLINGS)
        if not doublings.any():
            return self.counts
        channels = len(doublings)
        bins = ((np.arange(BINS) - HALF) >> doublings[:, None]) + HALF
        bins += BINS * np.arange(channels)[:, None]
        added = np.bincount(bins.ravel(), self.counts.ravel(), BINS * channels)
        return added.astype(np.int64).reshape(channels, BINS)


def tally(sums: Floats, answers: Floats, first: int, best: int, scratch: Scratch) -> Tally:
    """Count one chunk of images.

    Args:
        sums, answers: ``(C, H, W, N)``; the same array if there is no activation.
        first: the index of the chunk's first image.
        best: the number of images to keep for each filter.
        scratch: reusable working memory.

    Raises:
        ValueError: a sum is not finite.
    """
    channels, _, _, images = sums.shape
    places = sums.reshape(channels, -1, images)
    largest = places.max(axis=1)
    flat = sums.reshape(channels, -1)
    reach = np.maximum(largest.max(axis=1), -flat.min(axis=1))
    if not np.isfinite(reach).all():
        raise ValueError("a filter's answer is not a finite number")
    exponents = np.where(reach > 0, np.frexp(reach)[1], SMALLEST).astype(np.int64)
    np.maximum(exponents, SMALLEST, out=exponents)
    out = answers.reshape(channels, -1)
    order = np.argsort(-largest, axis=1, kind="stable")[:, :best]
    where = np.take_along_axis(places, order[:, None], axis=2).argmax(axis=1)
    return Tally(
        images=images,
        exponents=exponents,
        counts=_histogram(flat, exponents, scratch),
        answer_totals=out.sum(axis=1).astype(np.float64),
        least_answers=out.min(axis=1),
        largest_answers=out.max(axis=1),
        active_places=_positive(flat, scratch),
        active_images=np.count_nonzero(largest > 0, axis=1),
        best_sums=_filled(np.take_along_axis(largest, order, axis=1), best, -np.inf),
        best_images=_filled(order + first, best, -1),
        best_places=_filled(where, best, -1),
    )


def _histogram(flat: Floats, exponents: Counts, scratch: Scratch) -> Counts:
    """The number of each row's numbers in each bin, ``(C, BINS)``.

    All of it is exact: the factor is a power of two, and the results are small whole numbers.
    """
    channels = len(flat)
    scaled = scratch.get("scaled", flat.shape, flat.dtype)
    np.multiply(flat, np.ldexp(flat.dtype.type(HALF), -exponents)[:, None], out=scaled)
    np.floor(scaled, out=scaled)
    scaled += (HALF + BINS * np.arange(channels, dtype=flat.dtype))[:, None]
    bins = scratch.get("bins", flat.shape, np.intp)
    np.copyto(bins, scaled, casting="unsafe")
    return np.bincount(bins.ravel(), minlength=BINS * channels).reshape(channels, BINS)


def _positive(flat: Floats, scratch: Scratch) -> Counts:
    positive = scratch.get("positive", flat.shape, np.bool_)
    np.greater(flat, 0, out=positive)
    return np.array([np.count_nonzero(row) for row in positive], np.int64)


def _filled(array: npt.NDArray[Any], length: int, value: float) -> npt.NDArray[Any]:
    """``array`` with its rows extended to this length."""
    missing = length - array.shape[1]
    return np.pad(array, ((0, 0), (0, missing)), constant_values=value) if missing else array
