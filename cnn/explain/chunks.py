"""Processes many images on both cores, with progress, and can be stopped.

Like ``cnn.inference``: threads, each with its own network, and chunks that fit in a core's cache.
Here the chunks' results are yielded, a few chunks at a time, in the order of the images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from cnn.data.dataset import Dataset
from cnn.fast.minibatch import WORKERS
from cnn.fast.threads import one_blas_thread
from cnn.network import Network

ROUND = 8  # chunks at a time: twenty steps for MNIST's test set
T = TypeVar("T")

CHUNK = 64  # images at a time


def chunk_results(
    network: Network,
    data: Dataset,
    work: Callable[[Network, slice], T],
    workers: int = WORKERS,
) -> Iterator[list[T]]:
    """Yield the results of ``work`` for chunks of images, a list of results at a time.

    Closing the generator ends the work; nothing is computed between two steps.

    Args:
        network: copied for every thread.
        data: the images.
        work: called with the thread's own network and the slice of a chunk's images.
        workers: number of threads. The results do not depend on it.
    """
    networks = [network.copy() for _ in range(workers)]
    starts = range(0, len(data), CHUNK)
    chunks = [slice(start, min(start + CHUNK, len(data))) for start in starts]

    def share(worker: int, some: list[slice]) -> list[T]:
        return [work(networks[worker], places) for places in some[worker::workers]]

    with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
        for first in range(0, len(chunks), ROUND):
            some = chunks[first : first + ROUND]
            # in the caller's context, which contains NumPy's error handling
            jobs = [pool.submit(copy_context().run, share, n, some) for n in range(workers)]
            parts = [job.result() for job in jobs]
            yield [parts[n % workers][n // workers] for n in range(len(some))]
