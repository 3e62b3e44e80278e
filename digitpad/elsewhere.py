"""A generator that is gone through in another process.

Work that makes thousands of small NumPy calls asks for the interpreter's lock before each of them,
and waits for it whenever the window paints: in a thread, 1.5 seconds of work took 4 while somebody
drew, here they take 2. A process has a lock of its own.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import numpy as np

from cnn.threads import one_blas_thread

T = TypeVar("T")

ENDED = "the process that did the work has ended unexpectedly"
NICE = 10
"""Where all processors are busy, the window comes first."""


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
    here, there = context.Pipe()
    with here:
        process = context.Process(target=_send_all, args=(there,), daemon=True)
        process.start()
        there.close()
        try:
            _order(here, make, arguments)
            while (item := _received(here)) is not None:
                yield item
        finally:
            process.terminate()
            process.join()
            process.close()


def _order(here: Connection, make: Callable[..., Iterator[T]], arguments: Any) -> None:
    """Say what is to be done. Arrays go as they are: if they were pickled with the rest, the
    interpreter's lock would be kept meanwhile, and a window would stand still for up to 80 ms."""
    buffers: list[pickle.PickleBuffer] = []
    order = pickle.dumps((make, arguments), protocol=5, buffer_callback=buffers.append)
    try:
        here.send((order, len(buffers)))
        for buffer in buffers:
            here.send_bytes(buffer.raw())
    except OSError:
        raise RuntimeError(ENDED) from None


def _ordered(there: Connection) -> Any:
    order, count = there.recv()
    buffers = [bytearray(there.recv_bytes()) for _ in range(count)]  # not bytes: to be written to
    return pickle.loads(order, buffers=buffers)


def _received(here: Connection) -> Any:
    """The next item; None at the end."""
    try:
        item = here.recv()
    except EOFError:
        raise RuntimeError(ENDED) from None
    if isinstance(item, Exception):
        raise item
    return item


def _send_all(there: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window, which ends this one
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)
    try:
        make, arguments = _ordered(there)
        with one_blas_thread(), np.errstate(all="ignore"):
            for item in make(*arguments):
                there.send(item)
        there.send(None)
    except (EOFError, OSError):
        pass  # nobody listens any more
    except Exception as error:
        there.send(error)
