"""Reading many images, on both cores.

Forward passes share nothing but the weights, so Python threads do here: each has a network of its
own, and chunks so large that the interpreter lock matters little, yet so small that a chunk's
columns stay in a core's cache.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import numpy as np

from cnn.arrays import Floats
from cnn.data.dataset import Dataset
from cnn.minibatch import WORKERS
from cnn.network import CHUNK, Network
from cnn.threads import one_blas_thread


def read(network: Network, data: Dataset, workers: int = WORKERS) -> Floats:
    """What the last layer gives for every image, ``(classes, N)``.

    Args:
        network: reads images of the data's shape.
        data: the images; the labels are not looked at.
        workers: threads. The result does not depend on it, to the last bit.
    """
    outputs = np.empty((network.classes, len(data)), np.float32)

    def read_chunks(worker: int) -> None:
        own = network.copy()
        for start in range(worker * CHUNK, len(data), workers * CHUNK):
            places = slice(start, min(start + CHUNK, len(data)))
            count = places.stop - start
            x = own.scratch.get("input", (*network.input_shape, count), np.float32)
            outputs[:, places] = own.forward(data.batch(places, out=x))

    with one_blas_thread(), ThreadPoolExecutor(workers) as pool:
        # in the caller's context, which holds NumPy's error handling
        jobs = [pool.submit(copy_context().run, read_chunks, n) for n in range(workers)]
        for job in jobs:
            job.result()
    return outputs
