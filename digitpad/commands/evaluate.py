"""`digitpad evaluate`: how good a network is on labelled images."""

from __future__ import annotations

import math

import cnn
from digitpad.commands import network_file
from digitpad.commands.answer import say


def evaluate(model: str | None, images: str | None, labels: str | None) -> int:
    """Measures on the IDX files `images` and `labels`; where they are None on MNIST's test set."""
    network = network_file.load(model)
    data = cnn.load_mnist_test() if images is None or labels is None else _dataset(images, labels)
    try:
        result = cnn.evaluate(network, data)
    except ValueError as error:
        raise cnn.BadFile(images or "MNIST", str(error)) from None
    say(
        {
            "images": result.images,
            "accuracy": float(result.accuracy),
            "loss": float(result.loss),
            "per_class_accuracy": [
                None if math.isnan(share) else share for share in result.per_class_accuracy.tolist()
            ],
        }
    )
    return 0


def _dataset(images: str, labels: str) -> cnn.Dataset:
    pictures, digits = cnn.read_idx(images), cnn.read_idx(labels)
    try:
        return cnn.Dataset(pictures, digits)
    except ValueError as error:
        raise cnn.BadFile(f"{images} with {labels}", str(error)) from None
