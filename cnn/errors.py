"""What goes wrong with files, as one exception that a person can read."""

from __future__ import annotations

import os
from typing import Any


class BadFile(ValueError):  # noqa: N818 - it is the file that is bad
    """A file that cannot be used: ``str(error)`` is a sentence that names it and what is wrong."""

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        super().__init__(f"{os.fspath(path)}: {problem}")
        self.path = os.fspath(path)
        self.problem = problem

    def __reduce__(self) -> tuple[Any, ...]:
        """It can be raised again in another process."""
        return BadFile, (self.path, self.problem)
