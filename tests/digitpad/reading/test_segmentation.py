from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn.arrays import Floats
from digitpad.handwriting import Writer
from digitpad.handwriting.corpus import drawn_digits
from digitpad.ink.box import Box
from digitpad.ink.drawing import Drawing, Point, Stroke
from digitpad.reading.segmentation import (
    LONE,
    MOST_CANDIDATES,
    UNEARNED,
    Candidates,
    candidates,
    segment,
)
from digitpad.reading.stroke_groups import (
    LEAST_PARTING,
    Opinion,
    StrokeGroup,
    cut,
    is_earned,
    opinions,
    parting,
)

Points = Sequence[Point]


def held(*evidence: float, sure: Sequence[float] | None = None) -> list[Opinion]:
    """Opinions with this evidence; certain unless `sure` is given."""
    return list(map(Opinion, evidence, sure or [1.0] * len(evidence)))


def circle(x: float, y: float, rx: float, ry: float, share: float = 1.0) -> Points:
    """Around, from the top; whole numbers of units, so that shifts are exact."""
    angles = np.linspace(-np.pi / 2, -np.pi / 2 + share * 2 * np.pi, 24)
    xs, ys = x + rx * np.cos(angles), y + ry * np.sin(angles)
    return list(zip(np.rint(xs).tolist(), np.rint(ys).tolist(), strict=True))


DIGITS: dict[str, list[Points]] = {
    "0": [circle(30, 50, 30, 50)],
    "dotted 0": [circle(30, 50, 30, 50), [(30, 50), (32, 53)]],
    "slashed 0": [circle(30, 50, 30, 50), [(62, -8), (-4, 106)]],
    "1": [[(0, 0), (0, 100)]],
    "1 with a foot": [[(0, 20), (20, 0), (20, 100)], [(4, 100), (38, 100)]],
    "2": [[(0, 20), (30, 0), (60, 20), (0, 100), (60, 100)]],
    "4": [[(25, 0), (0, 60), (60, 60)], [(45, 30), (45, 100)]],
    "4 that is open": [[(8, 0), (0, 60), (40, 60)], [(41, 15), (37, 100)]],
    "5": [[(10, 12), (5, 50), (50, 60), (40, 100), (0, 95)], [(12, 0), (70, -6)]],
    "crossed 7": [[(0, 0), (60, 0), (20, 100)], [(20, 55), (60, 50)]],
    "8 of two circles": [circle(30, 25, 22, 25), circle(31, 80, 28, 26)],
    "9": [circle(25, 25, 25, 25), [(52, 5), (46, 100)]],
}


def drawn(strokes: Sequence[Points], x: float = 0, y: float = 0, scale: float = 1) -> Drawing:
    return Drawing(
        tuple(Stroke(tuple((x + scale * a, y + scale * b) for a, b in s), 22.0) for s in strokes)
    )


def side_by_side(
    digits: Sequence[Drawing], gaps: Sequence[float]
) -> tuple[Drawing, tuple[tuple[int, ...], ...]]:
    """All in one drawing, with these gaps; and the strokes of each digit."""
    strokes: list[Stroke] = []
    groups: list[tuple[int, ...]] = []
    x = 0.0
    for digit, gap in zip(digits, gaps, strict=True):
        left = min(stroke.box[0][0] for stroke in digit.strokes)
        right = max(stroke.box[1][0] for stroke in digit.strokes)
        groups.append(tuple(range(len(strokes), len(strokes) + len(digit.strokes))))
        for stroke in digit.strokes:
            moved = tuple((a - left + x, b) for a, b in stroke.points)
            strokes.append(Stroke(moved, stroke.brush))
        x += right - left + gap
    return Drawing(tuple(strokes)), tuple(groups)


def written(writer: Writer, label: int, rng: np.random.Generator) -> Drawing:
    """A digit about 100 high around one line of writing."""
    digit = writer.digit(label, rng)
    points = np.concatenate([stroke.array for stroke in digit.strokes])
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = 100 * np.exp(rng.normal(0, 0.1)) / extent.max()
    y = rng.normal(0, 8) - scale * extent[1] / 2
    strokes = [(scale * (s.array - low) + (0, y)).tolist() for s in digit.strokes]
    return Drawing(tuple(Stroke(tuple(map(tuple, s)), 20.0) for s in strokes))


