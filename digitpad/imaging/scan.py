"""Reads picture files, which may be malicious, and separates ink from paper."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.arrays import Bools, Floats
from cnn.errors import BadFile
from cnn.files import open_to_read
from digitpad.imaging.lighting import between_variances, evened

# Pillow would log what we report ourselves
logging.getLogger("PIL").addHandler(logging.NullHandler())

MAX_PIXELS = 64_000_000
"""With this, reading any picture takes less than 500 MB and 5 seconds."""
MAX_PIXELS_OF = {"WEBP": 24_000_000, "CMYK": 40_000_000}
"""Formats and modes that need more memory per pixel."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "PPM")
"""Common formats. Others start programs (EPS) or write to the terminal (TIFF)."""

WORKING_SIDE = 1024
"""Longer pictures are first scaled down to less than twice this."""

LEAST_CONTRAST = 8.0
"""Paper and ink must differ by at least this many of 255 grey levels, or there is no ink."""
CLEAN = 0.12
"""Differences from clean paper below this share of the contrast are still paper: JPEG leaves such
shadows around ink."""
NOISE_FACTOR = 5.5
WEAK, FAR_BETTER = 40.0, 2.0
"""If paper and ink differ by fewer grey levels than this, colours are considered, and used if they
differ by this many times more."""
HALF, CLEARLY = 1.5, 2.3
"""Of `_paperlike`: equally likely paper or ink, and certainly paper."""
ORIENTATION = 0x0112
"""The EXIF tag for the orientation of the camera."""
STRIP = 64
"""Rows of the smaller picture that are computed at once."""


def open_picture(path: str | os.PathLike[str]) -> Image.Image:
    """Reads a picture, upright and no larger than necessary; of an animation the first frame.

    Raises BadFile if the file does not exist, is not a picture of `FORMATS`, is damaged, or has
    more than `MAX_PIXELS` pixels (which are not decoded: a small file may contain very many).
    """
    with _complaints_about(path), open_to_read(path) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.init()
        known = [name for name in FORMATS if name in Image.OPEN]  # Pillow may lack WebP
        with Image.open(stream, formats=known) as image:
            columns, rows = image.size
            most = min(
                MAX_PIXELS_OF.get(str(key), MAX_PIXELS) for key in (image.format, image.mode)
            )
            if columns * rows > most:
                problem = f"{columns} × {rows} pixels are too many; the limit is {most:,}"
                raise BadFile(path, problem)
            image.draft(None, (WORKING_SIDE, WORKING_SIDE))
            image.load()
            small = _working(image)
            if ORIENTATION in image.getexif():
                small.getexif()[ORIENTATION] = image.getexif()[ORIENTATION]
            return ImageOps.exif_transpose(small)


