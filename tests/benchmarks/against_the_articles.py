"""The speed of ``cnn`` relative to the articles' code, in the same process.

    python tests/benchmarks/against_the_articles.py [--json]

The loops of the first article and the index arrays of the third are written from their descriptions
(tests/cnn/the_articles.py), in float32; a test compares their numbers with ours.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "cnn"))

import cnn
from cnn.arrays import Scratch
from cnn.windows import col2im, im2col
from tests.cnn.the_articles import FirstArticle, index_col2im, index_im2col

ROUNDS = 7


def factor(ours: Callable[[], object], theirs: Callable[[], object], times: int) -> float:
    """Median over alternating rounds of how many times faster ``ours`` is; it is run ``times``."""
    ours(), theirs()
    ratios = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(times):
            ours()
        middle = time.perf_counter()
        theirs()
        ratios.append((time.perf_counter() - middle) / ((middle - start) / times))
    return statistics.median(ratios)


def training_step(batch: int) -> float:
    """One step of ``lenet``, with the loops over images and positions of the first article."""
    mnist = cnn.load_mnist()
    rng = np.random.default_rng(0)
    shapes = {"k1": (5, 5, 1, 6), "b1": 6, "k2": (5, 5, 6, 16), "b2": 16, "w3": (256, 10), "b3": 10}
    weights = {n: rng.normal(0, 0.1, shape).astype(np.float32) for n, shape in shapes.items()}
    article = FirstArticle(weights)
    images = np.moveaxis(mnist.training.inputs(slice(batch)), 1, -1)
    settings = cnn.TrainingSettings(epochs=1000, batch_size=batch, learning_rate=1e-3)
    events = cnn.train(cnn.preset("lenet", rng), mnist.training, None, settings)
    labels = mnist.training.labels[:batch]
    result = factor(lambda: next(events), lambda: article.step(images, labels, 1e-3), times=50)
    events.close()
    return result


def windows() -> dict[str, float]:
    """im2col and col2im of a batch of 64, for ``conv2`` of ``lenet``."""
    images = np.random.default_rng(0).random((64, 6, 12, 12), dtype=np.float32)
    last = np.moveaxis(images, 0, -1).copy()
    columns = im2col(last, (5, 5))
    out, scratch = np.empty_like(columns), Scratch()
    return {
        "im2col": factor(
            lambda: im2col(last, (5, 5), out=out), lambda: index_im2col(images, 5), times=20
        ),
        "col2im": factor(
            lambda: col2im(columns, last.shape, (5, 5), scratch=scratch),
            lambda: index_col2im(columns, images.shape, 5),
            times=20,
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    with cnn.one_blas_thread():
        factors = {f"training step, batch {n}": training_step(n) for n in (3, 64)} | windows()
    if as_json:
        print(json.dumps(factors))
    else:
        for name, value in factors.items():
            print(f"{name:24} {value:8.1f} times faster")


if __name__ == "__main__":
    main()
