from __future__ import annotations

import math

import pytest

from digitpad.pages.common.colour import NICE
from digitpad.text.numbers import compact, in_powers, short, significant


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.25, "0.25"),
        (1.5, "1.5"),
        (-8.0, "−8"),
        (12.34, "12.3"),
        (800.0, "800"),
        (1000.0, "1k"),
        (1500.0, "1.5k"),
        (-15_000.0, "−15k"),
        (999_900.0, "1M"),
        (4e7, "40M"),
        (-3e9, "−3·10⁹"),
        (2e-5, "2·10⁻⁵"),
        (0.0015, "0.0015"),
        (-0.06, "−0.06"),
        (0.0005, "5·10⁻⁴"),
        (math.inf, "inf"),
    ],
)
def test_numbers_of_every_size_are_short(value: float, words: str) -> None:
    assert compact(value) == words
    assert len(words) <= 7


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.04, "0"), (-0.06, "−0.1"), (9.94, "9.9"), (9.96, "10"), (-840.4, "−840"),
     (1500.0, "1.5k"), (-21_800_000.0, "−22M"), (-341_000.0, "−341k"), (5e12, "5·10¹²")],
)  # fmt: skip
def test_the_ends_of_a_map(value: float, words: str) -> None:
    assert short(value) == words


def test_powers_have_their_exponent_and_a_true_minus() -> None:
    assert in_powers(-2.94e-7) == "−2.9·10⁻⁷"
    assert in_powers(3e10) == "3·10¹⁰"


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.25, 2, "0.25"),
        (-0.25, 2, "−0.25"),
        (1.1e-8, 2, "1.1·10⁻⁸"),
        (18.3259, 4, "18.33"),
        (-3e20, 2, "−3·10²⁰"),
    ],
)
def test_numbers_with_so_many_digits(value: float, digits: int, words: str) -> None:
    assert significant(value, digits) == words


@pytest.mark.parametrize("power", range(-6, 7))
@pytest.mark.parametrize("nice", NICE)
def test_the_ends_of_a_scale_are_what_they_say(nice: float, power: int) -> None:
    shown = compact(nice * 10.0**power)
    for unit, meant in (("k", "e3"), ("M", "e6"), ("·10", "e")):
        shown = shown.replace(unit, meant)
    shown = shown.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    assert float(shown) == pytest.approx(nice * 10.0**power)