@pytest.mark.parametrize("name", DIGITS)
@pytest.mark.parametrize(("x", "y", "scale"), [(0, 0, 1), (-700, 40, 0.25), (13, -90, 512)])
def test_a_digit_of_several_strokes_is_one_at_any_place_and_size(
    name: str, x: float, y: float, scale: float
) -> None:
    drawing = drawn(DIGITS[name], x, y, scale)
    assert segment(drawing) == (tuple(range(len(drawing.strokes))),)


@pytest.mark.parametrize("gap", [8, 20, 60])
def test_all_of_them_side_by_side(gap: float) -> None:
    drawing, groups = side_by_side([drawn(s) for s in DIGITS.values()], [gap] * len(DIGITS))
    assert segment(drawing) == groups


def test_they_are_read_from_left_to_right_in_whatever_order_they_were_drawn() -> None:
    drawing, groups = side_by_side([drawn(DIGITS[n]) for n in ("crossed 7", "4", "0")], [20] * 3)
    assert groups == ((0, 1), (2, 3), (4,))
    order = [4, 1, 3, 0, 2]
    shuffled = Drawing(tuple(drawing.strokes[n] for n in order))
    assert segment(shuffled) == ((1, 3), (2, 4), (0,))


def test_lines_are_read_from_top_to_bottom() -> None:
    upper, _ = side_by_side([drawn(DIGITS[n]) for n in ("5", "1")], [20, 0])
    lower, _ = side_by_side([drawn(DIGITS[n], y=115) for n in ("2", "crossed 7", "0")], [20] * 3)
    assert segment(Drawing(lower.strokes + upper.strokes)) == ((4, 5), (6,), (0,), (1, 2), (3,))


def test_two_digits_above_one_another_are_two_lines() -> None:
    upper, lower = drawn(DIGITS["2"]).strokes, drawn(DIGITS["crossed 7"], y=120).strokes
    assert segment(Drawing(lower + upper)) == ((2,), (0, 1))


@pytest.mark.parametrize("share", [0.5, 0.3, 0.15])
@pytest.mark.parametrize("raised", [False, True])
def test_a_small_digit_beside_a_large_one_is_a_digit(share: float, raised: bool) -> None:
    large = drawn(DIGITS["4"]).strokes
    small = drawn(DIGITS["crossed 7"], 85, 0 if raised else 100 - 100 * share, share).strokes
    both = candidates(Drawing(large + small))
    assert segment(Drawing(large + small)) == ((0, 1), (2, 3))
    for group in both.groups:  # whatever the network says
        assert not ({0, 1} & set(group.strokes) and {2, 3} & set(group.strokes))


def test_a_line_may_climb() -> None:
    steps = [drawn(DIGITS["0"], 80 * n, -110 * n) for n in range(4)]
    strokes = [stroke for step in reversed(steps) for stroke in step.strokes]
    assert segment(Drawing(tuple(strokes))) == ((3,), (2,), (1,), (0,))


def test_leaning_digits_may_reach_over_one_another() -> None:
    slash: list[Points] = [[(60, 0), (0, 100)]]
    drawing, groups = side_by_side([drawn(slash), drawn(slash), drawn(slash)], [-20, -20, 0])
    assert segment(drawing) == groups


def test_a_speck_belongs_to_the_digit_that_it_touches_and_else_to_none() -> None:
    zero = drawn(DIGITS["0"]).strokes
    far, near = Stroke(((130, 90), (131, 92)), 22.0), Stroke(((62, 50),), 22.0)
    assert segment(Drawing((far, *zero, near))) == ((1, 2),)


def test_dots_alone_are_one_thing() -> None:
    dot, other = Stroke(((30, 50),), 22.0), Stroke(((200, 50), (204, 52)), 22.0)
    assert segment(Drawing((dot,))) == ((0,),)
    assert segment(Drawing((dot, other))) == ((0, 1),)
    far = Drawing(tuple(Stroke(((1e9 - n, -1e9),), 22.0) for n in (3, 0)))
    assert segment(far) == ((0, 1),)
    ones = [Stroke(((x, 50), (x, 90)), 22.0) for x in (30, 200)]
    assert segment(Drawing(tuple(ones))) == ((0,), (1,))


