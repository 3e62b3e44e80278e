"""Pictures of digits: read from a file with distrust, then told apart into paper and ink."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.arrays import Floats
from cnn.errors import BadFile
from digitpad.paper import between_variances, evened

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else it prints what we tell already

MAX_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "PPM")
"""What people have. Others start programs (EPS) or talk to the terminal themselves (TIFF)."""

WORKING_SIDE = 1024
"""A longer picture is made smaller than twice this before anything else is computed."""

LEAST_CONTRAST = 8.0
"""Paper and ink differ by this many of 255 grey levels at least, or there is no ink."""
CLEAN = 0.12
"""What differs from clean paper by less than this share of the contrast is still paper: JPEG
leaves such shadows around ink."""
NOISE_FACTOR = 5.5


def open_picture(path: str | os.PathLike[str]) -> Image.Image:
    """Reads a picture, upright, its first frame where it moves.

    Raises BadFile where there is no such file, where it is no picture of `FORMATS`, is damaged, or
    has more than `MAX_PIXELS` pixels (which are not unpacked: a small file can hold very many).
    """
    with _complaints_about(path), Path(path).open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.init()
        known = [name for name in FORMATS if name in Image.OPEN]  # WebP is an option of Pillow
        with Image.open(stream, formats=known) as image:
            columns, rows = image.size
            if columns * rows > MAX_PIXELS:
                problem = f"{columns} × {rows} pixels are too many, {MAX_PIXELS} can be read"
                raise BadFile(path, problem)
            image.draft(None, (WORKING_SIDE, WORKING_SIDE))
            image.load()
            return ImageOps.exif_transpose(image)


@contextmanager
def _complaints_about(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turns whatever goes wrong into BadFile: a damaged picture can make Pillow raise anything."""
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


def ink_of(image: Image.Image) -> Floats | None:
    """How much ink is on each pixel of `image`: ``(rows, columns)``, 0 to 1; None on a blank one.

    Any mode; dark on light or light on dark; a transparent background counts as paper. Pictures
    with a side over twice `WORKING_SIDE` come back smaller.
    """
    grey = evened(_grey(image))
    threshold = _threshold(grey)
    if threshold is None:
        return None
    light = grey > threshold
    paper_is_light = _is_paper(light)
    paper, ink = (light, ~light) if paper_is_light else (~light, light)
    level = float(np.median(grey[paper]))
    contrast = abs(float(np.percentile(grey[ink], 5 if paper_is_light else 95)) - level)
    strength = (level - grey if paper_is_light else grey - level) / np.float32(contrast)
    noise = 1.4826 * float(np.median(np.abs(strength[paper])))
    strength[strength < max(CLEAN, NOISE_FACTOR * noise)] = 0.0
    if not strength.any():
        return None  # noise alone
    clipped: Floats = strength.clip(0.0, 1.0)
    return clipped


def _grey(image: Image.Image) -> Floats:
    """`image` as grey levels, 0 black to 255 white; transparent pixels become paper."""
    if image.mode[0] in "IF":  # whole numbers or floats of any range
        return _stretched(np.asarray(image, dtype=np.float32))
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        small = _smaller(image.convert("RGBA"))
        alpha = np.asarray(small.getchannel("A"), dtype=np.float32) / 255
        grey = np.asarray(small.convert("RGB").convert("L"), dtype=np.float32)
        mixed: Floats = grey * alpha + _behind(grey, alpha) * (1 - alpha)
        return np.rint(mixed)
    return np.asarray(_smaller(image.convert("L")), dtype=np.float32)


def _smaller(image: Image.Image) -> Image.Image:
    factor = max(image.size) // WORKING_SIDE
    return image.reduce(factor) if factor > 1 else image


def _stretched(values: Floats) -> Floats:
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return np.zeros_like(finite)
    levels = ((finite - low) / (high - low) * 255).astype(np.uint8)
    return np.asarray(_smaller(Image.fromarray(levels)), dtype=np.float32)


def _behind(grey: Floats, alpha: Floats) -> float:
    """The grey that is put behind transparent pixels."""
    solid = grey[alpha > 0.5]
    if solid.size == 0:
        return 255.0
    low, middle, high = np.percentile(solid, [0.1, 50, 99.9])
    if solid.size > grey.size / 2 and high - low > 64:
        return float(middle)  # a sheet of paper with ink on it, cut out
    return 0.0 if solid.mean() > 127 else 255.0  # ink alone: black on white or white on black


def _threshold(grey: Floats) -> float | None:
    """Otsu's threshold between dark and light; None where all is of one grey."""
    between, gap = between_variances(grey)
    best = int(between.argmax())
    if between[best] == 0.0 or gap[best] < LEAST_CONTRAST:
        return None
    return best + 0.5


def _is_paper(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether `mask` is paper rather than ink: most of the picture, and most of its rim."""
    rim = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return bool(mask.mean() + rim.mean() > 1.0)
