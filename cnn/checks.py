"""Checks of arguments, which fail with a sentence."""

from __future__ import annotations

import operator
from collections.abc import Collection, Sequence
from numbers import Real


def require_count(value: int, what: str, least: int = 1) -> int:
    """Return ``value`` if it is a whole number ≥ ``least``.

    Raises:
        ValueError: it is not.
    """
    whole = _whole(value)
    if whole is None or whole < least:
        raise ValueError(f"{what} must be a whole number from {least}, not {value!r}")
    return whole


def _whole(value: object) -> int | None:
    """Any kind of whole number, including NumPy's, as an int; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def as_pair(value: int | Sequence[int], what: str, least: int = 1) -> tuple[int, int]:
    """``3`` or ``(3, 5)`` as (vertical, horizontal).

    Raises:
        ValueError: anything else, or a number below ``least``.
    """
    items = value if isinstance(value, Sequence) else (value, value)
    pair = [_whole(item) for item in items]
    if len(pair) != 2 or pair[0] is None or pair[1] is None or min(pair[0], pair[1]) < least:
        raise ValueError(f"{what} must be a whole number from {least}, or two, not {value!r}")
    return pair[0], pair[1]


def require_number(value: float, what: str) -> float:
    """Return ``value`` if it is a number that is finite in float32.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not abs(value) < 1e38:
        raise ValueError(f"{what} must be a number, not {value!r}")
    return float(value)


def require_name(value: str, what: str, known: Collection[str]) -> str:
    """Return ``value`` if it is in ``known``.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}, not {value!r}")
    return value


def as_image_shape(value: Sequence[int], what: str) -> tuple[int, int, int]:
    """(channels, height, width).

    Raises:
        ValueError: anything but three whole numbers from 1.
    """
    shape = [_whole(n) for n in value] if isinstance(value, Sequence) else []
    match shape:
        case [int(channels), int(height), int(width)] if min(channels, height, width) > 0:
            return channels, height, width
    raise ValueError(
        f"{what} must be three whole numbers from 1 (channels, height, width), not {value!r}"
    )
