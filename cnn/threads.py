"""One BLAS thread at a time.

At our matrix sizes OpenBLAS with two threads is often slower than with one, far slower while the
other core is busy, and its results depend on how many there are. Both cores are used by splitting
the images instead (``cnn.minibatch``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import OpenBLASController, threadpool_limits


class _OneThread:
    """The limit holds for the whole process, so whoever comes first sets it, the last lifts it.

    These may be different Python threads. threadpoolctl listens to the one alone that has last set
    a limit, unless it is told that nobody has.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._limits: threadpool_limits | None = None

    def enter(self) -> None:
        with self._lock:
            self._users += 1
            if self._users == 1:
                OpenBLASController.clear_controlling_thread(force=True)
                self._limits = threadpool_limits(1, user_api="blas")

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._limits is not None:
                OpenBLASController.clear_controlling_thread(force=True)
                self._limits.restore_original_limits()
                OpenBLASController.clear_controlling_thread(force=True)


_one_thread = _OneThread()  # BLAS has one number of threads a process, so there is one of these


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """While anybody is inside, matrix products of the whole process use one thread each."""
    _one_thread.enter()
    try:
        yield
    finally:
        _one_thread.leave()
