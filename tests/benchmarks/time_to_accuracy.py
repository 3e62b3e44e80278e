"""Seconds of training from an untrained network to an accuracy on MNIST's test images.

    python tests/benchmarks/time_to_accuracy.py [--seeds N] [--peers FOLDER] [--json]

Trains the recipe of ``digitpad train --recipe fast`` with several seeds, and the same networks on
the same images at the same rates in PyTorch (``against_peers.py --install`` makes its environment),
in turn. Both times include the preparation of the images.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import cnn
from cnn.schedules import SCHEDULES
from digitpad.recipes.fast import GOALS, Goal, train_fast


def in_pytorch(goal: Goal, mnist: cnn.Mnist, seed: int, python: Path) -> dict[str, float]:
    """The test accuracy and the seconds of the same recipe in PyTorch."""
    start = time.perf_counter()
    data = goal.data(mnist.training, seed)
    preparation = time.perf_counter() - start
    settings = goal.settings(seed)
    steps = -(-len(data) // settings.batch_size)
    schedule = SCHEDULES[settings.schedule]
    rates = [settings.learning_rate * schedule(step, steps, 0) for step in range(steps)]
    with tempfile.TemporaryDirectory() as folder:
        layers = goal.network(seed).config()
        task = {"layers": layers, "rates": rates, "batch_size": settings.batch_size}
        task |= {"momentum": settings.momentum, "seed": seed}
        Path(folder, "recipe.json").write_text(json.dumps(task), encoding="utf-8")
        arrays = {"images": data.images, "labels": data.labels.astype(np.int64)}
        test = {"test_images": mnist.test.images, "test_labels": mnist.test.labels.astype(np.int64)}
        np.savez(Path(folder, "recipe.npz"), **arrays, **test)
        script = Path(__file__).parent / "peers" / "pytorch_recipe.py"
        done = subprocess.run(
            [python, script, folder], stdout=subprocess.PIPE, text=True, check=True
        )
    answer: dict[str, float] = json.loads(done.stdout)
    answer["seconds"] += preparation
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5, help="trainings of each (default: 5)")
    parser.add_argument("--peers", type=Path, default=Path(".peers"), help="their environments")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    mnist, python = cnn.load_mnist(), options.peers / "pytorch" / "bin" / "python"
    ours: dict[float, list[dict[str, float]]] = {goal.accuracy: [] for goal in GOALS}
    theirs: dict[float, list[dict[str, float]]] = {goal.accuracy: [] for goal in GOALS}
    for seed in range(options.seeds):
        for reached in train_fast(mnist, seed):
            accuracy = reached.goal.accuracy
            ours[accuracy].append({"accuracy": reached.test_accuracy, "seconds": reached.seconds})
            theirs[accuracy].append(in_pytorch(reached.goal, mnist, seed, python))
            print(seed, ours[accuracy][-1], theirs[accuracy][-1], file=sys.stderr, flush=True)
    results = {}
    for accuracy in ours:
        results[accuracy] = {"ours": _mean(ours[accuracy]), "pytorch": _mean(theirs[accuracy])}
        ratio = results[accuracy]["pytorch"]["seconds"] / results[accuracy]["ours"]["seconds"]
        results[accuracy]["ratio"] = ratio
        print(f"{accuracy:.1%}: {results[accuracy]}", file=sys.stderr)
    if options.json:
        print(json.dumps(results))


def _mean(runs: list[dict[str, float]]) -> dict[str, Any]:
    return {
        "seconds": round(statistics.mean(run["seconds"] for run in runs), 2),
        "accuracy": round(statistics.mean(run["accuracy"] for run in runs), 5),
        "least_accuracy": min(run["accuracy"] for run in runs),
    }


if __name__ == "__main__":
    main()