@contextmanager
def _complaints_about(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turns every exception into BadFile: a damaged picture can make Pillow raise anything."""
    try:
        yield
    except BadFile:
        raise
    except UnidentifiedImageError:
        raise BadFile(path, f"not a picture, expected {', '.join(FORMATS)}") from None
    except Image.DecompressionBombError:
        raise BadFile(path, f"too many pixels, {MAX_PIXELS} can be read") from None
    except OSError as error:
        problem = error.strerror or f"the picture is damaged ({error})"
        raise BadFile(path, problem) from None
    except Exception as error:
        raise BadFile(path, f"the picture is damaged ({error})") from None


def inks_of(image: Image.Image) -> list[Floats]:
    """The amount of ink on each pixel of `image`: ``(rows, columns)``, 0 to 1; none for a blank
    one.

    Any mode; dark on light or light on dark; a transparent background counts as paper. Pictures
    with a side over twice `WORKING_SIDE` are scaled down. If a picture is cropped so closely that
    ink and paper are hard to tell apart, both results are returned, the more likely first.
    """
    grey = evened(_grey(image))
    threshold = _threshold(grey)
    if threshold is None:
        return []
    light = grey > threshold
    likely = _paperlike(light)
    ways = [light, ~light] if likely > HALF else [~light, light]
    doubtful = abs(likely - HALF) < CLEARLY - HALF
    inks = [_ink_on(paper, grey) for paper in ways[: 1 + doubtful]]
    return [ink for ink in inks if ink is not None]


def _ink_on(paper: Bools, grey: Floats) -> Floats | None:
    """The amount of ink on each pixel, given the paper; None if there is only noise."""
    level = float(np.median(grey[paper]))
    is_light = level > float(np.median(grey[~paper]))
    contrast = abs(float(np.percentile(grey[~paper], 5 if is_light else 95)) - level)
    strength = (level - grey if is_light else grey - level) / np.float32(contrast)
    noise = 1.4826 * float(np.median(np.abs(strength[paper])))
    strength[strength < max(CLEAN, NOISE_FACTOR * noise)] = 0.0
    if not strength.any():
        return None
    clipped: Floats = strength.clip(0.0, 1.0)
    return clipped


def _grey(image: Image.Image) -> Floats:
    """`image` as grey levels, 0 black to 255 white; transparent pixels become paper."""
    small = _working(image)
    if small.mode == "F":
        return _stretched(np.asarray(small))
    if small.mode == "RGBA":
        alpha = np.asarray(small.getchannel("A"), dtype=np.float32) / 255
        grey = np.asarray(small.convert("RGB").convert("L"), dtype=np.float32)
        mixed: Floats = grey * alpha + _behind(grey, alpha) * (1 - alpha)
        return np.rint(mixed)
    return _of_colours(small) if small.mode == "RGB" else np.asarray(small, dtype=np.float32)


def _of_colours(image: Image.Image) -> Floats:
    """The grey levels of a coloured picture.

    If paper and ink have about the same brightness, they are separated by the first principal
    component of red, green and blue.
    """
    grey = np.asarray(image.convert("L"), dtype=np.float32)
    contrast = _contrast(grey)
    if contrast >= WEAK:
        return grey
    colours = np.asarray(image, dtype=np.float32).reshape(-1, 3)
    colours = colours - colours.mean(axis=0)
    _, axes = np.linalg.eigh(colours.T @ colours)
    along = (colours @ axes[:, -1]).reshape(grey.shape)
    levels: Floats = np.rint((along - along.min()).clip(0, 255))
    return levels if _contrast(levels) > FAR_BETTER * contrast else grey


def _contrast(grey: Floats) -> float:
    """The difference between paper and ink in grey levels."""
    between, gap = between_variances(grey)
    return float(gap[int(between.argmax())])


def _working(image: Image.Image) -> Image.Image:
    """`image` in one of four modes, scaled down so that the longer side is less than twice
    `WORKING_SIDE`. It is done strip by strip, since the whole in another mode may not fit in
    memory."""
    mode = _working_mode(image)
    factor = max(max(image.size) // WORKING_SIDE, 1)
    columns, rows = image.size
    small = Image.new(mode, (-(-columns // factor), -(-rows // factor)))
    for top in range(0, rows, factor * STRIP):
        part = image.crop((0, top, columns, min(top + factor * STRIP, rows)))
        small.paste(part.convert(mode).reduce(factor), (0, top // factor))
    return small


def _working_mode(image: Image.Image) -> str:
    if image.mode[0] in "IF":  # integers or floats of any range
        return "F"
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        return "RGBA"
    return "L" if image.mode in ("1", "L") else "RGB"


def _stretched(values: Floats) -> Floats:
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return np.zeros_like(finite)
    levels: Floats = np.floor((finite - low) / (high - low) * 255)
    return levels


def _behind(grey: Floats, alpha: Floats) -> float:
    """The grey level to put behind transparent pixels."""
    solid = grey[alpha > 0.5]
    if solid.size == 0:
        return 255.0
    low, middle, high = np.percentile(solid, [0.1, 50, 99.9])
    if solid.size > grey.size / 2 and high - low > 64:
        return float(middle)  # a cut-out sheet of paper with ink on it
    return 0.0 if solid.mean() > 127 else 255.0  # only ink: black on white or white on black


def _threshold(grey: Floats) -> float | None:
    """Otsu's threshold between dark and light; None if there is only one grey level."""
    between, gap = between_variances(grey)
    best = int(between.argmax())
    if between[best] == 0.0 or gap[best] < LEAST_CONTRAST:
        return None
    return best + 0.5


def _paperlike(mask: Bools) -> float:
    """How likely `mask` is the paper, 0 to 3: paper covers most of a picture, most of its rim, and
    most of its corners."""
    rim = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    side = max(1, min(mask.shape) // 16)
    ends = slice(None, side), slice(-side, None)
    corners = [mask[rows, columns].mean() for rows in ends for columns in ends]
    return float(mask.mean() + rim.mean() + np.mean(corners))
