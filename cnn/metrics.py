"""Accuracy and loss of a network on labelled images."""

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
    """The result of ``evaluate``.

    Attributes:
        images: their number.
        accuracy: the share that was classified correctly, 0 .. 1.
        loss: the mean over the images; of cross-entropy in nats.
        per_class_accuracy: ``(classes,)``; NaN for a class without images.
    """

    images: int
    accuracy: float
    loss: float
    per_class_accuracy: Floats


def confusion_matrix(network: Network, data: Dataset) -> Integers:
    """How often each class was classified as each, ``(classes, classes)``: rows are labels, columns
    answers.

    Raises:
        ValueError: as ``evaluate``.
    """
    check_data(network, data)
    answers = infer(network, data).argmax(axis=0)
    pairs = data.labels.astype(np.int64) * network.classes + answers
    counts = np.bincount(pairs, minlength=network.classes**2)
    return counts.reshape(network.classes, network.classes)


def evaluate(network: Network, data: Dataset, loss: Loss | None = None) -> Evaluation:
    """Classify every image and compare with its label. An answer that is NaN is wrong.

    Args:
        network: the network.
        data: images and labels.
        loss: the loss of the training; by default the cross-entropy for its last layer.

    Raises:
        ValueError: there are no images, they have another shape, or a label has no class.
    """
    check_data(network, data)
    outputs = infer(network, data)
    total, _ = (loss or _suited_loss(network))(outputs, data.labels)
    right = classified_correctly(outputs, data.labels)
    totals = np.bincount(data.labels, minlength=network.classes)
    hits = np.bincount(data.labels[right], minlength=network.classes)
    with np.errstate(invalid="ignore"):
        per_class = hits / totals
    return Evaluation(len(data), float(right.mean()), total / len(data), per_class)


def classified_correctly(outputs: Floats, labels: Integers) -> Bools:
    """Which images were classified correctly, ``(N,)``, given the outputs, ``(classes, N)``."""
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
    """Check that a network takes these images and has a class for every label.

    Raises:
        ValueError: it does not; the message has both shapes or the label.
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
