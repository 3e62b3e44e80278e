"""What goes wrong with files, as one exception that a person can read."""

from __future__ import annotations

import os
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


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` without line breaks and other characters that cannot be seen, not too long.

    What is too long loses its middle, as what is wrong mostly stands at the end.
    """
    seen = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    if len(seen) <= longest:
        return seen
    kept = longest // 2 - 2
    return f"{seen[:kept]} … {seen[-kept:]}"
