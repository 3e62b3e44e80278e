"""Turns names into safe file names: a name in a file must not choose a folder."""

from __future__ import annotations

import re

LONGEST = 80
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names of devices on Windows."""


def file_name(text: str, otherwise: str) -> str:
    """``text`` as a file name without extension; ``otherwise`` if nothing is left of it.

    Letters, digits, spaces and ``. _ ( ) + -`` are kept; everything else, first of all path
    separators, becomes a dash. The result neither starts nor ends with a dot or a space.
    """
    plain = re.sub(r"[^\w .()+-]+", "-", text)[:LONGEST].strip(" .-")
    return otherwise if not plain or RESERVED.fullmatch(plain) else plain


def picture_name(text: str) -> str:
    """``conv1, map 3`` as ``conv1-map-3``."""
    return re.sub(r"[^\w]+", "-", file_name(text, "picture")).strip("-").lower() or "picture"
