"""Photographs of paper made fit for telling paper from ink: less noise, even light.

A lamp at one side or a shadow makes one half of a sheet darker than ink is on the other half, and
no single threshold can part them. What is thin (ink) can be taken out of a picture by letting every
pixel be the lightest of those around it, and then the darkest of these: what is left is the light
on the paper, and ink is what differs from it. On clean pictures this would only do harm, so it is
used where it makes ink and paper easier to part.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from cnn.arrays import Floats

SMALLEST = 64
"""Sides of smaller pictures leave no room for guessing."""
NOISY = 5.0
"""Grey levels by which neighbouring pixels of a noisy picture differ at random."""
CLEAR = 0.93
"""Where one threshold explains this share of the variance, nothing is done."""
UNEVEN = 30.0
"""Grey levels by which the light on the paper must differ before it is evened."""
GAIN = 0.02
"""Even light must bring as much as this, or the picture stays as it was."""
THUMBNAIL = 80
PALE = 0.8
"""What is lighter than this share of the light on the paper is a shadow's edge, not ink."""
WINDOW = 15
"""Pixels of the thumbnail: a line of ink is thinner than this."""


def evened(grey: Floats) -> Floats:
    """A picture, ``(rows, columns)`` of 0 to 255, with less noise and in even light, if need be."""
    if min(grey.shape) < SMALLEST:
        return grey
    quiet = _quietened(grey)
    before = separability(quiet)
    if before >= CLEAR:
        return quiet
    found = _in_even_light(quiet)
    return found if separability(found) > before + GAIN else quiet


def between_variances(grey: Floats) -> tuple[Floats, Floats]:
    """Otsu's criterion: for each grey level, the variance between what is above and below it.

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
    """How much of a picture's variance one threshold explains, 0 to 1."""
    variance = float(grey.var(dtype=np.float64))
    return float(between_variances(grey)[0].max()) / variance if variance else 0.0


def _quietened(grey: Floats) -> Floats:
    """Blurred, where neighbouring pixels differ at random."""
    difference = np.abs(grey[:, 1:] - grey[:, :-1])
    if float(np.median(difference)) < NOISY:
        return grey
    radius = float(np.clip(max(grey.shape) / 160, 1.0, 5.0))
    blur = ImageFilter.GaussianBlur(radius)
    return np.asarray(_as_image(grey).filter(blur), dtype=np.float32)


def _in_even_light(grey: Floats) -> Floats:
    """With the light on the paper made the same everywhere, ink as dark or light as it was.

    The paper is what is more even without its ink, be it light or dark.
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
    if light_paper:  # a shadow dims paper and ink alike
        even: Floats = 255 / PALE * grey / np.maximum(paper, 1)
    else:
        even = (grey - paper) / PALE - (1 / PALE - 1) * 255
    return np.rint(even.clip(0, 255))


def _spread(grey: Floats) -> float:
    return float(np.ptp(np.percentile(grey, [5, 95])))


def _without_ink(small: Floats, light_paper: bool) -> Floats:
    """The light on the paper of a thumbnail; at its rim the light goes on as it came."""
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