NO_DIGITS: dict[str, list[Points]] = {
    "cross": [[(0, 0), (100, 100)], [(100, 0), (0, 100)]],
    "plus": [[(50, 0), (50, 100)], [(0, 50), (100, 50)]],
    "K": [[(0, 0), (0, 100)], [(60, 0), (0, 55), (62, 100)]],
    "face": [
        circle(50, 50, 50, 50),
        [(30, 30), (32, 42)],
        [(70, 30), (69, 42)],
        [(30, 70), (50, 78), (70, 70)],
    ],
    "target": [circle(50, 50, 50, 50), circle(50, 50, 30, 30), circle(50, 50, 12, 12)],
    "H": [[(0, 0), (0, 100)], [(60, 0), (60, 100)], [(0, 50), (60, 50)]],
}


@pytest.mark.parametrize("name", NO_DIGITS)
def test_what_is_no_digit_stays_in_one_piece_though_its_parts_look_like_digits(name: str) -> None:
    """The parts look like digits, but not certain ones, and the whole like none."""
    drawing = drawn(NO_DIGITS[name])
    found = candidates(drawing)
    everything = tuple(range(len(drawing.strokes)))
    spoken = [-30.0 if group.strokes == everything else 0.0 for group in found.groups]
    assert found.best(held(*spoken, sure=[0.7] * len(spoken))) == (everything,)


def test_bars_that_touch_are_no_row_of_ones() -> None:
    n = candidates(drawn([[(0, 100), (0, 0)], [(0, 0), (60, 100)], [(60, 100), (60, 0)]]))
    bar = Opinion(is_bar=True)
    assert n.best([bar] * len(n.groups)) == ((0, 1, 2),)
    v = candidates(drawn([[(0, 0), (40, 100)], [(40, 100), (80, 0)]]))
    assert v.best([bar] * len(v.groups)) == ((0, 1),)
    fence = candidates(drawn([[(30 * k, 0), (30 * k, 100)] for k in range(3)]))
    assert fence.best([bar] * len(fence.groups)) == ((0,), (1,), (2,))


def test_parts_of_two_lines_that_touch_are_one_unless_both_are_digits() -> None:
    upper: Points = [(0, 20), (30, 0), (60, 20), (0, 100), (60, 100)]
    lower: Points = [(60, 100), (60, 200)]
    found = candidates(drawn([upper, lower]))
    assert [len(line) for line in found.lines] == [1, 1]
    assert found.best(held(0, 0, sure=[0.9, 0.7])) == ((0, 1),)
    assert found.best(held(0, 0, sure=[0.9, 0.9])) == ((0,), (1,))
    apart = candidates(drawn([upper, [(x, y + 20) for x, y in lower]]))
    assert apart.best(held(0, 0, sure=[0.9, 0.7])) == ((0,), (1,))


def test_digits_that_touch_are_cut_where_both_are_clear() -> None:
    five: Points = [(60, 0), (10, 0), (5, 50), (50, 60), (40, 100), (0, 95)]
    zero = circle(80, 50, 30, 50)
    found = candidates(drawn([five, zero]))
    assert [group.strokes for group in found.groups] == [(0,), (0, 1), (1,)]
    assert found.best(held(0, -30, 0, sure=[0.95, 0.0, 0.95])) == ((0,), (1,))
    assert found.best(held(0, -30, 0, sure=[0.95, 0.0, 0.7])) == ((0, 1),)


def test_digits_side_by_side_are_cut_however_unclear() -> None:
    drawing, groups = side_by_side([drawn(DIGITS["2"]), drawn(DIGITS["0"])], [4, 0])
    found = candidates(drawing)
    assert found.best(held(0, -30, -2, sure=[0.9, 0.0, 0.3])) == groups


def test_strokes_without_ink_are_in_no_digit() -> None:
    empty = Stroke((), 22.0)
    assert segment(Drawing()) == segment(Drawing((empty,))) == ()
    assert segment(Drawing((empty, *drawn(DIGITS["4"]).strokes, empty))) == ((1, 2),)


def test_the_network_may_know_better() -> None:
    two = candidates(drawn([[(0, 0), (0, 100)], [(15, 0), (15, 100)]]))
    assert [group.strokes for group in two.groups] == [(0,), (0, 1), (1,)]
    assert two.best(held(0, 0, 0)) == ((0,), (1,))
    assert two.best(held(-9, 0, -9)) == ((0, 1),)
    assert not two.are_clear
    four = candidates(drawn(DIGITS["4"]))
    assert four.best(held(0, -20, 0)) == ((0, 1),)  # strokes that cross are never two digits


