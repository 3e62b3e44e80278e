"""Makes the network `best`.

    python -m digitpad.recipes.best --seed 2 --out assets/models/best.npz

It is trained on data from this repository only. The training can be stopped and continued with the
same command: after every epoch it is saved next to the result (`….training.npz`), and continues
exactly from there. When all epochs are done, the same command only calibrates again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import cnn
from cnn.data import Dataset
from digitpad.handwriting import NO_DIGIT_CLASS
from digitpad.recipes.calibration import (
    best_temperature,
    divide_logits,
    expect_less,
    expected_calibration_error,
)
from digitpad.recipes.lessons import Amounts, Lessons, validation

EPOCHS = 12
BATCH_SIZE = 128
LEARNING_RATE = 0.08
MNIST_UNSEEN = 10_000
"""The number of MNIST images in the validation data; they come first."""
RARER = 10.0
"""By how much drawings of no digit are rarer on a pad than in the training data. With 10, 6 of
MNIST's 10 000 validation images are called no digit, and with 1, 26; of the drawings of no digit,
1.4 % and 0.6 % are called a digit with more than 0.9."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line."""
    options = _parser().parse_args(arguments)
    mnist = cnn.load_mnist()
    settings = cnn.TrainingSettings(
        options.epochs, BATCH_SIZE, LEARNING_RATE, seed=options.seed, schedule="warmup_cosine"
    )
    lessons = Lessons(mnist.training, Amounts(), options.seed)
    unseen = validation(mnist.validation, options.seed)
    checkpoint = options.out.with_suffix(".training.npz")
    network = train(lessons, unseen, settings, checkpoint, options.workers)
    with cnn.one_blas_thread():
        temperature, before, after = calibrate(network, unseen)
    cnn.save_network(network, options.out)
    _say(f"temperature {temperature:.2f}, calibration error {before:.4f} before, {after:.4f} after")
    return 0


def untrained(seed: int) -> cnn.Network:
    """The preset `best` with an eleventh class: no digit."""
    *body, last = cnn.PRESETS["best"].layers
    layers = [*body, {**last, "out_features": NO_DIGIT_CLASS + 1}]
    return cnn.Network(layers, np.random.default_rng(seed), name="best")


def train(
    lessons: Lessons,
    unseen: Dataset,
    settings: cnn.TrainingSettings,
    checkpoint: Path,
    workers: int,
) -> cnn.Network:
    """Train on new data in each epoch, starting from the checkpoint if there is one."""
    first = lessons.of(1)
    if checkpoint.exists():
        training = cnn.load_training(checkpoint, first, None, workers)
        _say(f"continuing with epoch {training.position.epoch}")
    else:
        training = cnn.Training(untrained(settings.seed), first, None, settings, workers)
    while training.position.epoch <= settings.epochs:
        start = time.perf_counter()
        training = _with(lessons.of(training.position.epoch), training, workers)
        done = train_epoch(training)
        cnn.save_training(_with(first, training, workers), checkpoint)
        seconds = time.perf_counter() - start
        _say(f"{done.epoch}/{done.epochs}  loss {done.training_loss:.4f}  {seconds:.0f} s")
        if done.epoch % 5 == 0 or done.epoch == done.epochs:
            _say(report(training.network, unseen))
    return training.network


def _with(lesson: Dataset, training: cnn.Training, workers: int) -> cnn.Training:
    """The same training, in the same state, on other data."""
    numbers, arrays = training.state()
    fresh = cnn.Training(training.network, lesson, None, training.settings, workers)
    fresh.load_state({**numbers, "data": lesson.fingerprint()}, arrays)
    return fresh


def train_epoch(training: cnn.Training) -> cnn.EpochDone:
    """Train to the end of the current epoch; raises if the loss becomes infinite."""
    events = training.events()
    try:
        for event in events:
            if isinstance(event, cnn.Diverged):
                raise SystemExit(f"the loss was not finite in epoch {event.epoch}")
            if isinstance(event, cnn.EpochDone):
                return event
    finally:
        events.close()
    raise AssertionError("an epoch without an end")


def calibrate(network: cnn.Network, unseen: Dataset) -> tuple[float, float, float]:
    """Set the network's temperature; return the calibration error before and after.

    After that, "no digit" is made as rare as it is in use.
    """
    logits = network.logits(unseen.inputs())
    before = expected_calibration_error(network.probabilities(unseen.inputs()), unseen.labels)
    temperature = best_temperature(logits, unseen.labels)
    divide_logits(network, temperature)
    after = expected_calibration_error(network.probabilities(unseen.inputs()), unseen.labels)
    expect_less(network, NO_DIGIT_CLASS, RARER)
    return temperature, before, after


def report(network: cnn.Network, unseen: Dataset) -> str:
    """The network's results on the validation images, in one line."""
    result = cnn.evaluate(network, unseen)
    digits = " ".join(f"{share:.4f}" for share in result.per_class_accuracy)
    mnist = cnn.evaluate(network, unseen[:MNIST_UNSEEN]).accuracy
    return f"validation {result.accuracy:.4f}, MNIST's {mnist:.4f}; each class {digits}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m digitpad.recipes.best", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the network goes, .npz")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
