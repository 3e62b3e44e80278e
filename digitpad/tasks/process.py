"""Work in a process: a generator that runs there, whose items and errors arrive here.

Work that makes thousands of small NumPy calls takes the interpreter's lock before each of them, and
waits for it whenever the window paints; and the window waits whenever the work holds the lock. A
process has its own lock.

A process starts by importing the main script, which must therefore do its own work only under
``if __name__ == "__main__":``. Modules in the current folder are not imported.

A process may hang, for example on a network drive. Waiting for it has a time limit, after which it
is killed.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, TypeVar

from digitpad.text.translation import tr

T = TypeVar("T")

END_SECONDS = 1.0
"""How long a process may take to clean up and end."""
SILENCE_SECONDS = 60.0
"""A process that has sent nothing for this long is assumed to hang."""
NICE = 10
"""The niceness of the process: if all processors are busy, the window has priority."""
SAFE_PATH = "PYTHONSAFEPATH"
_one_at_a_time = threading.Lock()  # for threads that start processes: the environment is shared


def iterate_in_process(
    make: Callable[..., Iterator[T]], *arguments: Any
) -> Generator[T, None, None]:
    """Yield what ``make(*arguments)`` yields in a process; closing the generator ends the process.

    Args:
        make: a module's function, which the process can import.
        arguments: are copied to it.

    Raises:
        Exception: what ``make`` raises.
        ProcessEndedError: the process has ended unexpectedly.
        RuntimeError: its exception cannot be pickled.
        TimeoutError: it has sent nothing for ``SILENCE_SECONDS``.
    """
    with WorkerProcess(_without_commands, make, *arguments) as process:
        process.limit_wait(SILENCE_SECONDS)
        for item in process.items():
            process.limit_wait(math.inf)  # the caller may take its time
            yield item
            process.limit_wait(SILENCE_SECONDS)


class ProcessEndedError(RuntimeError):
    """A process has ended unexpectedly, or was killed."""


class WorkerProcess(Generic[T]):
    """Runs a generator that accepts commands in a process. Use it with ``with``.

    Args:
        make: called with a ``Connection`` from which it receives commands, and ``arguments``.
    """

    def __init__(self, make: Callable[..., Iterator[T]], *arguments: Any) -> None:
        context = get_context("spawn")
        self._order = (make, arguments)
        self._here, self._there = context.Pipe()
        self._commands_received, self._commands_sent = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(self._there, self._commands_received), daemon=True
        )
        self._give_up_at = math.inf
        self._watchdog: threading.Timer | None = None
        self._lock = threading.Lock()  # of the limit

    def __enter__(self) -> WorkerProcess[T]:
        with _one_at_a_time, _without_current_folder(), _blocking_ctrl_c():
            self._process.start()
        self._there.close()
        self._commands_received.close()
        if time.monotonic() >= self._give_up_at:
            self._process.kill()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.limit_wait(math.inf)
        self._process.terminate()
        self._process.join(END_SECONDS)
        self._process.kill()
        self._process.join(END_SECONDS)
        self._here.close()  # but not ``_commands_sent``: another thread may be sending

    def send(self, command: object) -> None:
        """Send a command at any time, always from the same thread.

        Ignored once the process has ended. Commands sent before it starts are queued.
        """
        with suppress(OSError):
            self._commands_sent.send(command)

    def limit_wait(self, seconds: float) -> None:
        """Kill the process in this many seconds, or never if they are infinite, unless it has ended
        or a new limit is set; may be called from any thread."""
        with self._lock:
            if self._watchdog is not None:
                self._watchdog.cancel()
            self._give_up_at = time.monotonic() + seconds
            if math.isfinite(seconds):
                self._watchdog = threading.Timer(seconds, self._kill)
                self._watchdog.daemon = True
                self._watchdog.start()

    def items(self) -> Iterator[T]:
        """What ``make`` yields; see ``iterate_in_process`` for what it raises.

        Raises:
            TimeoutError: the process did not end within the limit that ``limit_wait`` set.
        """
        self._send_order()
        while (item := self._receive()) is not None:
            yield item

    def _send_order(self) -> None:
        """Send what to do. Arrays are sent as they are: pickling them with the rest would hold the
        interpreter's lock, and the window would freeze for up to 80 ms."""
        buffers: list[pickle.PickleBuffer] = []
        order = pickle.dumps(self._order, protocol=5, buffer_callback=buffers.append)
        try:
            self._here.send((order, len(buffers)))
            for buffer in buffers:
                self._here.send_bytes(buffer.raw())
        except OSError:
            raise self._why_broken() from None

    def _receive(self) -> Any:
        """The next item; None at the end."""
        try:
            item = self._here.recv()
        except (EOFError, OSError):
            raise self._why_broken() from None
        if isinstance(item, Exception):
            raise item
        return item

    def _why_broken(self) -> Exception:
        if time.monotonic() >= self._give_up_at:
            return TimeoutError(tr("the process that did the work does not answer"))
        self._process.join(END_SECONDS)
        return ProcessEndedError(
            tr(
                "the process that did the work has ended unexpectedly (exit code {code})",
                code=self._process.exitcode,
            )
        )

    def _kill(self) -> None:
        """Kill the process: a thread that waits for it continues."""
        with self._lock:
            is_late = time.monotonic() >= self._give_up_at
        if is_late and self._process.pid is not None:
            self._process.kill()


def kill_all() -> None:
    """Kill all processes, even those that hang: threads that wait for them continue."""
    for process in active_children():
        process.kill()


def _without_commands(
    _commands: Connection, make: Callable[..., Iterator[T]], *arguments: Any
) -> Iterator[T]:
    return make(*arguments)


@contextmanager
def _blocking_ctrl_c() -> Iterator[None]:
    """Block SIGINT while a process is started, so that Ctrl-C reaches only the window.

    The process would end with a traceback while it still imports; it cannot ignore the signal
    before that.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # starting it would reset the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_current_folder() -> Iterator[None]:
    """Keep a process that is started from importing modules of the current folder."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"  # read by Python when the process starts
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


def _work(there: Connection, commands: Connection) -> None:
    """Runs in the process: receive the order, and send all items."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window handles Ctrl-C, and ends this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # clean up files and child processes
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)
    import numpy as np  # not before: this takes longer than all the rest of the start

    from cnn.fast.threads import one_blas_thread

    last: Exception | None = None
    try:
        make, arguments = _receive_order(there)
        with one_blas_thread(), np.errstate(all="ignore"):
            for item in make(commands, *arguments):
                there.send(item)
    except Exception as error:
        last = _picklable(error)
    with suppress(OSError):  # the window is closed
        there.send(last)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # Python is about to end, and would report it


def _receive_order(there: Connection) -> Any:
    order, count = there.recv()
    buffers = [bytearray(there.recv_bytes()) for _ in range(count)]  # not bytes: must be writable
    return pickle.loads(order, buffers=buffers)


def _picklable(error: Exception) -> Exception:
    """``error`` with its traceback as a note, or one that says the same if it cannot be sent."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        other = RuntimeError(f"{type(error).__name__}: {error}")
        other.add_note(traceback.format_exc())
        return other
    return error