def test_one_digit_is_what_most_people_draw() -> None:
    """Cutting must be clearly better: by two, as log-odds."""
    two = candidates(drawn([[(0, 0), (0, 100)], [(15, 0), (15, 100)]]))
    first, _, last = two.groups
    better = parting(first, last)
    assert two.best(held(0, better - 1.9, 0)) == ((0, 1),)
    assert two.best(held(0, better - 2.1, 0)) == ((0,), (1,))


def test_each_line_goes_by_its_own_evidence() -> None:
    bars: list[Points] = [[(0, 0), (0, 100)], [(15, 0), (15, 100)]]
    lower: list[Points] = [[(x, y + 150) for x, y in bar] for bar in bars]
    found = candidates(drawn([*bars, *lower]))
    assert [group.strokes for group in found.groups] == [(0,), (0, 1), (1,), (2,), (2, 3), (3,)]
    assert found.best(held(-9, 0, -9, 0, 0, 0)) == ((0, 1), (2,), (3,))
    assert found.best(held(0, 0, 0, -9, 0, -9)) == ((0,), (1,), (2, 3))


def test_without_a_choice_the_network_is_not_asked() -> None:
    apart, _ = side_by_side([drawn(DIGITS["1"]), drawn(DIGITS["2"])], [150, 0])
    assert candidates(apart).are_clear
    assert candidates(drawn(DIGITS["0"])).are_clear
    assert candidates(Drawing()).are_clear
    assert not candidates(drawn(DIGITS["4"])).are_clear


def ways(found: Candidates) -> list[list[int]]:
    """All ways through the groups of one line, as numbers of groups."""
    (line,) = found.lines
    done: list[list[int]] = []
    open_ways = [[n] for n, group in enumerate(line) if group.start == 0]
    while open_ways:
        way = open_ways.pop()
        following = [n for n, group in enumerate(line) if group.start == line[way[-1]].end]
        open_ways += [[*way, n] for n in following]
        if not following:
            done.append(way)
    return done


def test_the_best_way_is_the_best_of_all_ways() -> None:
    rng = np.random.default_rng(3)
    for _ in range(30):
        strokes = [
            [(x, 0.0), (x + w, 80.0 + h)]
            for x, w, h in zip(
                rng.uniform(0, 150, 6), rng.uniform(1, 60, 6), rng.uniform(0, 40, 6), strict=True
            )
        ]
        found = candidates(drawn(strokes))
        own = rng.normal(0, 3, len(found.groups)).tolist()
        pairs = {way: list(pairwise(way)) for way in map(tuple, ways(found))}
        partings = {
            way: [parting(found.groups[a], found.groups[b]) for a, b in pairs[way]] for way in pairs
        }
        scores = {
            tuple(found.groups[n].strokes for n in way): sum(own[n] for n in way)
            + sum(partings[way])
            + LONE * (len(way) == 1)
            - UNEARNED * sum(p <= (0 if len(way) == 2 else LEAST_PARTING) for p in partings[way])
            for way in pairs
        }
        assert len(scores) > 4
        assert found.best(held(*own)) == max(scores, key=lambda way: scores[way])


def test_the_bar_of_a_five_does_not_go_to_the_next_digit() -> None:
    body: Points = [(10, 12), (5, 50), (50, 60), (40, 100), (0, 95)]
    bar: Points = [(35, 0), (80, -8)]
    zero = circle(95, 60, 22, 25)
    found = candidates(drawn([body, bar, zero]))
    assert (1, 2) in [group.strokes for group in found.groups]
    any_but_all = [-9.0 * (len(group.strokes) == 3) for group in found.groups]
    assert found.best(held(*any_but_all)) == ((0, 1), (2,))
    five, joined, *_ = (s for s in found.groups if s.strokes in [(0,), (1, 2)])
    assert parting(five, joined) < cut(five.box, joined.box)


def test_what_speaks_for_a_cut() -> None:
    left = Box(0, 0, 60, 100)
    beside, below, over = Box(70, 0, 130, 100), Box(70, 90, 130, 120), Box(40, 0, 100, 100)
    assert cut(left, beside) > cut(left, over) > 0
    assert cut(left, beside) > cut(left, below)
    assert cut(left, Box(20, 40, 60, 45)) < 0
    assert cut(left, beside) == pytest.approx(cut(Box(0, 0, 6, 10), Box(7, 0, 13, 10)))


