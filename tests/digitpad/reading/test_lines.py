from __future__ import annotations

import pytest

from digitpad.ink.box import Box
from digitpad.reading.lines import distance, lines, overlap, union


def gathered(*boxes: Box) -> list[list[int]]:
    return [sorted(line) for line in lines(dict(enumerate(boxes)))]


def digit(x: float, y: float, wide: float = 60, high: float = 100) -> Box:
    return Box(x, y, x + wide, y + high)


def test_nothing_makes_no_line() -> None:
    assert lines({}) == []


@pytest.mark.parametrize("gap", [-15, 5, 80])
def test_two_lines_even_where_a_tail_reaches_into_the_next(gap: float) -> None:
    y = 100 + gap
    upper = [digit(0, 0), digit(80, 5), digit(160, -10, high=80)]
    lower = [digit(10, y), digit(95, y + 10), digit(170, y)]
    assert gathered(*lower, *upper) == [[3, 4, 5], [0, 1, 2]]


def test_a_line_of_unequal_heights_is_one() -> None:
    assert gathered(digit(0, 0), digit(80, 60), digit(160, 20, high=60), digit(240, -50)) == [
        [0, 1, 2, 3]
    ]


def test_what_has_nothing_above_it_need_not_share_any_height() -> None:
    assert gathered(digit(0, 0), digit(80, 120)) == [[0, 1]]
    assert gathered(digit(0, 0), digit(80, 180)) == [[0], [1]]
    assert gathered(digit(0, 0), digit(80, 0), digit(5, 120)) == [[0, 1], [2]]


def test_one_part_close_above_another_may_be_one_digit() -> None:
    assert gathered(digit(0, 0, high=45), digit(-5, 50, wide=70, high=50)) == [[0, 1]]
    assert gathered(digit(0, 0), digit(0, 150)) == [[0], [1]]


def test_rings_over_stems_are_one_line() -> None:
    rings = [digit(0, 0, high=50), digit(80, 0, high=50)]
    stems = [digit(50, 35, wide=5, high=65), digit(130, 35, wide=5, high=65)]
    assert gathered(*rings, *stems) == [[0, 1, 2, 3]]


def test_a_bar_goes_with_the_line_that_is_nearest() -> None:
    bar = Box(15, 122, 70, 130)
    assert gathered(digit(0, 0), bar, digit(0, 135), digit(80, 140)) == [[0], [1, 2, 3]]


def test_overlap_is_of_the_narrower_and_a_line_has_some_width() -> None:
    wide, stem = digit(0, 0), Box(40, 10, 40, 90)
    assert overlap(wide, digit(45, 0, wide=30)) == pytest.approx(0.5)
    assert overlap(digit(45, 0, wide=30), wide) == pytest.approx(0.5)
    assert overlap(wide, stem) == 1
    assert 0 < overlap(wide, Box(60, 0, 60, 100)) < 1
    assert overlap(wide, Box(75, 0, 75, 100)) == 0


def test_distance_is_from_edge_to_edge() -> None:
    assert distance(digit(0, 0), digit(63, 104)) == 5
    assert distance(digit(0, 0), digit(30, 30)) == 0
    assert union(digit(0, 0), digit(63, 104)) == Box(0, 0, 123, 204)
