"""Inference on many images, on both cores.

Forward passes share only the weights, so Python threads are enough: each has its own copy of the
network, and chunks that are large enough for the interpreter lock not to matter, and small enough
for a chunk's columns to stay in a core's cache.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import numpy as np

from cnn.arrays import Floats
from cnn.data.dataset import Dataset
from cnn.fast.minibatch import WORKERS
from cnn.fast.threads import one_blas_thread
from cnn.network import Network


def infer(network: Network, data: Dataset, workers: int = WORKERS) -> Floats:
    """The outputs of the last layer for every image, ``(classes, N)``.

    Args:
        network: a network for images of the data's shape.
        data: the images; the labels are not used.
        workers: number of threads. The result does not depend on it, to the last bit.
    """
    chunk = network.chunk
    outputs = np.empty((network.classes, len(data)), np.float32)

    def read_chunks(worker: int) -> None:
        own = network.copy()
        for start in range(worker * chunk, len(data), workers * chunk):
            places = slice(start, min(start + chunk, len(data)))
            count = places.stop - start
            x = own.scratch.get("input", (*network.input_shape, count), np.float32)
            outputs[:, places] = own.forward(data.batch(places, out=x))

    with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
        # in the caller's context, which contains NumPy's error handling
        jobs = [pool.submit(copy_context().run, read_chunks, n) for n in range(workers)]
        for job in jobs:
            job.result()
    return outputs
