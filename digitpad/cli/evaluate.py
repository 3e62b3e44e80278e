"""`digitpad evaluate`: measures a network on labelled images."""

from __future__ import annotations

import numpy as np

import cnn
from digitpad.cli import network_file
from digitpad.cli.output import number, say
from digitpad.reading.verdict import DIGITS


def evaluate(model: str | None, images: str | None, labels: str | None) -> int:
    """Measures on the IDX files `images` and `labels`, or on MNIST's test set if they are None.

    Every image shows a digit, so the answer "no digit" counts as wrong.
    """
    network = network_file.load(model)
    data = cnn.load_mnist_test() if images is None or labels is None else _dataset(images, labels)
    try:
        # very large weights may give an infinite loss, which is reported
        with np.errstate(all="ignore"):
            result = cnn.evaluate(network, data)
    except ValueError as error:
        raise cnn.BadFile(images or "MNIST", str(error)) from None
    say(
        {
            "images": result.images,
            "accuracy": number(result.accuracy),
            "loss": number(result.loss),
            "per_class_accuracy": [number(share) for share in result.per_class_accuracy[:DIGITS]],
        }
    )
    return 0


def _dataset(images: str, labels: str) -> cnn.Dataset:
    pictures, digits = cnn.read_idx(images), cnn.read_idx(labels)
    try:
        data = cnn.Dataset(pictures, digits)
        if len(data) and data.labels.max() >= DIGITS:
            raise ValueError(f"a label is {data.labels.max()}, which is no digit")
        return data
    except ValueError as error:
        raise cnn.BadFile(f"{images} with {labels}", str(error)) from None
