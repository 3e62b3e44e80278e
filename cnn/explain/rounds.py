"""Going through many images on both cores, so that one can watch, and leave in between.

As ``cnn.reading``: threads, each with a network of its own, and chunks that fit in a core's cache.
Here what each chunk gives is handed over a few chunks at a time, in the order of the images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from cnn.data.dataset import Dataset
from cnn.minibatch import WORKERS
from cnn.network import CHUNK, Network
from cnn.threads import one_blas_thread

ROUND = 8  # chunks: twenty rounds for MNIST's test set; nobody waits long for the end of one
T = TypeVar("T")


def in_rounds(
    network: Network,
    data: Dataset,
    work: Callable[[Network, slice], T],
    workers: int = WORKERS,
) -> Iterator[list[T]]:
    """Yield what ``work`` gives for the images, a list of chunks' results at a time.

    Closing the generator ends the work; nothing is computed while it waits to go on.

    Args:
        network: copied for every thread.
        data: whose images.
        work: gets the thread's own network and the places of a chunk's images.
        workers: threads. The results do not depend on it.
    """
    networks = [network.copy() for _ in range(workers)]
    starts = range(0, len(data), CHUNK)
    chunks = [slice(start, min(start + CHUNK, len(data))) for start in starts]

    def share(worker: int, some: list[slice]) -> list[T]:
        return [work(networks[worker], places) for places in some[worker::workers]]

    with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
        for first in range(0, len(chunks), ROUND):
            some = chunks[first : first + ROUND]
            # in the caller's context, which holds NumPy's error handling
            jobs = [pool.submit(copy_context().run, share, n, some) for n in range(workers)]
            parts = [job.result() for job in jobs]
            yield [parts[n % workers][n // workers] for n in range(len(some))]
