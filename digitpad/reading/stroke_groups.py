"""Runs of strokes that may be one digit, and what speaks for it.

That is how strokes lie to one another (`cut`, `parting`), and what a network says (`Opinion`).
Everything is weighed as log-odds, and measured relative to the height of the strokes.
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
"""Indices into a drawing's strokes, in rising order."""

CUT, CUT_OVERLAP, CUT_SHARED, CUT_WIDTH = -1.1, -8.9, 6.3, 1.6
"""Of `cut`: a logistic regression came to these on made-up handwriting (8 000 digits cut between
their strokes, and pairs of digits of unequal size and height with gaps from −20 % to +40 % of their
width)."""
NEVER_ONE = 6.0
"""From this cut on two neighbours with a gap between them are not one digit, whatever the network
says."""
APART = 0.2
"""Nor are they with such a gap from left to right, in heights: the strokes of 3 in 15 000 digits,
drawn and made up, lie that far apart. (A small digit shares little height with a large one, and
`cut` alone would leave the two together.)"""
GAP = 0.05
"""Less of a gap from left to right, in heights, may be within a digit or letter, as in a K."""
TRUST, LITTLE_TRUST = 5.0, 1.0
"""What the logarithm of a network's probability weighs, where it knows "no digit" and not."""
LEAST = 1e-3
"""No probability counts as less."""
SEVERAL = (-1, 0, -1, -1, 2, 1, -1, 1, 0, 0)
"""How commonly each digit is written in several strokes, as log-odds against the average: 4 most of
all, then 5 and 7; hardly ever 0, 2, 3 and 6. (By it a 4 is not so easily read as 11 or 61, nor two
digits that touch as an 8 or a 6.)"""
CLEAR, TOUCHING, SURE, LEAST_PARTING = 3.0, 0.05, 0.8, -2.0
"""Of `is_earned`: so much speaks for cutting that the digits may be unclear; strokes that come
nearer than this touch; then both digits must be surer than this; and what must speak for a cut in
a longer number. (Of 1 000 letters and signs by UNIPEN's writers 23 % were torn without all this,
5 % are with it; of 600 numbers by them and by pendigits', with gaps from −20 % to +5 % of their
digits' width, 1 % are no longer cut.)"""
TINY = 1e-12


@dataclass(frozen=True)
class StrokeGroup:
    """A run of strokes that may be one digit: those from `start` to before `end` of its line.

    `boxes` are around each of its strokes, `box` around all.
    """

    start: int
    end: int
    strokes: StrokeIndices
    boxes: tuple[Box, ...]
    box: Box


def is_in(whole: StrokeGroup, part: StrokeGroup) -> bool:
    """Whether all strokes of `part` are in `whole`."""
    return set(part.strokes) <= set(whole.strokes)


def joint(one: StrokeGroup, other: StrokeGroup) -> StrokeGroup:
    """Both together."""
    strokes = tuple(sorted(one.strokes + other.strokes))
    box = union(one.box, other.box)
    return StrokeGroup(one.start, other.end, strokes, one.boxes + other.boxes, box)


def cut(left: Box, right: Box) -> float:
    """What speaks for two neighbours' being two digits, as log-odds.

    Strokes of one digit lie one above the other (a bar) or one across the other (a 4): much of the
    narrower one's width is shared. Digits stand side by side: they share their height, and are
    wide together.
    """
    tallest = max(height(left), height(right), TINY)
    shared = max(common_height(left, right), 0.0) / tallest
    wide = union(left, right).width / tallest
    return CUT + CUT_OVERLAP * overlap(left, right) + CUT_SHARED * shared + CUT_WIDTH * wide


def are_two(left: Box, right: Box) -> bool:
    """Whether neighbours are two digits, whatever the network says."""
    gap = -common_width(left, right) / max(height(left), height(right), TINY)
    return gap > APART or (gap > GAP and cut(left, right) > NEVER_ONE)


def parting(
    one: StrokeGroup, other: StrokeGroup, cut_of: Callable[[Box, Box], float] = cut
) -> float:
    """What speaks for a cut between two groups of strokes, as log-odds.

    That is how they lie as a whole, and how those two of their strokes do that belong together
    most, in equal parts: the bar of a 5 must not go to the next digit.
    """
    closest = min([cut_of(a, b) for a in one.boxes for b in other.boxes])
    return (cut(one.box, other.box) + closest) / 2


@dataclass(frozen=True)
class Opinion:
    """What a network makes of a span.

    Attributes:
        evidence: how much speaks for its being a digit, as log-odds; about 0 is the most.
        sure: how probable the most probable digit is.
        is_bar: whether that is a 1, which a network sees in every straight line.
    """

    evidence: float = 0.0
    sure: float = 1.0
    is_bar: bool = False


def is_earned(
    one: Opinion, other: Opinion, parting: float, are_all: bool, touch: Callable[[], bool]
) -> bool:
    """Whether two neighbours in a line may be called two digits.

    What is no digit (a cross, a face, a K) has parts that look like digits. Digits stand side by
    side; and where there are but two, they hardly ever touch and are unclear, as the parts of a
    letter are.

    Args:
        one, other: what the network makes of them.
        parting: what speaks for the cut, see there.
        are_all: whether there is nothing else in their line.
        touch: tells whether their strokes do.
    """
    if not are_all:
        return parting > LEAST_PARTING
    if parting <= 0 or (min(one.sure, other.sure) <= UNSURE_BELOW and parting <= CLEAR):
        return False
    return may_touch(one, other) or not touch()


def may_touch(one: Opinion, other: Opinion) -> bool:
    """Whether these are two digits although their strokes touch: both are sure, and not bars."""
    return min(one.sure, other.sure) > SURE and not (one.is_bar and other.is_bar)


def opinions(probabilities: Floats, spans: Sequence[StrokeGroup]) -> list[Opinion]:
    """What a network makes of each span.

    A network that knows "no digit" says so. One that does not is at least less sure of its answer
    where there is none to give; but it is a poor judge, and the strokes' lie counts for more. What
    is read in several strokes must be a digit that people write in several.

    Args:
        probabilities: ``(N, 11)``, "no digit" the last; or ``(N, 10)``.
        spans: the N spans that were read.
    """
    knows = probabilities.shape[1] > DIGITS
    digits = probabilities[:, :DIGITS]
    likely = 1 - probabilities[:, DIGITS] if knows else digits.max(axis=1)
    weight = TRUST if knows else LITTLE_TRUST
    several = np.array([len(span.strokes) > 1 for span in spans])
    log_odds = weight * np.log(np.maximum(likely, LEAST, dtype=np.float64))
    evidence = log_odds + several * (digits @ np.array(SEVERAL))
    bars = digits.argmax(axis=1) == 1
    return list(map(Opinion, evidence.tolist(), digits.max(axis=1).tolist(), bars.tolist()))
