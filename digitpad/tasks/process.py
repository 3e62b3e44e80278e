"""A generator that is gone through in another process.

Work that makes thousands of small NumPy calls asks for the interpreter's lock before each of them,
and waits for it whenever the window paints; and the window waits whenever the work has the lock and
the processor is busy with something else. A process has a lock of its own.

It begins by importing the script that was started, whose own work must therefore stand under
``if __name__ == "__main__":``. What lies in the current folder is not imported.

A process may hang, as on a dead network drive. Then it is killed.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")

ENDED = "the process that did the work has ended unexpectedly"
HANGS = "the process that did the work does not answer"
END_SECONDS = 1.0
"""How long a process may take to tidy up and end."""
SILENCE_SECONDS = 60.0
"""After so long without an item a process is held to hang, where nothing else is said."""
NICE = 10
"""Where all processors are busy, the window comes first."""


def iterate_in_process(
    make: Callable[..., Iterator[T]], *arguments: Any
) -> Generator[T, None, None]:
    """Yield what ``make(*arguments)`` yields there. Closing the generator ends the process.

    Args:
        make: a module's function, which the other process can import.
        arguments: are copied to it.

    Raises:
        Exception: what ``make`` raises.
        RuntimeError: the process has ended unexpectedly, or what it raised cannot be pickled.
        TimeoutError: it has given nothing for ``SILENCE_SECONDS``.
    """
    with WorkerProcess(_unheard, make, *arguments) as process:
        process.give_up_in(SILENCE_SECONDS)
        for item in process.items():
            yield item
            process.give_up_in(SILENCE_SECONDS)


class WorkerProcess(Generic[T]):
    """The same for a generator to which something can be said meanwhile. Use it with ``with``.

    Args:
        make: is called with a ``Connection`` from which it receives what is said, and with
            ``arguments``.
    """

    def __init__(self, make: Callable[..., Iterator[T]], *arguments: Any) -> None:
        context = get_context("spawn")
        self._order = (make, arguments)
        self._here, self._there = context.Pipe()
        self._heard, self._said = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_send_all, args=(self._there, self._heard), daemon=True
        )
        self._give_up_at = math.inf
        self._watchdog: threading.Timer | None = None

    def __enter__(self) -> WorkerProcess[T]:
        os.environ["PYTHONSAFEPATH"] = "1"  # read by Python when the process starts
        with _deaf_to_ctrl_c():
            self._process.start()
        self._there.close()
        self._heard.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call_off()
        self._process.terminate()
        self._process.join(END_SECONDS)
        self._process.kill()
        self._process.join(END_SECONDS)
        self._here.close()  # but not ``_said``: somebody may be saying something

    def say(self, word: object) -> None:
        """Tell the generator something at any time, from any thread, but from one only.

        It is in vain when it has ended. What is said before the process has started is heard then.
        """
        with suppress(OSError):
            self._said.send(word)

    def give_up_in(self, seconds: float) -> None:
        """Wait no longer than this from now on; may be called from any thread."""
        self._call_off()
        self._give_up_at = time.monotonic() + seconds
        self._watchdog = threading.Timer(seconds, self._kill)
        self._watchdog.daemon = True
        self._watchdog.start()

    def items(self) -> Iterator[T]:
        """What ``make`` yields; see ``iterate_in_process`` for what it raises.

        Raises:
            TimeoutError: it has not ended in the time that ``give_up_in`` left.
        """
        self._give_order()
        while (item := self._received()) is not None:
            yield item

    def _give_order(self) -> None:
        """Say what is to be done. Arrays go as they are: if they were pickled with the rest, the
        interpreter's lock would be kept meanwhile, and a window would stand still for up to 80 ms.
        """
        buffers: list[pickle.PickleBuffer] = []
        order = pickle.dumps(self._order, protocol=5, buffer_callback=buffers.append)
        try:
            self._here.send((order, len(buffers)))
            for buffer in buffers:
                self._here.send_bytes(buffer.raw())
        except OSError:
            raise self._broken() from None

    def _received(self) -> Any:
        """The next item; None at the end."""
        try:
            item = self._here.recv()
        except (EOFError, OSError):
            raise self._broken() from None
        if isinstance(item, Exception):
            raise item
        return item

    def _broken(self) -> Exception:
        """Why nothing can be said or heard any more."""
        if time.monotonic() >= self._give_up_at:
            return TimeoutError(HANGS)
        return RuntimeError(ENDED)

    def _kill(self) -> None:
        """Kill it; whoever waits for it, to send or to receive, goes on."""
        if self._process.pid is not None:
            self._process.kill()

    def _call_off(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()


def kill_all() -> None:
    """Kill all processes, also those that hang: whoever waits for one goes on."""
    for process in active_children():
        process.kill()


def _unheard(_heard: Connection, make: Callable[..., Iterator[T]], *arguments: Any) -> Iterator[T]:
    return make(*arguments)


def _ordered(there: Connection) -> Any:
    order, count = there.recv()
    buffers = [bytearray(there.recv_bytes()) for _ in range(count)]  # not bytes: to be written to
    return pickle.loads(order, buffers=buffers)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """A process that is started meanwhile does not hear Ctrl-C, which is for the window.

    It would end with a traceback while it still imports: it cannot ignore the signal before that.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # starting it would take the mask away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send_all(there: Connection, heard: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window, which ends this one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # tidies up: files, processes of its own
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)
    import numpy as np  # not before: this takes longer than all the rest of the start

    from cnn.threads import one_blas_thread

    last: Exception | None = None
    try:
        make, arguments = _ordered(there)
        with one_blas_thread(), np.errstate(all="ignore"):
            for item in make(heard, *arguments):
                there.send(item)
    except Exception as error:
        last = _portable(error)
    with suppress(OSError):  # nobody listens any more
        there.send(last)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # Python is about to end, and would tell of it


def _portable(error: Exception) -> Exception:
    """``error`` if it can be raised in another process, else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
