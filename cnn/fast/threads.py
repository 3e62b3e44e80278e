"""Limits BLAS to one thread.

At our matrix sizes OpenBLAS is often slower with two threads than with one, much slower while the
other core is busy, and its results depend on the number of threads. Both cores are used by
splitting the images instead (``cnn.fast.minibatch``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import OpenBLASController, threadpool_limits


class _OneThread:
    """Reference-counted: the first caller sets the limit for the process, the last one removes it.

    These may be different Python threads. threadpoolctl accepts a change only from the thread that
    has last set a limit, so its memory of that thread is cleared.
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


_one_thread = _OneThread()  # one for each process, like the number of BLAS threads


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Inside, matrix products of the whole process use one thread each."""
    _one_thread.enter()
    try:
        yield
    finally:
        _one_thread.leave()
