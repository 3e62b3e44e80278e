"""Segmentation: which strokes of a drawing form each digit.

A digit may have several strokes (a crossed 7, a 4, a 5 with a detached bar), and two digits may
touch. So the strokes of a line are sorted from left to right, every run of strokes that may be one
digit becomes a `StrokeGroup`, and dynamic programming finds the best path through the groups, as in
readers of handwritten postcodes and cheques. Two neighbours are separated if they lie like two
digits (`cut`), and if the network reads each as a digit. Weak cuts are rejected (`is_earned`), so
that a drawing that is no digit stays in one piece.

All measures are relative to the height of the strokes; size and position do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from digitpad.ink.box import Box
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.timing import way
from digitpad.reading.lines import distance, height, lines, middle, union
from digitpad.reading.stroke_groups import (
    TOUCHING,
    Opinion,
    StrokeGroup,
    StrokeIndices,
    are_two,
    cut,
    is_earned,
    is_in,
    joint,
    may_touch,
    parting,
)

LONE = 2.0
"""The prior for one digit, as log-odds: most people draw one digit on a pad."""
SPECK = 0.1
"""Ink shorter than this share of the tallest stroke is a speck, not a digit."""
NEAR = 0.1
"""A speck that is nearer to a digit than this, in heights, belongs to it."""
MOST_CANDIDATES = 40
MOST_STROKES = 60
MOST_GROUPS = 100
FEW, MANY = 4, 12
"""The limits of a digit's number of strokes. Within them `MOST_CANDIDATES` decides; only a group of
all strokes of a line may be longer."""
UNEARNED = 100.0
"""The penalty for a rejected cut: it is made only if there is no other way."""
SCATTERED, SMALL = 4, 0.6
"""From this many strokes on, none longer than this share of them all, a digit may be dashed."""
SAMPLES = 100
"""Points of a stroke for measuring the distance between two strokes."""
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Candidates:
    """All groups of strokes in a drawing that may be a digit.

    Attributes:
        strokes: all strokes of the drawing.
        lines: the groups of each line, sorted by start and end.
        specks: strokes too small to be digits.
    """

    strokes: tuple[Stroke, ...]
    lines: tuple[tuple[StrokeGroup, ...], ...]
    specks: Mapping[int, Box]

    @property
    def groups(self) -> list[StrokeGroup]:
        """The groups of all lines."""
        return [group for line in self.lines for group in line]

    @property
    def are_clear(self) -> bool:
        """Whether there is only one way to choose groups."""
        return all(sum(s.end - s.start for s in line) == line[-1].end for line in self.lines)

    @property
    def is_scattered(self) -> bool:
        """Whether these may be the dashes of one digit: several strokes, all small."""
        boxes = [box for line in self.lines for group in line for box in group.boxes]
        if len(set(boxes)) < SCATTERED:
            return False
        return max(box.longest for box in boxes) <= SMALL * reduce(union, boxes).longest

    def best(self, opinions: Sequence[Opinion]) -> tuple[StrokeIndices, ...]:
        """The digits, from left to right, line by line.

        Args:
            opinions: the network's opinion on each of `groups`.
        """
        known = dict(zip(self.groups, opinions, strict=True))
        found = [self._without_corners(self._best_way(line, known), known) for line in self.lines]
        groups = self._not_touching([group for line in found for group in line], known)
        return _with_specks(groups, self.specks)

    def _best_way(
        self, groups: Sequence[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Consecutive groups, from the first stroke to the last, with the most evidence."""
        known_cut = cache(cut)
        best: list[tuple[float, int | None]] = []
        ending: dict[int, list[int]] = {}

        def joined(before: int, after: int) -> float:
            """The evidence of the best path to `before`, followed by a cut."""
            one, other = groups[before], groups[after]
            cutting = parting(one, other, known_cut)
            are_all = one.start == 0 and other.end == groups[-1].end
            touch = partial(self._touch, one, other)
            earned = is_earned(opinions[one], opinions[other], cutting, are_all, touch)
            return best[before][0] + cutting - UNEARNED * (not earned)

        for number, group in enumerate(groups):
            ways = [(joined(before, number), before) for before in ending.get(group.start, [])]
            score, before = max(ways) if group.start else (0.0, None)
            own = opinions[group].evidence + LONE * self._is_everything(group)
            best.append((score + own, before))
            ending.setdefault(group.end, []).append(number)
        last: int | None = max(ending[max(ending)], key=lambda number: best[number][0])
        chain: list[StrokeGroup] = []
        while last is not None:
            chain.insert(0, groups[last])
            last = best[last][1]
        return chain

    def _without_corners(
        self, found: list[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Joins bars that touch, as in an N or M."""
        are_bars = all(opinions[group].is_bar for group in found)
        if are_bars and any(self._touch(one, other) for one, other in pairwise(found)):
            return [reduce(joint, found)]
        return found

    def _not_touching(
        self, found: Sequence[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Joins parts of different lines that touch, such as body and legs, unless both are clearly
        digits."""
        groups = list(found)
        if len(self.lines) == 1:
            return groups
        line_of = {group: number for number, line in enumerate(self.lines) for group in line}
        for one, other in combinations(found, 2):
            if line_of[one] == line_of[other] or may_touch(opinions[one], opinions[other]):
                continue
            a, b = (next(g for g in groups if is_in(g, group)) for group in (one, other))
            if a is not b and self._touch(one, other):
                groups[groups.index(a)] = joint(a, b)
                groups.remove(b)
        return groups

    def _touch(self, one: StrokeGroup, other: StrokeGroup) -> bool:
        """Whether the pen's paths come close to each other."""
        near = TOUCHING * max(height(one.box), height(other.box), TINY)
        return distance(one.box, other.box) < near and any(
            _distance(self.strokes[a], self.strokes[b]) < near
            for a in one.strokes
            for b in other.strokes
        )

    def _is_everything(self, group: StrokeGroup) -> bool:
        return len(self.lines) == 1 and group.start == 0 and group.end == self.lines[0][-1].end


def segment(drawing: Drawing) -> tuple[StrokeIndices, ...]:
    """The strokes of each digit, from their positions alone. Strokes without ink belong to no
    digit, and specks to the digit that they touch."""
    found = candidates(drawing)
    return found.best([Opinion()] * len(found.groups))


def candidates(drawing: Drawing) -> Candidates:
    """The groups in `drawing` that may be digits, at most `MOST_CANDIDATES` unless there are more
    digits.

    A drawing of dots, such as a dotted line, is at most one digit.
    """
    strokes = drawing.strokes
    boxes = {n: Box(*s.box[0], *s.box[1]) for n, s in enumerate(strokes) if s.points}
    if len(boxes) > 1 and all(box.longest <= strokes[n].brush for n, box in boxes.items()):
        return Candidates(strokes, ((_whole(boxes),),), {})
    tallest = max(map(height, boxes.values()), default=0.0)
    specks = {n: box for n, box in boxes.items() if box.longest < SPECK * tallest}
    rest = {n: box for n, box in boxes.items() if n not in specks}
    if len(rest) > MOST_STROKES:
        return Candidates(strokes, (_greedy(rest),), specks)
    groups = [
        _groups_of_line(sorted(line, key=lambda n: middle(rest[n])), rest) for line in lines(rest)
    ]
    for longest in range(MANY, FEW - 1, -1):
        kept = [_up_to(longest, line) for line in groups]
        if sum(map(len, kept)) <= MOST_CANDIDATES:
            return Candidates(strokes, tuple(kept), specks)
    return Candidates(strokes, (_greedy(rest),), specks)


def _groups_of_line(order: Sequence[int], boxes: Mapping[int, Box]) -> tuple[StrokeGroup, ...]:
    """The runs of strokes in one line that may be one digit."""
    found = []
    for start, first in enumerate(order):
        box = boxes[first]
        longest = MANY if start else len(order)
        for end in range(start + 1, min(len(order), start + longest) + 1):
            last = boxes[order[end - 1]]
            if end > start + 1:
                if are_two(box, last):
                    break
                box = union(box, last)
            found.append(_span(start, end, order[start:end], boxes, box))
    return tuple(found)


def _up_to(longest: int, line: Sequence[StrokeGroup]) -> tuple[StrokeGroup, ...]:
    """The groups of at most `longest` strokes, and the group of all strokes."""
    whole = line[-1].end
    return tuple(
        group for group in line if len(group.strokes) <= longest or len(group.strokes) == whole
    )


def _span(
    start: int, end: int, strokes: Sequence[int], boxes: Mapping[int, Box], box: Box
) -> StrokeGroup:
    return StrokeGroup(start, end, tuple(sorted(strokes)), tuple(boxes[n] for n in strokes), box)


def _distance(one: Stroke, other: Stroke) -> float:
    """The smallest distance between two strokes, to about a hundredth of their lengths."""
    a, b = _sampled(one), _sampled(other)
    return float(np.hypot(*(a[:, np.newaxis] - b).transpose(2, 0, 1)).min())


def _sampled(stroke: Stroke) -> npt.NDArray[np.float64]:
    """`SAMPLES` equally spaced points, however few points the stroke has."""
    along = way(stroke)
    places = np.linspace(0.0, along[-1], SAMPLES)
    return np.stack([np.interp(places, along, axis) for axis in stroke.array.T], axis=1)


def _whole(boxes: Mapping[int, Box]) -> StrokeGroup:
    """All strokes as one digit."""
    return StrokeGroup(0, 1, tuple(boxes), tuple(boxes.values()), reduce(union, boxes.values()))


def _greedy(boxes: Mapping[int, Box]) -> tuple[StrokeGroup, ...]:
    """For drawings with very many strokes: one group per digit, from the strokes' positions."""
    groups: list[tuple[list[int], Box]] = []
    for stroke in sorted(boxes, key=lambda n: middle(boxes[n])):
        if groups and cut(groups[-1][1], boxes[stroke]) < 0:
            strokes, box = groups.pop()
            groups.append(([*strokes, stroke], union(box, boxes[stroke])))
        else:
            groups.append(([stroke], boxes[stroke]))
    if len(groups) > MOST_GROUPS:  # longer than any real number
        return (_whole(boxes),)
    return tuple(
        StrokeGroup(n, n + 1, tuple(sorted(group)), (box,), box)
        for n, (group, box) in enumerate(groups)
    )


def _with_specks(
    digits: Sequence[StrokeGroup], specks: Mapping[int, Box]
) -> tuple[StrokeIndices, ...]:
    """The strokes of `digits`, including the specks that belong to them."""
    groups = [list(digit.strokes) for digit in digits]
    for stroke, speck in specks.items():
        away = [distance(speck, digit.box) / max(height(digit.box), TINY) for digit in digits]
        nearest = away.index(min(away))
        if away[nearest] < NEAR:
            groups[nearest].append(stroke)
    return tuple(tuple(sorted(group)) for group in groups)
