from __future__ import annotations

import pytest

from digitpad.text.typed_numbers import typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.05", 0.05),
        ("0,05", 0.05),
        (".05", 0.05),
        ("5", 5.0),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        ("2,5e-3", 0.0025),
        (" 0.1 ", 0.1),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1\u202f000", 1000.0),
        ("12'345.6", 12345.6),
        ("\u22120.5", -0.5),
        ("-0.5", -0.5),
        ("1,234,567", 1234567.0),
        ("1,5", 1.5),
        ("1,000", 1.0),
        ("١٢", 12.0),
    ],
)
def test_every_way_to_type_a_number(text: str, number: float) -> None:
    assert typed_number(text) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [("50 000", 50_000), ("50,000", 50_000), ("50.000", 50_000), ("1e3", 1000), ("7", 7)],
)
def test_whole_numbers_may_have_groups(text: str, number: int) -> None:
    assert typed_number(text, whole=True) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1e", "e3", "1.2.3", "1,2,3", "1.234.5,6", "--1", "1 %", "0x10", ".", "nan",
     "inf", "1.23,456.7", "1,234.567,5", "1e9999", "1e309", "1e999"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert typed_number(text) is None


def test_a_part_of_a_whole_number_is_seen_as_one() -> None:
    assert typed_number("1,5", whole=True) == 1.5
