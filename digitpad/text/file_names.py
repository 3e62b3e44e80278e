"""Names as file names: what a file says of itself must not choose a folder."""

from __future__ import annotations

import re

LONGEST = 80
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for devices."""


def file_name(text: str, otherwise: str) -> str:
    """``text`` as the name of a file, without ending; ``otherwise`` where nothing is left of it.

    Letters, digits, spaces and ``. _ ( ) + -`` stay; all else, separators of folders first, becomes
    a dash. It neither begins nor ends with a dot or a space.
    """
    plain = re.sub(r"[^\w .()+-]+", "-", text)[:LONGEST].strip(" .-")
    return otherwise if not plain or RESERVED.fullmatch(plain) else plain


def picture_name(text: str) -> str:
    """``conv1, map 3`` as ``conv1-map-3``."""
    return re.sub(r"[^\w]+", "-", file_name(text, "picture")).strip("-").lower() or "picture"
