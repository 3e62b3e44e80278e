"""What goes wrong with files, as one exception that a person can read."""

from __future__ import annotations

import os
import unicodedata
from typing import Any

LONGEST = 400
"""Characters of a complaint: a file's own words may be quoted in it, but not at any length."""


class BadFile(ValueError):  # noqa: N818 - it is the file that is bad
    """A file that cannot be used: ``str(error)`` is a sentence that names it and what is wrong."""

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        self.path = os.fspath(path)
        self.problem = one_line(problem)
        super().__init__(f"{one_line(self.path)}: {self.problem}")

    def __reduce__(self) -> tuple[Any, ...]:
        """It can be raised again in another process."""
        return BadFile, (self.path, self.problem)


def reason(error: BaseException) -> str:
    """What an exception says, or its name where it says nothing."""
    return str(error) or type(error).__name__


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` without line breaks and other control characters, not too long.

    What is too long loses its middle, as what is wrong mostly stands at the end.
    """
    seen = "".join(c.encode("unicode_escape").decode() if _is_hidden(c) else c for c in text)
    if len(seen) <= longest:
        return seen
    kept = longest // 2 - 2
    return f"{seen[:kept]} … {seen[-kept:]}"


def _is_hidden(character: str) -> bool:
    """Whether it cannot be seen; spaces of all widths are in people's file names."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
