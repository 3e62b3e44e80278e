"""A generator that is gone through in another process.

Work that makes thousands of small NumPy calls asks for the interpreter's lock before each of them,
and waits for it whenever the window paints: in a thread, 1.5 seconds of work took 4 while somebody
drew, here they take 2.7. A process has a lock of its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import numpy as np

from cnn.threads import one_blas_thread

T = TypeVar("T")

NICE = 5
"""Where all processors are busy, the window comes first. (A thread must not be nice: it would wait
for its turn while it holds the interpreter's lock.)"""


def elsewhere(make: Callable[..., Iterator[T]], *arguments: Any) -> Generator[T, None, None]:
    """Yield what ``make(*arguments)`` yields there. Closing the generator ends the process.

    Args:
        make: a module's function, which the other process can import.
        arguments: are copied to it.

    Raises:
        Exception: what ``make`` raises.
        RuntimeError: the process has ended unexpectedly.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    with here:
        process = context.Process(target=_send_all, args=(there, make, arguments), daemon=True)
        process.start()
        there.close()
        try:
            while (item := _received(here)) is not None:
                yield item
        finally:
            process.terminate()
            process.join()
            process.close()


def _received(here: Connection) -> Any:
    """The next item; None at the end."""
    try:
        item = here.recv()
    except EOFError:
        raise RuntimeError("the process that did the work has ended unexpectedly") from None
    if isinstance(item, Exception):
        raise item
    return item


def _send_all(there: Connection, make: Callable[..., Iterator[T]], arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window, which ends this one
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)
    try:
        with one_blas_thread(), np.errstate(all="ignore"):
            for item in make(*arguments):
                there.send(item)
        there.send(None)
    except OSError:
        pass  # nobody listens any more
    except Exception as error:
        there.send(error)
