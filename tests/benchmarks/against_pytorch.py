"""The speed of ``cnn`` relative to PyTorch, on the same machine at the same time.

    python tests/benchmarks/against_pytorch.py [--json] [--rounds N] [NAME ...]

Needs ``torch==2.13.0`` in a separate environment. Each side works in its own child process, and
they take turns: ours, PyTorch's, ours, … for a slice of time each, so that a change of the
machine's speed affects both. A ratio is ours / PyTorch (in images per second) of one pair of
slices; the table shows the median and the quartiles. PyTorch runs eagerly with one or two threads
and one of its two memory formats, whichever is fastest for each task.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "cnn"))  # the twin networks

SLICE_S = 0.7
FLOPS_AN_IMAGE = 1.28e6  # lenet: three matrix products per layer, but two in the first
PEAK_SIZE = 1024

TRAINING = ["lenet/3", "lenet/64", "lenet/128", "lenet/256", "best/64", "wide9/64"]
READING = ["evaluate/lenet", "trace/lenet"]
PEAK = "peak_share/lenet"

Step = Callable[[], int]  # does a piece of work; returns the number of images


def ours(work: str) -> Iterator[Step]:
    """The only configuration of ours."""
    import cnn

    what, _, how = work.partition("/")
    mnist = cnn.load_mnist()
    if what == "evaluate":
        network = cnn.bundled_network(how)
        yield lambda: cnn.evaluate(network, mnist.test).images
    elif what == "trace":
        network = cnn.bundled_network(how)
        images = cycle(mnist.test.inputs(slice(100)))
        with cnn.one_blas_thread():
            yield lambda: len(network.trace(next(images))) and 1
    else:
        network = cnn.preset(what, np.random.default_rng(0))
        settings = cnn.TrainingSettings(epochs=1000, batch_size=int(how), learning_rate=1e-3)
        events = cnn.train(network, mnist.training, mnist.validation[:1], settings)

        done = 0

        def step() -> int:
            nonlocal done
            event = next(events)
            before, done = done, getattr(event, "images_done", done)
            return done - before

        yield step
        events.close()


def pytorchs(work: str) -> Iterator[Step]:
    """The configurations to try: threads, memory format."""
    import torch

    for threads in (1, 2):
        for memory_format in (torch.contiguous_format, torch.channels_last):
            torch.set_num_threads(threads)
            yield _pytorch_step(work, memory_format)


def _pytorch_step(work: str, memory_format: Any) -> Step:
    import torch
    from pytorch_twin import twin

    import cnn

    what, _, how = work.partition("/")
    mnist = cnn.load_mnist()
    if what in ("evaluate", "trace"):
        model = twin(cnn.bundled_network(how)).to(memory_format=memory_format).eval()
        images = torch.from_numpy(mnist.test.inputs()).to(memory_format=memory_format)
        labels = torch.from_numpy(mnist.test.labels.astype(np.int64))
        return (
            _pytorch_trace(model, images)
            if what == "trace"
            else _pytorch_evaluate(model, images, labels)
        )
    network = cnn.preset(what, np.random.default_rng(0))
    model = twin(network).to(memory_format=memory_format)
    optimiser = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    images = torch.from_numpy(mnist.training.inputs()).to(memory_format=memory_format)
    labels = torch.from_numpy(mnist.training.labels.astype(np.int64))
    batches = cycle(torch.randperm(len(images)).split(int(how))[:-1])

    def step() -> int:
        places = next(batches)
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images[places]), labels[places])
        loss.backward()
        optimiser.step()
        loss.item()
        return len(places)

    return step


def _pytorch_evaluate(model: Any, images: Any, labels: Any) -> Step:
    import torch

    def step() -> int:
        with torch.inference_mode():
            pairs = zip(images.split(500), labels.split(500), strict=True)
            right = sum(int((model(x).argmax(1) == y).sum()) for x, y in pairs)
        assert right > 9000
        return len(images)

    return step


def _pytorch_trace(model: Any, images: Any) -> Step:
    import torch

    singles = cycle(images[:100].split(1))

    def step() -> int:
        with torch.inference_mode():
            x, trace = next(singles), []
            for module in model:
                x = module(x)
                trace.append(x)
        return 1

    return step


def peak(work: str) -> Iterator[Step]:
    """Two single-threaded float32 products side by side; "images" are their operations."""
    from cnn import one_blas_thread

    matrices = [np.random.default_rng(i).random((PEAK_SIZE,) * 2, dtype=np.float32) for i in (0, 1)]
    outs = [np.empty_like(matrix) for matrix in matrices]
    with one_blas_thread(), ThreadPoolExecutor(2) as pool:

        def step() -> int:
            list(pool.map(lambda m, out: np.matmul(m, m, out=out), matrices, outs))
            return 2 * 2 * PEAK_SIZE**3

        yield step


SIDES: dict[str, Callable[[str], Iterator[Step]]] = {
    "ours": ours,
    "pytorch": pytorchs,
    "peak": peak,
}


def serve(side: str, work: str) -> None:
    """Runs in a child: chooses the fastest configuration, then answers each line of input with a
    speed."""
    ways = SIDES[side](work)
    if side == "pytorch":
        speeds = [(_speed(step), place) for place, step in enumerate(ways)]
        best = max(speeds)[1]
        ways = SIDES[side](work)
        for _ in range(best):
            next(ways)
    step = next(ways)
    _speed(step)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(_speed(step), flush=True)


def _speed(step: Step) -> float:
    step()
    start, images = time.perf_counter(), 0
    while (seconds := time.perf_counter() - start) < SLICE_S:
        images += step()
    return images / seconds


class Side:
    """A child process that works on request."""

    def __init__(self, side: str, work: str) -> None:
        command = [sys.executable, __file__, "--serve", side, work]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise SystemExit(f"{side} could not do {work}")

    def speed(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def compare(work: str, rounds: int) -> dict[str, float]:
    """Median and quartiles of the ratio, and both speeds."""
    against = "peak" if work == PEAK else "pytorch"
    mine, theirs = Side("ours", "lenet/64" if work == PEAK else work), Side(against, work)
    pairs = [(mine.speed(), theirs.speed()) for _ in range(rounds)]
    mine.close()
    theirs.close()
    unit = FLOPS_AN_IMAGE if work == PEAK else 1.0
    low, median, high = statistics.quantiles([unit * a / b for a, b in pairs], n=4)
    return {
        "ratio": median,
        "low": low,
        "high": high,
        "ours": statistics.median(a for a, _ in pairs),
        against: statistics.median(b for _, b in pairs),
    }


def main() -> None:
    import cnn

    known = [w for w in TRAINING if w.partition("/")[0] in cnn.PRESETS] + [*READING, PEAK]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("works", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=9, help="pairs of slices (default: 9)")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
        return
    results = {}
    for work in arguments.works or known:
        results[work] = result = compare(work, arguments.rounds)
        if not arguments.json:
            speeds = "  ".join(f"{k} {v:,.0f}/s" for k, v in list(result.items())[3:])
            print(
                f"{work:18} {result['ratio']:6.2f}  ({result['low']:.2f} – {result['high']:.2f})"
                f"   {speeds}",
                flush=True,
            )
    if arguments.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
