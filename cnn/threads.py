"""One BLAS thread at a time.

At our matrix sizes OpenBLAS with two threads is often slower than with one, far slower while the
other core is busy, and its results depend on how many there are. Both cores are used by splitting
the images instead (``cnn.minibatch``).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits


def one_blas_thread() -> AbstractContextManager[Any]:
    """While it is entered, matrix products of the whole process use one thread each."""
    limits: AbstractContextManager[Any] = threadpool_limits(1, user_api="blas")
    return limits
