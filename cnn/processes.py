"""Other processes that run this library: how they are started, and that they end."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

END_SECONDS = 0.5
"""How long a process may take to end by itself."""


def command(module: str, *arguments: str) -> list[str]:
    """Python running a module. What lies in the current folder is not imported (``-P``)."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """This process's, with its import path, and one BLAS thread from the start."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    path = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, **dict.fromkeys(names, "1"), "PYTHONPATH": path}


def own_group() -> dict[str, Any]:
    """Options of ``subprocess`` that keep Ctrl-C from the process: it is for this one, which ends
    the other. A group is enough for that: Linux shares its processors out among sessions before it
    looks at how nice their processes are."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"process_group": 0}


def end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was told to end, and kill it where it does not."""
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        with suppress(subprocess.TimeoutExpired):  # the system itself waits, as for a dead drive
            process.wait(END_SECONDS)
