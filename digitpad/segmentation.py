"""Several digits in one drawing: which strokes are one digit.

A digit may be made of several strokes (a crossed 7, a 4, a 5 with a detached bar), and two digits
may touch. So the strokes of a line are put in order from left to right, every run of strokes that
may be one digit becomes a `Span`, and the best way through the spans is found: a small dynamic
programme, as readers of handwritten postcodes and cheques use. What speaks for cutting between two
neighbours is how they lie to one another (`cut`), and how well a network takes each for a digit.

All measures are relative to the height of the strokes: neither size nor place on the pad matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce

from digitpad.ink import Drawing
from digitpad.layout import distance, height, lines, middle, union
from digitpad.preprocessing import Box
from digitpad.spans import Group, Span, are_two, cut, parting

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
TINY = 1e-12


@dataclass(frozen=True)
class Candidates:
    """Everything in a drawing that may be a digit.

    Attributes:
        lines: the spans of each line, sorted by where they start and end.
        specks: strokes too small to be digits.
    """

    lines: tuple[tuple[Span, ...], ...]
    specks: Mapping[int, Box]

    @property
    def spans(self) -> list[Span]:
        """Of all lines."""
        return [span for line in self.lines for span in line]

    @property
    def are_clear(self) -> bool:
        """Whether there is but one way through the spans."""
        return all(sum(s.end - s.start for s in line) == line[-1].end for line in self.lines)

    def best(self, evidence: Sequence[float]) -> tuple[Group, ...]:
        """The digits: from left to right, line after line.

        Args:
            evidence: for each of `spans`, how much speaks for its being a digit; 0 is the most.
        """
        found: list[Span] = []
        done = 0
        for line in self.lines:
            own = [
                likely + LONE * self._is_everything(span)
                for span, likely in zip(line, evidence[done : done + len(line)], strict=True)
            ]
            found += _best_way(line, own)
            done += len(line)
        return _with_specks(found, self.specks)

    def _is_everything(self, span: Span) -> bool:
        return len(self.lines) == 1 and span.start == 0 and span.end == self.lines[0][-1].end


def segment(drawing: Drawing) -> tuple[Group, ...]:
    """The strokes of each digit, by how they lie alone. Strokes without ink are in no digit, and
    specks in the digit that they touch."""
    found = candidates(drawing)
    return found.best([0.0] * len(found.spans))


def candidates(drawing: Drawing) -> Candidates:
    """What may be a digit in `drawing`, at most `MOST_SPANS` unless there are more digits."""
    boxes = {n: Box(*s.box[0], *s.box[1]) for n, s in enumerate(drawing.strokes) if s.points}
    tallest = max(map(height, boxes.values()), default=0.0)
    specks = {n: box for n, box in boxes.items() if box.longest < SPECK * tallest}
    rest = {n: box for n, box in boxes.items() if n not in specks}
    if len(rest) > MOST_STROKES:
        return _greedy(rest, specks)
    spans = [_spans(sorted(line, key=lambda n: middle(rest[n])), rest) for line in lines(rest)]
    for longest in range(MANY, FEW - 1, -1):
        kept = [_up_to(longest, line) for line in spans]
        if sum(map(len, kept)) <= MOST_SPANS:
            return Candidates(tuple(kept), specks)
    return _greedy(rest, specks)


def _spans(order: Sequence[int], boxes: Mapping[int, Box]) -> tuple[Span, ...]:
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


def _up_to(longest: int, line: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of no more strokes than `longest`, and the one of all."""
    whole = line[-1].end
    return tuple(
        span for span in line if len(span.strokes) <= longest or len(span.strokes) == whole
    )


def _span(start: int, end: int, strokes: Sequence[int], boxes: Mapping[int, Box], box: Box) -> Span:
    return Span(start, end, tuple(sorted(strokes)), tuple(boxes[n] for n in strokes), box)


def _best_way(spans: Sequence[Span], evidence: Sequence[float]) -> list[Span]:
    """Spans that follow one another from the first stroke to the last, with the most evidence."""
    known_cut = cache(cut)
    best: list[tuple[float, Span, int | None]] = []
    ending: dict[int, list[int]] = {}
    for number, (span, own) in enumerate(zip(spans, evidence, strict=True)):
        ways: list[tuple[float, int | None]] = [
            (best[before][0] + parting(best[before][1], span, known_cut), before)
            for before in ending.get(span.start, [])
        ]
        score, before = max(ways, key=lambda way: way[0]) if span.start else (0.0, None)
        best.append((score + own, span, before))
        ending.setdefault(span.end, []).append(number)
    last: int | None = max(ending[max(ending)], key=lambda number: best[number][0])
    way: list[Span] = []
    while last is not None:
        _, span, last = best[last]
        way.insert(0, span)
    return way


def _greedy(boxes: Mapping[int, Box], specks: Mapping[int, Box]) -> Candidates:
    """For drawings of very many strokes: one span for each digit, by how the strokes lie."""
    groups: list[tuple[list[int], Box]] = []
    for stroke in sorted(boxes, key=lambda n: middle(boxes[n])):
        if groups and cut(groups[-1][1], boxes[stroke]) < 0:
            strokes, box = groups.pop()
            groups.append(([*strokes, stroke], union(box, boxes[stroke])))
        else:
            groups.append(([stroke], boxes[stroke]))
    if len(groups) > MOST_GROUPS:  # nobody writes such a number
        groups = [(list(boxes), reduce(union, boxes.values()))]
    line = (
        Span(n, n + 1, tuple(sorted(group)), (box,), box) for n, (group, box) in enumerate(groups)
    )
    return Candidates((tuple(line),), specks)


def _with_specks(digits: Sequence[Span], specks: Mapping[int, Box]) -> tuple[Group, ...]:
    """The strokes of `digits`, and with them the specks that belong to them."""
    groups = [list(digit.strokes) for digit in digits]
    for stroke, speck in specks.items():
        away = [distance(speck, digit.box) / max(height(digit.box), TINY) for digit in digits]
        nearest = away.index(min(away))
        if away[nearest] < NEAR:
            groups[nearest].append(stroke)
    return tuple(tuple(sorted(group)) for group in groups)
