"""How good a network is on labelled images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.arrays import Bools, Floats, Integers
from cnn.data.dataset import Dataset
from cnn.inference import infer
from cnn.layers import Sigmoid, Softmax
from cnn.losses import Loss, binary_cross_entropy, cross_entropy, softmax_cross_entropy
from cnn.network import Network


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What ``evaluate`` measured.

    Attributes:
        images: how many.
        accuracy: the share that was infer right, 0 .. 1.
        loss: the mean over the images; of cross-entropy in nats.
        per_class_accuracy: ``(classes,)``; NaN for a class of which there was no image.
    """

    images: int
    accuracy: float
    loss: float
    per_class_accuracy: Floats


def confusion_matrix(network: Network, data: Dataset) -> Integers:
    """How often each class was infer as each, ``(classes, classes)``: row truth, column answer.

    Raises:
        ValueError: as ``evaluate``.
    """
    check_data(network, data)
    answers = infer(network, data).argmax(axis=0)
    pairs = data.labels.astype(np.int64) * network.classes + answers
    counts = np.bincount(pairs, minlength=network.classes**2)
    return counts.reshape(network.classes, network.classes)


def evaluate(network: Network, data: Dataset, loss: Loss | None = None) -> Evaluation:
    """Read every image and compare with its label. An answer that is no number is wrong.

    Args:
        network: reads the images.
        data: images and labels.
        loss: what it was trained with; else the cross-entropy that suits its last layer.

    Raises:
        ValueError: no images, images of another shape, or a label without a class.
    """
    check_data(network, data)
    outputs = infer(network, data)
    total, _ = (loss or _suited_loss(network))(outputs, data.labels)
    right = read_right(outputs, data.labels)
    totals = np.bincount(data.labels, minlength=network.classes)
    hits = np.bincount(data.labels[right], minlength=network.classes)
    with np.errstate(invalid="ignore"):
        per_class = hits / totals
    return Evaluation(len(data), float(right.mean()), total / len(data), per_class)


def read_right(outputs: Floats, labels: Integers) -> Bools:
    """Which images were infer right, ``(N,)``, given a network's outputs, ``(classes, N)``."""
    is_right: Bools = outputs.argmax(axis=0) == labels
    return is_right & np.isfinite(outputs).all(axis=0)


def _suited_loss(network: Network) -> Loss:
    match network.layers[-1]:
        case Softmax():
            return cross_entropy
        case Sigmoid():
            return binary_cross_entropy
        case _:
            return softmax_cross_entropy


def check_data(network: Network, data: Dataset) -> None:
    """See that a network can infer these images and has a class for every label.

    Raises:
        ValueError: it cannot, with both shapes or the label in the sentence.
    """
    if not len(data):
        raise ValueError("there are no images")
    if data.shape != network.input_shape:
        raise ValueError(f"{network.name} reads images of {network.input_shape}, not {data.shape}")
    if data.images.dtype.kind == "f" and not ((data.images >= 0) & (data.images <= 1)).all():
        raise ValueError("floating-point images must have values from 0 to 1")
    if (highest := int(data.labels.max())) >= network.classes:
        raise ValueError(
            f"a label is {highest}, but {network.name} has the classes 0 to {network.classes - 1}"
        )
