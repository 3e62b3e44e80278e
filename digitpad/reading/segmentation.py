"""Several digits in one drawing: which strokes are one digit.

A digit may be made of several strokes (a crossed 7, a 4, a 5 with a detached bar), and two digits
may touch. So the strokes of a line are put in order from left to right, every run of strokes that
may be one digit becomes a `StrokeGroup`, and the best path through the groups is found: a small
dynamic programme, as readers of handwritten postcodes and cheques use. Two neighbours are cut apart
if they lie like two digits (`cut`), and if a network reads each as a digit. A cut must be earned
(`is_earned`): what is no digit stays in one piece.

All measures are relative to the height of the strokes: neither size nor place on the pad matter.
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
"""What speaks for all strokes' being one digit, as log-odds: that is what most draw on a pad."""
SPECK = 0.1
"""Ink that extends less than this share of the drawing's tallest stroke is a speck: no digit."""
NEAR = 0.1
"""A speck that is nearer to a digit than this, in heights, is part of it."""
MOST_SPANS = 40
MOST_STROKES = 60
MOST_GROUPS = 100
FEW, MANY = 4, 12
"""Strokes of a digit: as many as `MOST_SPANS` allows, but not fewer than the one, nor more than the
other, unless all strokes of a line are one digit."""
UNEARNED = 100.0
"""What a cut that is not earned costs: it is made only where there is no other way."""
SCATTERED, SMALL = 4, 0.6
"""From so many strokes on, none longer than this share of them all, a digit may be dashed."""
SAMPLES = 100
"""Points of a stroke, where the distance between two strokes is measured."""
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Candidates:
    """Everything in a drawing that may be a digit.

    Attributes:
        strokes: all of the drawing's.
        lines: the spans of each line, sorted by where they start and end.
        specks: strokes too small to be digits.
    """

    strokes: tuple[Stroke, ...]
    lines: tuple[tuple[StrokeGroup, ...], ...]
    specks: Mapping[int, Box]

    @property
    def spans(self) -> list[StrokeGroup]:
        """Of all lines."""
        return [span for line in self.lines for span in line]

    @property
    def are_clear(self) -> bool:
        """Whether there is but one way through the spans."""
        return all(sum(s.end - s.start for s in line) == line[-1].end for line in self.lines)

    @property
    def is_scattered(self) -> bool:
        """Whether these may be the dashes of one digit: several strokes, all of them small."""
        boxes = [box for line in self.lines for span in line for box in span.boxes]
        if len(set(boxes)) < SCATTERED:
            return False
        return max(box.longest for box in boxes) <= SMALL * reduce(union, boxes).longest

    def best(self, opinions: Sequence[Opinion]) -> tuple[StrokeIndices, ...]:
        """The digits: from left to right, line after line.

        Args:
            opinions: what a network makes of each of `spans`.
        """
        known = dict(zip(self.spans, opinions, strict=True))
        found = [self._without_corners(self._best_way(line, known), known) for line in self.lines]
        groups = self._not_touching([span for line in found for span in line], known)
        return _with_specks(groups, self.specks)

    def _best_way(
        self, spans: Sequence[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Spans one after another, from the first stroke to the last, with the most evidence."""
        known_cut = cache(cut)
        best: list[tuple[float, int | None]] = []
        ending: dict[int, list[int]] = {}

        def joined(before: int, after: int) -> float:
            """The evidence for the way to `before`, and then a cut."""
            one, other = spans[before], spans[after]
            cutting = parting(one, other, known_cut)
            are_all = one.start == 0 and other.end == spans[-1].end
            touch = partial(self._touch, one, other)
            earned = is_earned(opinions[one], opinions[other], cutting, are_all, touch)
            return best[before][0] + cutting - UNEARNED * (not earned)

        for number, span in enumerate(spans):
            ways = [(joined(before, number), before) for before in ending.get(span.start, [])]
            score, before = max(ways) if span.start else (0.0, None)
            own = opinions[span].evidence + LONE * self._is_everything(span)
            best.append((score + own, before))
            ending.setdefault(span.end, []).append(number)
        last: int | None = max(ending[max(ending)], key=lambda number: best[number][0])
        chain: list[StrokeGroup] = []
        while last is not None:
            chain.insert(0, spans[last])
            last = best[last][1]
        return chain

    def _without_corners(
        self, found: list[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Bars alone that touch, as those of an N or an M, are one."""
        are_bars = all(opinions[span].is_bar for span in found)
        if are_bars and any(self._touch(one, other) for one, other in pairwise(found)):
            return [reduce(joint, found)]
        return found

    def _not_touching(
        self, found: Sequence[StrokeGroup], opinions: Mapping[StrokeGroup, Opinion]
    ) -> list[StrokeGroup]:
        """Parts of different lines that touch are one, as body and legs are, unless both are
        clearly digits."""
        groups = list(found)
        if len(self.lines) == 1:
            return groups
        line_of = {span: number for number, line in enumerate(self.lines) for span in line}
        for one, other in combinations(found, 2):
            if line_of[one] == line_of[other] or may_touch(opinions[one], opinions[other]):
                continue
            a, b = (next(g for g in groups if is_in(g, span)) for span in (one, other))
            if a is not b and self._touch(one, other):
                groups[groups.index(a)] = joint(a, b)
                groups.remove(b)
        return groups

    def _touch(self, one: StrokeGroup, other: StrokeGroup) -> bool:
        """Whether the pen's ways come near to one another."""
        near = TOUCHING * max(height(one.box), height(other.box), TINY)
        return distance(one.box, other.box) < near and any(
            _distance(self.strokes[a], self.strokes[b]) < near
            for a in one.strokes
            for b in other.strokes
        )

    def _is_everything(self, span: StrokeGroup) -> bool:
        return len(self.lines) == 1 and span.start == 0 and span.end == self.lines[0][-1].end


def segment(drawing: Drawing) -> tuple[StrokeIndices, ...]:
    """The strokes of each digit, by how they lie alone. Strokes without ink are in no digit, and
    specks in the digit that they touch."""
    found = candidates(drawing)
    return found.best([Opinion()] * len(found.spans))


def candidates(drawing: Drawing) -> Candidates:
    """What may be a digit in `drawing`, at most `MOST_SPANS` unless there are more digits.

    Dots alone are one digit at most, as in a dotted line.
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
    spans = [_spans(sorted(line, key=lambda n: middle(rest[n])), rest) for line in lines(rest)]
    for longest in range(MANY, FEW - 1, -1):
        kept = [_up_to(longest, line) for line in spans]
        if sum(map(len, kept)) <= MOST_SPANS:
            return Candidates(strokes, tuple(kept), specks)
    return Candidates(strokes, (_greedy(rest),), specks)


def _spans(order: Sequence[int], boxes: Mapping[int, Box]) -> tuple[StrokeGroup, ...]:
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
    """The spans of no more strokes than `longest`, and the one of all."""
    whole = line[-1].end
    return tuple(
        span for span in line if len(span.strokes) <= longest or len(span.strokes) == whole
    )


def _span(
    start: int, end: int, strokes: Sequence[int], boxes: Mapping[int, Box], box: Box
) -> StrokeGroup:
    return StrokeGroup(start, end, tuple(sorted(strokes)), tuple(boxes[n] for n in strokes), box)


def _distance(one: Stroke, other: Stroke) -> float:
    """The least between two strokes, to about a hundredth of their lengths."""
    a, b = _sampled(one), _sampled(other)
    return float(np.hypot(*(a[:, np.newaxis] - b).transpose(2, 0, 1)).min())


def _sampled(stroke: Stroke) -> npt.NDArray[np.float64]:
    """`SAMPLES` points at equal distances, however few the pen left."""
    along = way(stroke)
    places = np.linspace(0.0, along[-1], SAMPLES)
    return np.stack([np.interp(places, along, axis) for axis in stroke.array.T], axis=1)


def _whole(boxes: Mapping[int, Box]) -> StrokeGroup:
    """All strokes as one digit."""
    return StrokeGroup(0, 1, tuple(boxes), tuple(boxes.values()), reduce(union, boxes.values()))


def _greedy(boxes: Mapping[int, Box]) -> tuple[StrokeGroup, ...]:
    """For drawings of very many strokes: one span for each digit, by how the strokes lie."""
    groups: list[tuple[list[int], Box]] = []
    for stroke in sorted(boxes, key=lambda n: middle(boxes[n])):
        if groups and cut(groups[-1][1], boxes[stroke]) < 0:
            strokes, box = groups.pop()
            groups.append(([*strokes, stroke], union(box, boxes[stroke])))
        else:
            groups.append(([stroke], boxes[stroke]))
    if len(groups) > MOST_GROUPS:  # nobody writes such a number
        return (_whole(boxes),)
    return tuple(
        StrokeGroup(n, n + 1, tuple(sorted(group)), (box,), box)
        for n, (group, box) in enumerate(groups)
    )


def _with_specks(
    digits: Sequence[StrokeGroup], specks: Mapping[int, Box]
) -> tuple[StrokeIndices, ...]:
    """The strokes of `digits`, and with them the specks that belong to them."""
    groups = [list(digit.strokes) for digit in digits]
    for stroke, speck in specks.items():
        away = [distance(speck, digit.box) / max(height(digit.box), TINY) for digit in digits]
        nearest = away.index(min(away))
        if away[nearest] < NEAR:
            groups[nearest].append(stroke)
    return tuple(tuple(sorted(group)) for group in groups)
