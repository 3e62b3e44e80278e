"""JAX, compiled, with channels first and last."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from serving import MOMENTUM, RATE, Step, Task, serve

Axes = tuple[int, int]
Parameters = list[Any]
EPSILON = 1e-5


class Model:
    """A network as pure functions.

    Args:
        layers: their configurations.
        channels_last: the memory layout of images.
    """

    def __init__(self, layers: list[dict[str, Any]], channels_last: bool) -> None:
        self.layers = layers
        self.axes: Axes = (1, 2) if channels_last else (2, 3)
        self.channels = 3 if channels_last else 1
        self.format = "NHWC" if channels_last else "NCHW"

    def initial(self, x: jax.Array) -> Parameters:
        """Parameters for images like these."""
        found: Parameters = []
        self._apply(self.layers, found, x, np.random.default_rng(0), None, [])
        return found

    def trace(
        self, parameters: Parameters, x: jax.Array, key: jax.Array | None = None
    ) -> list[jax.Array]:
        """The output of every layer; ``key`` is that of a training."""
        outputs: list[jax.Array] = []
        self._apply(self.layers, iter(parameters), x, None, key, outputs)
        return outputs

    def _apply(
        self, layers: Any, parameters: Any, x: Any, rng: Any, key: Any, outputs: list[jax.Array]
    ) -> Any:
        for layer in layers:
            x = self._layer(layer, parameters, x, rng, key)
            outputs.append(x)
        return x

    def _weights(self, parameters: Any, rng: Any, *shapes: tuple[int, ...]) -> Any:
        if rng is None:
            return next(parameters)
        scale = (2 / np.prod(shapes[0][:-1])) ** 0.5
        made = [jnp.asarray(rng.normal(0, scale, shapes[0]), jnp.float32)]
        made += [jnp.zeros(shape, jnp.float32) for shape in shapes[1:]]
        parameters.append(made)
        return made

    def _layer(self, layer: dict[str, Any], parameters: Any, x: Any, rng: Any, key: Any) -> Any:
        shape = [1, 1, 1, 1]
        shape[self.channels] = -1
        match layer["kind"]:
            case "conv":
                out = layer["out_channels"]
                size = (*layer["kernel_size"], x.shape[self.channels], out)
                kernel, bias = self._weights(parameters, rng, size, (out,))
                padding = [(p, p) for p in layer["padding"]]
                formats = (self.format, "HWIO", self.format)
                y = lax.conv_general_dilated(
                    x, kernel, layer["stride"], padding, dimension_numbers=formats
                )
                return y + bias.reshape(shape)
            case "maxpool" | "avgpool":
                window = [1, 1, 1, 1]
                for axis, length in zip(self.axes, layer["kernel_size"], strict=True):
                    window[axis] = length
                if layer["kind"] == "maxpool":
                    return lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")
                total = lax.reduce_window(x, 0.0, lax.add, window, window, "VALID")
                return total / np.prod(window)
            case "globalavgpool":
                return x.mean(self.axes)
            case "dense":
                size = (x.shape[1], layer["out_features"])
                weight, bias = self._weights(parameters, rng, size, size[1:])
                return x @ weight + bias
            case "batchnorm":  # in training; the running statistics are left out
                count = (x.shape[self.channels],)
                scale, shift = self._weights(parameters, rng, count, count)
                others = tuple(axis for axis in range(4) if axis != self.channels)
                mean, variance = x.mean(others, keepdims=True), x.var(others, keepdims=True)
                normal = (x - mean) / jnp.sqrt(variance + EPSILON)
                return normal * scale.reshape(shape) + shift.reshape(shape)
            case "dropout":
                if key is None:
                    return x
                kept = jax.random.bernoulli(key, 1 - layer["rate"], x.shape)
                return jnp.where(kept, x / (1 - layer["rate"]), 0)
            case "residual":
                through = self._apply(layer["layers"], parameters, x, rng, key, [])
                return through + self._apply(layer["shortcut"], parameters, x, rng, key, [])
            case "relu":
                return jnp.maximum(x, 0)
            case "flatten":
                return x.reshape(len(x), -1)
        raise ValueError(layer["kind"])


def configurations(task: Task) -> Iterator[tuple[str, Step]]:
    """Both memory layouts."""
    for channels_last in (True, False):
        images = task.images.transpose(0, 2, 3, 1) if channels_last else task.images
        model = Model(task.layers, channels_last)
        make = {"train": _training, "evaluate": _evaluation, "trace": _trace}[task.kind]
        yield f"channels last: {channels_last}", make(task, model, np.ascontiguousarray(images))


def _training(task: Task, model: Model, images: np.ndarray) -> Step:
    parameters = model.initial(jnp.asarray(images[:2]))
    velocities = jax.tree.map(jnp.zeros_like, parameters)

    @partial(jax.jit, donate_argnums=(0, 1))
    def train(parameters: Any, velocities: Any, x: Any, y: Any, number: Any) -> Any:
        key = jax.random.key(number)

        def loss_of(parameters: Any) -> Any:
            logits = jax.nn.log_softmax(model.trace(parameters, x, key)[-1])
            return -logits[jnp.arange(len(y)), y].mean()

        loss, gradients = jax.value_and_grad(loss_of)(parameters)
        velocities = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocities, gradients)
        parameters = jax.tree.map(lambda p, v: p - RATE * v, parameters, velocities)
        return parameters, velocities, loss

    batches, number = cycle(task.batches()), 0

    def step() -> int:
        nonlocal parameters, velocities, number
        places, number = next(batches), number + 1
        parameters, velocities, loss = train(
            parameters, velocities, images[places], task.labels[places], number
        )
        float(loss)
        return len(places)

    return step


def _evaluation(task: Task, model: Model, images: np.ndarray) -> Step:
    parameters = model.initial(jnp.asarray(images[:2]))
    answers = jax.jit(lambda x: model.trace(parameters, x)[-1].argmax(1))
    parts = [
        jnp.asarray(images[start : start + task.batch_size])
        for start in range(0, len(images), task.batch_size)
    ]

    def step() -> int:
        for part in parts:
            np.asarray(answers(part))
        return len(images)

    return step


def _trace(task: Task, model: Model, images: np.ndarray) -> Step:
    parameters = model.initial(jnp.asarray(images[:2]))
    trace = jax.jit(lambda x: model.trace(parameters, x))
    singles = cycle([jnp.asarray(images[n : n + 1]) for n in range(100)])

    def step() -> int:
        for value in trace(next(singles)):
            np.asarray(value)
        return 1

    return step


if __name__ == "__main__":
    serve(configurations)
