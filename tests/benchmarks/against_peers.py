"""The speed of ``cnn`` relative to PyTorch, Keras and JAX, on the same machine at the same time.

    python tests/benchmarks/against_peers.py [--json] [--rounds N] [--peers FOLDER] [NAME ...]

``python tests/benchmarks/against_peers.py --install`` first makes an environment for each peer in
FOLDER (by default ``.peers``). Run it without ``OPENBLAS_CORETYPE`` and ``OPENBLAS_L2_SIZE``, which
slow NumPy and not its peers; the kernel that runs is printed.

Each side works in its own child process, and they take turns: ours, each peer's, ours, … for a
slice of time each, so that a change of the machine's speed affects all. A ratio is ours / the
fastest peer (in images per second) of one round; the table shows the median and the quartiles. All
work on the same few thousand images, which stay in memory. Each peer uses the fastest of the
configurations in its file (PyTorch: threads and memory format; Keras: with and without XLA; JAX:
memory format).

Names are ``PRESET/BATCH`` for training, ``evaluate/PRESET``, ``trace/PRESET`` (one image with all
intermediates), ``peak_share/PRESET`` (the share of the speed of a large matrix product), and
``lenet*CHANNELS@PIXELS/BATCH`` for larger networks and images.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

import cnn

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from serving import RATE, Step, answer

PEERS = {
    "pytorch": ("pytorch.py", "torch==2.13.0"),
    "keras": ("keras_on_tensorflow.py", "tensorflow-cpu==2.21.0"),
    "jax": ("jax_on_cpu.py", "jax==0.10.2"),
}
IMAGES = 4096
EVALUATED_TOGETHER = 500
PEAK_SIZE = 1024
LENET = [f"lenet/{size}" for size in (1, 3, 64, 128, 256)]
BEST = [f"best/{size}" for size in (1, 64, 256)]
OTHERS = ["wide9/64", "gap/64", "residual/64"]
READING = ["evaluate/lenet", "evaluate/best", "trace/lenet", "trace/best"]
PEAK = ["peak_share/lenet", "peak_share/best"]
GROWTH = [
    *("lenet*2/64", "lenet*4/64", "lenet*8/64"),
    *("lenet@56/64", "lenet@112/64", "lenet*4@56/64"),
]
WORKS = [*LENET, *BEST, *OTHERS, *READING, *PEAK, *GROWTH]
NAME = re.compile(r"(?P<preset>\w+)(\*(?P<factor>\d+))?(@(?P<pixels>\d+))?")


class Work:
    """A task by its name."""

    def __init__(self, name: str) -> None:
        first, _, second = name.partition("/")
        reading = first in ("evaluate", "trace", "peak_share")
        self.kind = first if reading else "train"
        self.batch_size = (EVALUATED_TOGETHER if first == "evaluate" else 64) if reading else 0
        self.batch_size = self.batch_size or int(second)
        match = NAME.fullmatch(second if reading else first)
        assert match is not None, f"unknown: {name}"
        factor, self._times = int(match["factor"] or 1), int(match["pixels"] or 28) // 28
        self.layers = [_wider(layer, factor) for layer in cnn.PRESETS[match["preset"]].layers]

    def data(self) -> cnn.Dataset:
        """A few thousand digits, enlarged if need be."""
        digits = cnn.load_mnist_test()[: IMAGES // self._times**2]
        enlarged = digits.images.repeat(self._times, 1).repeat(self._times, 2)
        return cnn.Dataset(enlarged, digits.labels)

    def network(self) -> cnn.Network:
        """An untrained network."""
        pixels = 28 * self._times
        return cnn.Network(self.layers, np.random.default_rng(0), (1, pixels, pixels))

    def write(self, folder: Path) -> None:
        """The task for the peers."""
        kind = "train" if self.kind == "peak_share" else self.kind
        layers = self.network().config()
        task = {"kind": kind, "batch_size": self.batch_size, "layers": layers}
        (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
        data = self.data()
        np.savez(folder / "data.npz", images=data.inputs(), labels=data.labels.astype(np.int64))

    def operations(self) -> int:
        """Operations of the matrix products for one image in training; two per weight and
        position, three times, but twice in the first layer, whose input needs no gradient."""
        total, factor = 0, 2
        for layer in self.network().layers:
            if isinstance(layer, cnn.Conv | cnn.Dense):
                positions = int(np.prod(layer.output_shape[1:]))
                total += factor * 2 * positions * layer.parameters[0].value.size
                factor = 3
        return total


def _wider(layer: dict[str, Any], factor: int) -> dict[str, Any]:
    if "out_channels" in layer:
        return {**layer, "out_channels": factor * layer["out_channels"]}
    return layer


def our_step(work: Work) -> Step:
    """A piece of our work."""
    network, data = work.network(), work.data()
    if work.kind == "evaluate":
        return lambda: cnn.evaluate(network, data).images
    if work.kind == "trace":
        images = cycle(data.inputs(slice(100)))
        return lambda: len(network.trace(next(images))) and 1
    settings = cnn.TrainingSettings(epochs=1000, batch_size=work.batch_size, learning_rate=RATE)
    events = cnn.train(network, data, None, settings)
    done = 0

    def step() -> int:
        nonlocal done
        event = next(events)
        before, done = done, getattr(event, "images_done", done)
        return done - before

    return step


def peak_step() -> Step:
    """Two single-threaded float32 products side by side; "images" are their operations."""
    matrices = [np.random.default_rng(i).random((PEAK_SIZE,) * 2, dtype=np.float32) for i in (0, 1)]
    outs = [np.empty_like(matrix) for matrix in matrices]
    pool = ThreadPoolExecutor(2)

    def step() -> int:
        list(pool.map(lambda m, out: np.matmul(m, m, out=out), matrices, outs))
        return 2 * 2 * PEAK_SIZE**3

    return step


class Side:
    """A child process that works on request."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed with this object)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            bufsize=1,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise self._failure()

    def speed(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        line = self._process.stdout.readline()
        if not line:
            raise self._failure()
        return float(line)

    def _failure(self) -> SystemExit:
        self._process.kill()
        self._errors.seek(0)
        return SystemExit(f"{self.name} could not do this:\n{self._errors.read()}")

    def memory(self) -> float:
        """The largest resident size so far, in MB, without child processes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def close(self) -> None:
        self._process.communicate()


def compare(name: str, peers: Path, rounds: int) -> dict[str, Any]:
    """The median and quartiles of the ratio to the fastest peer, and all speeds."""
    work = Work(name)
    with tempfile.TemporaryDirectory() as folder:
        work.write(Path(folder))
        me = [sys.executable, __file__, "--serve"]
        sides = [Side("ours", [*me, name])]
        if work.kind == "peak_share":
            sides.append(Side("peak", [*me, "peak"]))
        else:
            here = Path(__file__).parent / "peers"
            for peer, (script, _) in PEERS.items():
                python = peers / peer / "bin" / "python"
                sides.append(Side(peer, [str(python), str(here / script), folder]))
        turns = [[side.speed() for side in sides] for _ in range(rounds)]
        memory = {side.name: round(side.memory()) for side in sides}
        for side in sides:
            side.close()
    columns = zip(sides, zip(*turns, strict=True), strict=True)
    speeds = {side.name: statistics.median(turn) for side, turn in columns}
    fastest = max(speeds.keys() - {"ours"}, key=speeds.__getitem__)
    place = [side.name for side in sides].index(fastest)
    unit = work.operations() if work.kind == "peak_share" else 1
    ratios = [unit * turn[0] / turn[place] for turn in turns]
    low, median, high = statistics.quantiles(ratios, n=4)
    return {
        **{"ratio": median, "low": low, "high": high, "peer": fastest},
        **{"images_per_second": speeds, "memory_mb": memory},
    }


def install(folder: Path) -> None:
    """Make an environment for each peer."""
    for peer, (_, package) in PEERS.items():
        if not (folder / peer).exists():
            venv.create(folder / peer, with_pip=True)
        python = folder / peer / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", package], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("works", nargs="*", metavar="NAME", help=", ".join(WORKS))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of slices (default: 7)")
    parser.add_argument("--peers", type=Path, default=Path(".peers"), help="their environments")
    parser.add_argument("--install", action="store_true", help="make these environments first")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        with cnn.one_blas_thread():
            answer(peak_step() if arguments.serve == "peak" else our_step(Work(arguments.serve)))
        return
    if arguments.install:
        install(arguments.peers)
    set_here = {name for name in os.environ if name.startswith("OPENBLAS_")}
    kernels = {info.get("architecture") for info in threadpool_info()}
    print(
        f"BLAS kernel: {kernels}; set in the environment: {set_here or 'nothing'}", file=sys.stderr
    )
    results = {}
    for name in arguments.works or WORKS:
        results[name] = result = compare(name, arguments.peers, arguments.rounds)
        speeds = "  ".join(f"{k} {v:,.0f}/s" for k, v in result["images_per_second"].items())
        line = f"{name:16} {result['ratio']:5.2f} ({result['low']:.2f} – {result['high']:.2f})"
        print(f"{line}  {speeds}  MB {result['memory_mb']}", file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
