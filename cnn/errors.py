"""Errors of files, as one exception with a readable message."""

from __future__ import annotations

import os
import unicodedata
from typing import Any

LONGEST = 400
"""The maximum length of a message, which may quote a file."""


class BadFile(ValueError):  # noqa: N818 - it is the file that is bad
    """A file cannot be used: ``str(error)`` is a sentence with its name and the problem."""

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        self.path = os.fspath(path)
        self.problem = one_line(problem)
        super().__init__(f"{one_line(self.path)}: {self.problem}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Makes the exception picklable, for other processes."""
        return BadFile, (self.path, self.problem)


def reason(error: BaseException) -> str:
    """The message of an exception, or the name of its class if it has none."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` without line breaks and other control characters, shortened if necessary.

    Long text is cut in the middle, as the problem is usually stated at the end.
    """
    seen = "".join(c.encode("unicode_escape").decode() if _is_hidden(c) else c for c in text)
    if len(seen) <= longest:
        return seen
    kept = longest // 2 - 2
    return f"{seen[:kept]} … {seen[-kept:]}"


def _is_hidden(character: str) -> bool:
    """Whether it is invisible; spaces of any width are allowed, as they occur in file names."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