def evidence(outputs: Floats, groups: Sequence[StrokeGroup]) -> list[float]:
    return [opinion.evidence for opinion in opinions(outputs, groups)]


def test_evidence_comes_from_no_digit_or_else_from_how_sure_the_network_is() -> None:
    bars = drawn([[(200 * n, 0), (200 * n, 100)] for n in range(3)])
    groups = candidates(bars).groups
    assert len(groups) == 3
    knowing = np.zeros((3, 11), np.float32)
    knowing[:, [4, 9, 10]] = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
    sure, torn, none = evidence(knowing, groups)
    assert sure == torn == 0
    assert none < -20
    guesses = np.array([np.eye(10)[2], [0.5] * 2 + [0] * 8, [0.1] * 10])
    sure, torn, worst = evidence(guesses, groups)
    assert 0 == sure > torn > worst > none


def test_several_strokes_are_rather_a_four_than_a_three() -> None:
    one, both, other = candidates(drawn(DIGITS["4"])).groups
    outputs = np.eye(11)[[4, 4, 3, 3]]
    assert [len(group.strokes) for group in (one, both, other)] == [1, 2, 1]
    alone, four, three, lonely = evidence(outputs, [one, both, both, one])
    assert alone == lonely == 0
    assert four > 0 > three


def test_a_wild_drawing_has_not_too_many_candidates() -> None:
    rng = np.random.default_rng(0)
    for strokes in (5, 20, 45, 3000):
        starts = rng.uniform(0, 280, (strokes, 2))
        ends = rng.uniform(0, 280, (strokes, 2))
        both = np.stack([starts, ends], axis=1).tolist()
        wild = Drawing(tuple(Stroke(tuple(map(tuple, way)), 5.0) for way in both))
        assert len(candidates(wild).groups) <= MOST_CANDIDATES
    fence = Drawing(tuple(drawn(DIGITS["1"], 40 * n).strokes[0] for n in range(200)))
    assert segment(fence) == (tuple(range(200)),)
    assert len(segment(Drawing(fence.strokes[:80]))) == 80


def test_very_many_strokes_may_all_be_one_digit() -> None:
    hatched: list[Points] = [[(n, 0), (20 + n, 100)] for n in range(0, 30, 2)]
    everything = tuple(range(len(hatched)))
    found = candidates(drawn(hatched))
    no_part = [-9.0 * (group.strokes != everything) for group in found.groups]
    assert found.best(held(*no_part)) == (everything,)


strokes_of_anything = st.lists(
    st.lists(st.tuples(*[st.integers(0, 300).map(float)] * 2), max_size=4), max_size=9
)


@given(strokes_of_anything)
@settings(deadline=None, max_examples=60)
def test_no_stroke_is_in_two_digits(strokes: list[list[Point]]) -> None:
    drawing = drawn(strokes)
    groups = segment(drawing)
    members = [n for group in groups for n in group]
    assert len(set(members)) == len(members)
    assert all(list(group) == sorted(group) for group in groups)
    assert bool(groups) == any(strokes)
    inked = {n for n, stroke in enumerate(strokes) if stroke}
    specks = set(candidates(drawing).specks)
    assert inked - specks <= set(members) <= inked


def test_made_up_handwriting() -> None:
    ones = [segment(drawing) for drawing, _ in drawn_digits(500, seed=11)]
    assert np.mean([len(groups) == 1 for groups in ones]) > 0.97
    rng = np.random.default_rng(12)
    right = []
    for _ in range(120):
        writer = Writer.random(rng)
        labels = rng.integers(0, 10, rng.integers(2, 7)).tolist()
        gaps = rng.uniform(0, 30, len(labels))
        drawing, groups = side_by_side([written(writer, n, rng) for n in labels], gaps.tolist())
        right.append(segment(drawing) == groups)
    assert np.mean(right) > 0.9


def test_two_bars_that_touch_are_no_eleven() -> None:
    bar, seven = Opinion(sure=0.99, is_bar=True), Opinion(sure=0.99)
    assert not is_earned(bar, bar, parting=5.0, are_all=True, touch=lambda: True)
    assert is_earned(bar, seven, parting=5.0, are_all=True, touch=lambda: True)
    assert is_earned(bar, bar, parting=5.0, are_all=True, touch=lambda: False)
