"""Prepares photographs of paper for thresholding: less noise, even light.

A lamp at one side or a shadow can make paper on one half darker than ink on the other, and then no
single threshold separates them. A morphological closing (each pixel becomes the lightest of its
neighbours, and then the darkest) removes thin ink and leaves the light on the paper; ink is what
differs from it. Clean pictures would suffer, so this is applied only if it makes ink and paper
easier to separate.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from cnn.arrays import Floats

SMALLEST = 64
"""Smaller pictures are too small for an estimate of the light."""
NOISY = 5.0
"""The random difference of neighbouring pixels from which a picture counts as noisy, in grey
levels."""
CLEAR = 0.93
"""If one threshold explains this share of the variance, nothing is done."""
UNEVEN = 30.0
"""The light on the paper must differ by this many grey levels before it is corrected."""
GAIN = 0.02
"""The correction must raise the separability by this much, or it is not used."""
THUMBNAIL = 80
PALE = 0.8
"""Pixels lighter than this share of the light on the paper are the edge of a shadow, not ink."""
WINDOW = 15
"""Pixels of the thumbnail; lines of ink are thinner than this."""


def evened(grey: Floats) -> Floats:
    """A picture, ``(rows, columns)`` of 0 to 255, with less noise and even light where
    necessary."""
    if min(grey.shape) < SMALLEST:
        return grey
    quiet = _quietened(grey)
    before = separability(quiet)
    if before >= CLEAR:
        return quiet
    found = _in_even_light(quiet)
    return found if separability(found) > before + GAIN else quiet


def between_variances(grey: Floats) -> tuple[Floats, Floats]:
    """Otsu's criterion: for each grey level, the variance between the classes above and below it.

    Returns it, ``(256,)``, and the difference of both means, ``(256,)``.
    """
    levels = np.bincount(grey.astype(np.intp).ravel(), minlength=256).astype(np.float64)
    values = np.arange(256)
    below = levels.cumsum()
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        low = (levels * values).cumsum() / below
        high = ((levels * values).sum() - (levels * values).cumsum()) / above
    gap = np.nan_to_num(high - low)
    return below * above * gap**2 / below[-1] ** 2, gap


def separability(grey: Floats) -> float:
    """The share of a picture's variance that one threshold explains, 0 to 1."""
    variance = float(grey.var(dtype=np.float64))
    return float(between_variances(grey)[0].max()) / variance if variance else 0.0


def _quietened(grey: Floats) -> Floats:
    """Blurred, if neighbouring pixels differ at random."""
    difference = np.abs(grey[:, 1:] - grey[:, :-1])
    if float(np.median(difference)) < NOISY:
        return grey
    radius = float(np.clip(max(grey.shape) / 160, 1.0, 5.0))
    blur = ImageFilter.GaussianBlur(radius)
    return np.asarray(_as_image(grey).filter(blur), dtype=np.float32)


def _in_even_light(grey: Floats) -> Floats:
    """With the same light on the paper everywhere, and ink as dark or light as before.

    The paper, dark or light, is what is more even after the ink is removed.
    """
    rows, columns = grey.shape
    scale = THUMBNAIL / max(grey.shape)
    size = (max(2, round(columns * scale)), max(2, round(rows * scale)))
    small = np.asarray(_as_image(grey).resize(size, Image.Resampling.BOX), dtype=np.float32)
    light, dark = (_without_ink(small, light_paper) for light_paper in (True, False))
    light_paper = _spread(light) <= _spread(dark)
    chosen = light if light_paper else dark
    if _spread(chosen) < UNEVEN:
        return grey
    large = _as_image(chosen).resize((columns, rows), Image.Resampling.BILINEAR)
    paper = np.asarray(large, dtype=np.float32)
    if light_paper:  # a shadow darkens paper and ink by the same factor
        even: Floats = 255 / PALE * grey / np.maximum(paper, 1)
    else:
        even = (grey - paper) / PALE - (1 / PALE - 1) * 255
    return np.rint(even.clip(0, 255))


def _spread(grey: Floats) -> float:
    return float(np.ptp(np.percentile(grey, [5, 95])))


def _without_ink(small: Floats, light_paper: bool) -> Floats:
    """The light on the paper of a thumbnail; the edges are extended outwards."""
    frame = min(WINDOW, min(small.shape) - 1)
    framed = _as_image(np.pad(small, frame, mode="reflect", reflect_type="odd").clip(0, 255))
    lightest, darkest = ImageFilter.MaxFilter(WINDOW), ImageFilter.MinFilter(WINDOW)
    if light_paper:
        light = framed.filter(lightest).filter(darkest)
    else:
        light = framed.filter(darkest).filter(lightest)
    smooth = np.asarray(light.filter(ImageFilter.GaussianBlur(1)), dtype=np.float32)
    return smooth[frame:-frame, frame:-frame]


def _as_image(grey: Floats) -> Image.Image:
    return Image.fromarray(np.rint(grey).astype(np.uint8))
