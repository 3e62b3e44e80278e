"""What goes wrong with files, as one exception that a person can read."""

from __future__ import annotations

import os


class BadFile(ValueError):
    """A file that cannot be used: ``str(error)`` is one sentence that names it and what is wrong."""

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        super().__init__(f"{os.fspath(path)}: {problem}")
        self.path = os.fspath(path)
        self.problem = problem
