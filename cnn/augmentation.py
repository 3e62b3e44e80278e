"""Random changes of images that imitate the variation of handwriting.

``Augmentation`` contains the amounts; ``augment`` changes a whole batch at once. First, the source
of each pixel is computed for all geometric changes together (rotation, shear, scale, aspect, shift,
and an elastic field), so that every image is sampled only once, bilinearly. Thickness, blur and
contrast follow. Pixels outside an image are background, 0.

The elastic field is a coarse grid of random vectors, interpolated smoothly by one matrix product.
(P. Simard and others, "Best practices for convolutional neural networks applied to visual document
analysis", 2003, smoothed noise at every pixel; the grid is as good and much cheaper.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Integers

GRID = 5
"""Vectors of the elastic field along each side of an image."""
ROUNDING = 1e-4
"""Tolerance for values outside 0..1."""
CHUNK = 128  # images at a time, so that intermediates stay in the cache


@dataclass(frozen=True)
class Augmentation:
    """The amounts of change; 0 turns a kind of change off.

    All but ``elastic`` are drawn for each image, uniformly from ± the amount.

    Attributes:
        rotation: degrees.
        shear: horizontal shift of the top, as a share of the height.
        scale: as a share: 0.1 means 0.9 to 1.1 times as large.
        aspect: how much wider and flatter, or narrower and taller, as a share.
        shift: pixels, horizontally and vertically.
        elastic: standard deviation of the elastic field in pixels.
        thickness: from lines one pixel thinner, -1, to one pixel thicker, 1.
        blur: the share of a pixel that its neighbours get, from 0 to the amount.
        contrast: ink gets lighter, or darker up to full black, by this share.

    Raises:
        ValueError: an amount is negative, infinite or not a number.
    """

    rotation: float = 10.0
    shear: float = 0.15
    scale: float = 0.1
    aspect: float = 0.1
    shift: float = 1.0
    elastic: float = 0.7
    thickness: float = 0.5
    blur: float = 0.2
    contrast: float = 0.3

    def __post_init__(self) -> None:
        for name, amount in vars(self).items():
            if not 0 <= amount < np.inf:
                raise ValueError(f"{name} must be a number from 0 up, not {amount}")

    @property
    def moves(self) -> bool:
        """Whether pixels are moved."""
        geometry = (self.rotation, self.shear, self.scale, self.aspect, self.shift, self.elastic)
        return any(geometry)


def augment(images: Floats, augmentation: Augmentation, rng: np.random.Generator) -> Floats:
    """Randomly changed images.

    Args:
        images: ``(N, H, W)`` in 0..1; they are not modified.
        augmentation: the amounts of change.
        rng: the random generator; the same state gives the same images.

    Returns:
        ``(N, H, W)`` float32 in 0..1.

    Raises:
        ValueError: the shape is different, or a value is outside 0..1.
    """
    if images.ndim != 3:
        raise ValueError(f"images must have the shape (N, H, W), not {images.shape}")
    low, high = (images.min(), images.max()) if images.size else (0.0, 1.0)
    if not -ROUNDING <= low <= high <= 1 + ROUNDING:
        raise ValueError(f"images must be in 0..1, not {low:g}..{high:g}; divide bytes by 255")
    changed = np.empty(images.shape, np.float32)
    for start in range(0, len(images), CHUNK):
        part = np.asarray(images[start : start + CHUNK], np.float32)
        changed[start : start + CHUNK] = _changed(part, augmentation, rng)
    return changed


def shift_images(
    images: npt.NDArray[Any], reach: int, rng: np.random.Generator
) -> npt.NDArray[Any]:
    """Images shifted by whole pixels, which is a hundred times as fast as ``augment``.

    Args:
        images: ``(N, H, W)`` of any type, 0 is the background.
        reach: the most pixels up or down, and left or right.
        rng: the random generator.

    Returns:
        New images of the same shape and type.
    """
    count, height, width = images.shape
    padded = np.zeros((count, height + 2 * reach, width + 2 * reach), images.dtype)
    padded[:, reach : reach + height, reach : reach + width] = images
    shifted = np.empty_like(images)
    moves = rng.integers(0, 2 * reach + 1, (count, 2))
    for down, right in np.ndindex(2 * reach + 1, 2 * reach + 1):
        those = np.flatnonzero((moves == (down, right)).all(axis=1))
        shifted[those] = padded[those, down : down + height, right : right + width]
    return shifted


def _changed(images: Floats, amounts: Augmentation, rng: np.random.Generator) -> Floats:
    if amounts.moves:
        images = _sampled(images, *_places(images.shape, amounts, rng))
    if amounts.thickness:
        images = _thickened(images, _within(amounts.thickness, len(images), rng))
    if amounts.blur:
        images = _blurred(images, np.abs(_within(amounts.blur, len(images), rng)))
    if amounts.contrast:
        gains = 1 + _within(amounts.contrast, len(images), rng)
        images = images * gains[:, None, None]
    return images.clip(0.0, 1.0)


def _within(amount: float, count: int, rng: np.random.Generator) -> Floats:
    """Numbers drawn uniformly from ± ``amount``, ``(count,)`` float32."""
    return rng.uniform(-amount, amount, count).astype(np.float32)


def _places(
    shape: tuple[int, ...], amounts: Augmentation, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """The source row and column of each pixel of the result, two arrays ``(N, H·W)``."""
    count, height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32).reshape(2, -1)
    middle_y, middle_x = (height - 1) / 2, (width - 1) / 2
    x, y = x - np.float32(middle_x), y - np.float32(middle_y)
    basis = [np.ones_like(x), x, y]
    down, across = _affine(count, amounts, rng)
    if amounts.elastic:
        field = _grid_to_pixels(height, width)
        basis.extend(field)
        strays = rng.normal(0, amounts.elastic, (2, count, len(field))).astype(np.float32)
        down, across = np.hstack([down, strays[0]]), np.hstack([across, strays[1]])
    matrix = np.stack(basis)
    rows, columns = down @ matrix, across @ matrix
    rows += np.float32(middle_y)
    columns += np.float32(middle_x)
    return rows, columns


def _affine(count: int, amounts: Augmentation, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Each image's row and column as sums of 1, x and y from the centre: two arrays ``(count,
    3)``."""
    angle = np.radians(_within(amounts.rotation, count, rng))
    shear = _within(amounts.shear, count, rng)
    size = np.exp(_within(np.log1p(amounts.scale), count, rng))
    wider = np.exp(_within(np.log1p(amounts.aspect) / 2, count, rng))
    shift_x, shift_y = _within(amounts.shift, count, rng), _within(amounts.shift, count, rng)
    cosine, sine = np.cos(angle) / size, np.sin(angle) / size
    down = np.stack([shift_y, sine * wider, cosine * wider], axis=1)
    across = np.stack(
        [shift_x, cosine / wider, (shear * np.cos(angle) - np.sin(angle)) / (size * wider)], axis=1
    )
    return down, across


