"""Groups of strokes that may be one digit, and the evidence for that.

The evidence comes from the strokes' positions (`cut`, `parting`) and the network's answers
(`Opinion`), as log-odds. Lengths are relative to the height of the strokes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats
from digitpad.ink.box import Box
from digitpad.reading.lines import common_height, common_width, height, overlap, union
from digitpad.reading.verdict import DIGITS, UNSURE_BELOW

StrokeIndices = tuple[int, ...]
"""Indices of strokes in a drawing, ascending."""

CUT, CUT_OVERLAP, CUT_SHARED, CUT_WIDTH = -1.1, -8.9, 6.3, 1.6
"""The weights of `cut`, from a logistic regression on generated handwriting: 8 000 digits cut
between their strokes, and pairs of digits of unequal size and height with gaps from −20 % to +40 %
of their width."""
NEVER_ONE = 6.0
"""From this value of `cut` on, neighbours with a gap between them are two digits, whatever the
network's answer."""
APART = 0.2
"""Neighbours with this horizontal gap, in heights, are two digits: the strokes of only 3 in 15 000
digits, real and generated, are that far apart. (A small digit shares little height with a large
one, so `cut` alone would join them.)"""
GAP = 0.05
"""A smaller horizontal gap, in heights, may be inside a digit or letter, as in a K."""
TRUST, LITTLE_TRUST = 5.0, 1.0
"""The weight of the network's log probability, if it has the class "no digit" and if not."""
LEAST = 1e-3
"""The lower limit of probabilities."""
SEVERAL = (-1, 0, -1, -1, 2, 1, -1, 1, 0, 0)
"""How often each digit is written in several strokes, as log-odds relative to the average: 4 most,
then 5 and 7; 0, 2, 3 and 6 almost never. (This keeps a 4 from being read as 11 or 61, and two
touching digits as an 8 or a 6.)"""
CLEAR, TOUCHING, SURE, LEAST_PARTING = 3.0, 0.05, 0.8, -2.0
"""For `is_earned`: the evidence for a cut that makes unclear digits acceptable; the distance below
which strokes touch; the probability that both digits then need; and the evidence for a cut in a
longer number. (Without this, 23 % of 1 000 letters and symbols by UNIPEN's writers were split, with
it 5 %; of 600 numbers by them and pendigits' writers, with gaps from −20 % to +5 % of their digits'
width, 1 % are no longer separated.)"""
TINY = 1e-12


@dataclass(frozen=True)
class StrokeGroup:
    """A run of strokes that may be one digit: from `start` to before `end` of its line.

    `boxes` are around each of its strokes, `box` around all.
    """

    start: int
    end: int
    strokes: StrokeIndices
    boxes: tuple[Box, ...]
    box: Box


def is_in(whole: StrokeGroup, part: StrokeGroup) -> bool:
    """Whether `whole` contains all strokes of `part`."""
    return set(part.strokes) <= set(whole.strokes)


def joint(one: StrokeGroup, other: StrokeGroup) -> StrokeGroup:
    """Both joined."""
    strokes = tuple(sorted(one.strokes + other.strokes))
    box = union(one.box, other.box)
    return StrokeGroup(one.start, other.end, strokes, one.boxes + other.boxes, box)


def cut(left: Box, right: Box) -> float:
    """The evidence that two neighbours are two digits, as log-odds.

    Strokes of one digit are above each other (a bar) or cross (a 4): they share much of the
    narrower one's width. Digits are side by side: they share their height, and are wide together.
    """
    tallest = max(height(left), height(right), TINY)
    shared = max(common_height(left, right), 0.0) / tallest
    wide = union(left, right).width / tallest
    return CUT + CUT_OVERLAP * overlap(left, right) + CUT_SHARED * shared + CUT_WIDTH * wide


def are_two(left: Box, right: Box) -> bool:
    """Whether neighbours are two digits, whatever the network's answer."""
    gap = -common_width(left, right) / max(height(left), height(right), TINY)
    return gap > APART or (gap > GAP and cut(left, right) > NEVER_ONE)


def parting(
    one: StrokeGroup, other: StrokeGroup, cut_of: Callable[[Box, Box], float] = cut
) -> float:
    """The evidence for a cut between two groups of strokes, as log-odds.

    The mean of the evidence for the whole groups and for their two closest strokes: the bar of a 5
    must not go to the next digit.
    """
    closest = min([cut_of(a, b) for a in one.boxes for b in other.boxes])
    return (cut(one.box, other.box) + closest) / 2


@dataclass(frozen=True)
class Opinion:
    """A network's answer for a group of strokes, as evidence.

    Attributes:
        evidence: for being a digit, as log-odds; about 0 is the maximum.
        sure: the probability of the most probable digit.
        is_bar: whether that digit is 1, which is the answer for every straight line.
    """

    evidence: float = 0.0
    sure: float = 1.0
    is_bar: bool = False


def is_earned(
    one: Opinion, other: Opinion, parting: float, are_all: bool, touch: Callable[[], bool]
) -> bool:
    """Whether there is enough evidence that two neighbours in a line are two digits.

    Drawings that are no digit (a cross, a face, a K) have parts that look like digits. Digits are
    side by side; and two digits rarely touch and are unclear at once, as parts of a letter are.

    Args:
        one, other: the network's opinions on them.
        parting: the evidence for the cut, see `parting`.
        are_all: whether the line contains nothing else.
        touch: called to find out whether their strokes touch.
    """
    if not are_all:
        return parting > LEAST_PARTING
    if parting <= 0 or (min(one.sure, other.sure) <= UNSURE_BELOW and parting <= CLEAR):
        return False
    return may_touch(one, other) or not touch()


def may_touch(one: Opinion, other: Opinion) -> bool:
    """Whether these may be two digits although they touch: both are clear, and neither is a bar."""
    return min(one.sure, other.sure) > SURE and not (one.is_bar and other.is_bar)


def opinions(probabilities: Floats, groups: Sequence[StrokeGroup]) -> list[Opinion]:
    """The network's opinion on each group.

    A network with the class "no digit" answers directly. Without it, a network is at least less
    sure of its answer if there is no digit, but not reliably, so positions count more. A group of
    several strokes must be read as a digit that people write in several strokes.

    Args:
        probabilities: ``(N, 11)`` with "no digit" last, or ``(N, 10)``.
        groups: the N groups that were read.
    """
    knows = probabilities.shape[1] > DIGITS
    digits = probabilities[:, :DIGITS]
    likely = 1 - probabilities[:, DIGITS] if knows else digits.max(axis=1)
    weight = TRUST if knows else LITTLE_TRUST
    several = np.array([len(group.strokes) > 1 for group in groups])
    log_odds = weight * np.log(np.maximum(likely, LEAST, dtype=np.float64))
    evidence = log_odds + several * (digits @ np.array(SEVERAL))
    bars = digits.argmax(axis=1) == 1
    return list(map(Opinion, evidence.tolist(), digits.max(axis=1).tolist(), bars.tolist()))
