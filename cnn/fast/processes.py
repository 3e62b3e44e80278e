"""Starts and ends the worker processes of this library."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

END_SECONDS = 0.5
"""Seconds that a process may take to end by itself."""


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module; modules in the current folder are not imported (``-P``)."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """This process's environment, with its import path, and one BLAS thread from the start."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    path = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, **dict.fromkeys(names, "1"), "PYTHONPATH": path}


def own_group() -> dict[str, Any]:
    """Options of ``subprocess`` that keep Ctrl-C from the process: this process gets it, and ends
    the other. A group is enough, and a session would be worse: Linux divides its processors among
    sessions before it considers the priorities of processes."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"process_group": 0}


def end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was told to end, and kill it if it does not."""
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        # the system itself may wait, for example for a dead drive
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