def _grid_to_pixels(height: int, width: int) -> Floats:
    """The weight of each vector of the grid for each pixel: ``(GRID², H·W)``."""
    rows, columns = (_bumps(size) for size in (height, width))
    field: Floats = (rows[:, None, :, None] * columns[None, :, None, :]).reshape(GRID * GRID, -1)
    return field


def _bumps(size: int) -> Floats:
    """Bell curves with their maxima evenly spread over ``size`` pixels: ``(GRID, size)``."""
    tops = np.linspace(0, size - 1, GRID)[:, None]
    wide = max(size - 1, 1) / (GRID - 1) * 0.7
    bells = np.exp(-(((np.arange(size) - tops) / wide) ** 2) / 2)
    norm = np.sqrt((bells**2).sum(axis=0))  # so that the shift has the same variance at every pixel
    return (bells / norm).astype(np.float32)


def _sampled(images: Floats, rows: Floats, columns: Floats) -> Floats:
    """The images' values between pixels, at the positions ``(N, H·W)``."""
    count, height, width = images.shape
    framed = np.zeros((count, height + 2, width + 2), np.float32)
    framed[:, 1:-1, 1:-1] = images
    rows = (rows + 1).clip(0, height + 0.999)
    columns = (columns + 1).clip(0, width + 0.999)
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    rows -= top
    columns -= left
    corner: Integers = top * (width + 2) + left
    corner += (np.arange(count, dtype=np.int32) * ((height + 2) * (width + 2)))[:, None]
    flat = framed.ravel()
    upper, lower = (_between(flat, corner + step, columns) for step in (0, width + 2))
    lower -= upper
    lower *= rows
    lower += upper
    return lower.reshape(images.shape)


def _between(flat: Floats, places: Integers, share: Floats) -> Floats:
    """Interpolates between ``flat`` at ``places`` and its right neighbour, by ``share``."""
    left = flat.take(places)
    places += 1
    right = flat.take(places)
    right -= left
    right *= share
    right += left
    return right


def _thickened(images: Floats, amounts: Floats) -> Floats:
    """Interpolates each image towards the maximum, or minimum, over every pixel's neighbours."""
    order = np.argsort(amounts)
    images, shares = images[order], np.abs(amounts[order])[:, None, None]
    thinner = int((amounts < 0).sum())
    changed = np.empty_like(images)
    for part, extreme in ((slice(thinner), np.minimum), (slice(thinner, None), np.maximum)):
        _extremes(images[part], extreme, out=changed[part])
    changed -= images
    changed *= shares
    changed += images
    back = np.empty_like(changed)
    back[order] = changed
    return back


def _extremes(images: Floats, extreme: np.ufunc, out: Floats) -> None:
    """The extreme of each pixel and its four neighbours; outside an image is background."""
    count, height, width = images.shape
    framed = np.zeros((count, height + 2, width + 2), np.float32)
    framed[:, 1:-1, 1:-1] = images
    extreme(framed[:, :-2, 1:-1], framed[:, 2:, 1:-1], out=out)
    for neighbours in (images, framed[:, 1:-1, :-2], framed[:, 1:-1, 2:]):
        extreme(out, neighbours, out=out)


def _blurred(images: Floats, amounts: Floats) -> Floats:
    """Distributes a share of each pixel to its four neighbours."""
    share = amounts[:, None, None] / 4
    blurred = images * (1 - 4 * share)
    spread = images * share
    for here, there in _NEIGHBOURS:
        blurred[here] += spread[there]
    return blurred


_ALL, _FIRST, _LAST = slice(None), slice(None, -1), slice(1, None)
_NEIGHBOURS = (
    ((_ALL, _FIRST), (_ALL, _LAST)),
    ((_ALL, _LAST), (_ALL, _FIRST)),
    ((_ALL, _ALL, _FIRST), (_ALL, _ALL, _LAST)),
    ((_ALL, _ALL, _LAST), (_ALL, _ALL, _FIRST)),
)
