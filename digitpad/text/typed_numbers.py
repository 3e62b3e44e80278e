"""Numbers as people type them: 0.05 and 0,05, 1e-3, 50 000, 50,000 and 50.000."""

from __future__ import annotations

import math
import re

GAPS = re.compile(r"[\s'’_]")
"""Characters that may separate groups of digits, including all kinds of spaces."""
NUMBER = re.compile(r"([+-]?)([\d.,]*)(?:[eE]([+-]?\d{1,3}))?")
MINUS = "\u2212"


def typed_number(text: str, whole: bool = False) -> float | None:
    """The number that ``text`` means; None if it is not a number, or ambiguous.

    Point and comma are both accepted. A single one separates thousands in a whole number and
    decimals in any other, so that ``0.05`` and ``0,05`` are the same in every language.
    """
    match = NUMBER.fullmatch(GAPS.sub("", text).replace(MINUS, "-"))
    if match is None or not re.search(r"\d", match[2]):
        return None
    digits = _plain(match[2], whole)
    number = math.inf if digits is None else float(f"{match[1]}{digits}e{match[3] or 0}")
    return number if math.isfinite(number) else None


def _plain(digits: str, whole: bool) -> str | None:
    """``digits`` with a point or nothing in it."""
    signs = [sign for sign in ".," if sign in digits]
    if len(signs) == 2:
        thousands, decimal = sorted(signs, key=digits.rindex)
        if digits.count(decimal) > 1:
            return None
        front, _, back = digits.partition(decimal)
        return f"{_joined(front, thousands)}.{back}" if _joined(front, thousands) else None
    if not signs:
        return digits
    if digits.count(signs[0]) > 1 or (whole and _joined(digits, signs[0])):
        return _joined(digits, signs[0])
    return digits.replace(signs[0], ".")


def _joined(digits: str, sign: str) -> str | None:
    """Groups of three digits, separated by ``sign``, joined."""
    pattern = rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+"
    return digits.replace(sign, "") if re.fullmatch(pattern, digits) else None
