"""Keras on TensorFlow, compiled as a graph, with and without XLA; channels last."""

from __future__ import annotations

import os  # before TensorFlow is imported

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from serving import MOMENTUM, RATE, Step, Task, serve


def apply(layer: dict[str, Any], x: Any) -> Any:
    """The output of a layer's configuration."""
    layers = keras.layers
    match layer["kind"]:
        case "conv":
            if any(layer["padding"]):
                x = layers.ZeroPadding2D(tuple(layer["padding"]))(x)
            return layers.Conv2D(layer["out_channels"], layer["kernel_size"], layer["stride"])(x)
        case "maxpool":
            return layers.MaxPooling2D(layer["kernel_size"])(x)
        case "avgpool":
            return layers.AveragePooling2D(layer["kernel_size"])(x)
        case "globalavgpool":
            return layers.GlobalAveragePooling2D()(x)
        case "dense":
            return layers.Dense(layer["out_features"])(x)
        case "batchnorm":
            return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)
        case "dropout":
            return layers.Dropout(layer["rate"])(x)
        case "residual":
            return layers.Add()([chain(layer["layers"], x), chain(layer["shortcut"], x)])
        case "relu":
            return layers.ReLU()(x)
        case "flatten":
            return layers.Flatten()(x)
    raise ValueError(layer["kind"])


def chain(layers: list[dict[str, Any]], x: Any) -> Any:
    """The output of several layers."""
    for layer in layers:
        x = apply(layer, x)
    return x


def configurations(task: Task) -> Iterator[tuple[str, Step]]:
    """With and without XLA."""
    images = np.ascontiguousarray(task.images.transpose(0, 2, 3, 1))
    inputs = keras.Input(images.shape[1:])
    for xla in (False, True):
        model = keras.Model(inputs, chain(task.layers, inputs))
        if task.kind == "train":
            step = _training(task, model, images, xla)
        elif task.kind == "trace":
            step = _trace(keras.Model(inputs, [one.output for one in model.layers]), images, xla)
        else:
            step = _evaluation(task, model, images, xla)
        yield f"XLA {xla}", step


def _training(task: Task, model: Any, images: np.ndarray, xla: bool) -> Step:
    optimiser = keras.optimizers.SGD(RATE, momentum=MOMENTUM)
    optimiser.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function(jit_compile=xla)
    def train(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        variables = model.trainable_variables
        optimiser.apply(tape.gradient(loss, variables), variables)
        return loss

    batches = cycle(task.batches())

    def step() -> int:
        places = next(batches)
        float(train(tf.constant(images[places]), tf.constant(task.labels[places])))
        return len(places)

    return step


def _evaluation(task: Task, model: Any, images: np.ndarray, xla: bool) -> Step:
    answers = tf.function(lambda x: tf.argmax(model(x, training=False), 1), jit_compile=xla)
    parts = [
        tf.constant(images[start : start + task.batch_size])
        for start in range(0, len(images), task.batch_size)
    ]

    def step() -> int:
        for part in parts:
            answers(part).numpy()
        return len(images)

    return step


def _trace(model: Any, images: np.ndarray, xla: bool) -> Step:
    trace = tf.function(lambda x: model(x, training=False), jit_compile=xla)
    singles = cycle([tf.constant(images[n : n + 1]) for n in range(100)])

    def step() -> int:
        for value in trace(next(singles)):
            value.numpy()
        return 1

    return step


if __name__ == "__main__":
    serve(configurations)
