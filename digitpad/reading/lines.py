"""Lines of writing, and how strokes lie relative to each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeVar

from digitpad.ink.box import Box

T = TypeVar("T")

FLAT = 0.3
"""Flatter strokes are measured by their width."""
TALL = 0.4
"""Strokes at least this share of the tallest one form lines; smaller ones join the nearest line."""
BESIDE = 0.25
"""Two strokes are in one line if they share this much of the lower one's height."""
STEP = 0.5
"""Strokes with nothing above or below each other may differ in height by this many heights."""
COLUMN = 0.5
"""Neighbours share less than this of the narrower one's width; strokes above each other more."""
STACKED = 0.18
"""If the vertical gap is smaller than this many heights, parts may be one digit, such as an 8 of
two circles; otherwise they are two lines."""
THIN = 0.05
"""A bar counts as this wide, as a share of its height."""
TINY = 1e-12


def height(box: Box) -> float:
    """The unit of all measures: the height, or a share of the width of a flat stroke."""
    return max(box.height, FLAT * box.width)


def middle(box: Box) -> float:
    """The horizontal middle."""
    return (box.left + box.right) / 2


def union(one: Box, other: Box) -> Box:
    """The box around both."""
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def common_width(one: Box, other: Box) -> float:
    """The width that two boxes share; negative is the gap between them."""
    return min(one.right, other.right) - max(one.left, other.left)


def common_height(one: Box, other: Box) -> float:
    """The height that two boxes share; negative is the gap between them."""
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def distance(one: Box, other: Box) -> float:
    """From edge to edge; 0 if they overlap."""
    return math.hypot(max(0.0, -common_width(one, other)), max(0.0, -common_height(one, other)))


def overlap(one: Box, other: Box) -> float:
    """The share of the narrower box's width that is above or below the other, 0 to 1."""
    thin = max(THIN * max(height(one), height(other)), TINY)
    one, other = _at_least(thin, one), _at_least(thin, other)
    narrow = max(min(one.width, other.width), thin)  # far from 0, widths are lost in rounding
    return min(max(common_width(one, other) / narrow, 0.0), 1.0)


def lines(boxes: Mapping[int, Box]) -> list[list[int]]:
    """The indices of strokes, grouped into lines of writing, top to bottom."""
    tallest = max((box.bottom - box.top for box in boxes.values()), default=0.0)
    tall = [n for n, box in boxes.items() if box.bottom - box.top >= TALL * tallest]
    rows = _linked(tall, lambda a, b: _are_side_by_side(boxes[a], boxes[b]))
    parts = [[boxes[n] for n in row] for row in rows]
    together = _linked(range(len(rows)), lambda a, b: _are_one_line(parts[a], parts[b]))
    found = [[n for row in part for n in rows[row]] for part in together]
    found.sort(key=lambda line: sum(boxes[n].top + boxes[n].bottom for n in line) / len(line))
    of_stroke = {n: line for line in found for n in line}
    for stroke in boxes.keys() - of_stroke.keys():
        of_stroke[min(tall, key=lambda n: distance(boxes[n], boxes[stroke]))].append(stroke)
    return found


def _at_least(wide: float, box: Box) -> Box:
    """`box`, at least this wide."""
    if box.width >= wide:
        return box
    return Box(middle(box) - wide / 2, box.top, middle(box) + wide / 2, box.bottom)


def _are_side_by_side(one: Box, other: Box) -> bool:
    return common_height(one, other) >= BESIDE * min(height(one), height(other))


def _are_one_line(some: Sequence[Box], others: Sequence[Box]) -> bool:
    """Whether strokes that share no height still form one line."""
    tallest = max(map(height, [*some, *others]))
    gap = -common_height(reduce(union, some), reduce(union, others))
    shares = [overlap(one, other) for one in some for other in others]
    if min(shares) > COLUMN:
        return gap <= STACKED * tallest
    return gap <= STEP * tallest and max(shares) < COLUMN


def _linked(items: Iterable[T], are_linked: Callable[[T, T], bool]) -> list[list[T]]:
    """The connected groups of `items`."""
    groups: list[list[T]] = []
    for item in items:
        near: list[list[T]] = []
        far: list[list[T]] = []
        for group in groups:
            (near if any(are_linked(item, other) for other in group) else far).append(group)
        groups = [*far, [other for group in near for other in group] + [item]]
    return groups
