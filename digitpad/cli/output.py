"""Answers on standard output: JSON, one line each."""

from __future__ import annotations

import json
import math


def number(value: float) -> float | None:
    """`value` for `say`; infinity and NaN, which JSON does not have, become null."""
    return float(value) if math.isfinite(value) else None


def say(value: object) -> None:
    """Prints `value` as one line of JSON and flushes it, since another program may be waiting."""
    print(json.dumps(value, allow_nan=False), flush=True)
