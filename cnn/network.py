"""A network: a chain of layers, with all parameters in one vector and all gradients in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnn.arrays import Floats, Integers, Scratch, Shape, batch_first, batch_last
from cnn.checks import as_image_shape
from cnn.fast.fuse import fused
from cnn.layers import Config, Layer, Sigmoid, Softmax, layer_from_config
from cnn.layers.chain import build_chain
from cnn.losses import Loss, softmax, softmax_cross_entropy

CACHED = 2**18
"""Numbers that stay in a core's cache."""
VECTOR = 16
"""Numbers that a processor computes with at once."""
LEAST_CHUNK, MOST_CHUNK = 32, 96
"""Images at a time: with fewer, the calls take longer than the arithmetic."""


class Network:
    """A chain of layers from images to logits, one per class.

    Its layers keep their working memory, so only one thread at a time may use a network: give
    another thread a ``copy``.

    Args:
        layers: in order, or their configurations (``Layer.config``); the last one's output must be
            flat. A layer belongs to one network.
        input_shape: of one image, ``(C, H, W)``.
        rng: draws the initial weights.
        name: the network's name.
        fuse: whether to compute some layers together (``cnn.fast.fuse``), which is faster. False
            runs exactly ``layers``, with the same results, rounding aside.

    Attributes:
        layers: the plain layers, as ``trace`` shows them.
        fuse: as given; copies have the same.
        values: all parameters, ``(parameter_count,)`` float32; each layer's arrays are views of it,
            so that an optimiser's step, a copy or a snapshot is one operation.
        gradients: their gradients, in the same order.
        chunk: images at a time in inference.

    Raises:
        ValueError: a layer cannot take the output of the previous one; the message names both.
    """

    def __init__(
        self,
        layers: Sequence[Config | Layer],
        rng: np.random.Generator,
        input_shape: Shape = (1, 28, 28),
        name: str = "network",
        fuse: bool = True,
    ) -> None:
        self.name = name
        self.fuse = fuse
        self.input_shape = as_image_shape(input_shape, "input_shape")
        self.layers = _build(layers, self.input_shape, rng)
        self.needs_whole_batch = any(layer.needs_whole_batch for layer in self.layers)
        self.needs_two_images = any(layer.needs_two_images for layer in self.layers)
        self.is_random = any(layer.is_random for layer in self.layers)
        self.scratch = Scratch()
        largest = max(1, *(layer.working_size for layer in self.layers))
        chunk = CACHED // largest // VECTOR * VECTOR
        self.chunk = min(max(chunk, LEAST_CHUNK), MOST_CHUNK)
        self._steps = fused(self.layers) if fuse else self.layers
        parameters = [p for layer in self.layers for p in layer.parameters]
        values = [p.value.ravel() for p in parameters]
        start = np.concatenate(values) if values else np.zeros(0, np.float32)
        self.bind_parameters(start, np.zeros_like(start))

    def bind_parameters(self, values: Floats, gradients: Floats) -> None:
        """Keep parameters and gradients in these two vectors from now on, with their contents."""
        self.values, self.gradients = values, gradients
        start = 0
        for layer in self.layers:
            for parameter in layer.parameters:
                end = start + parameter.value.size
                parameter.bind(values[start:end], gradients[start:end])
                start = end

    @property
    def classes(self) -> int:
        """The number of logits."""
        return self.layers[-1].output_shape[0]

    @property
    def shapes(self) -> dict[str, Shape]:
        """Each layer's output shape for one image."""
        return {layer.name: layer.output_shape for layer in self.layers}

    @property
    def parameter_count(self) -> int:
        return int(self.values.size)

    def config(self) -> list[Config]:
        """The layers' configurations: ``Network(config, ...)`` makes the same architecture."""
        return [layer.config() for layer in self.layers]

    def copy(self) -> Network:
        """The same network with its own parameters."""
        return _of_parts(*self._parts())

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles a copy without the working memory."""
        return _of_parts, self._parts()

    def _parts(self) -> tuple[list[Config], Shape, str, bool, Mapping[str, Floats]]:
        return self.config(), self.input_shape, self.name, self.fuse, self.state()

    def forward(self, x: Floats, training: bool = False) -> Floats:
        """Logits, ``(classes, N)``, for images with the batch axis last, ``(C, H, W, N)``."""
        for step in self._steps:
            x = step.forward(x, training)
        return x

    def backward(self, dy: Floats) -> None:
        """Write every parameter's gradient, given the gradient of the logits, after ``forward``."""
        first = next((n for n, step in enumerate(self._steps) if step.learns), 0)
        for step in reversed(self._steps[first + 1 :]):
            dy = step.backward(dy)
        self._steps[first].backward_parameters(dy)  # earlier gradients are not needed

    def backward_to_input(self, dy: Floats) -> Floats:
        """As ``backward``; also returns the gradient for the images, ``(C, H, W, N)``."""
        for step in reversed(self._steps):
            dy = step.backward(dy)
        return dy

    def reseed(self, rng: np.random.Generator) -> None:
        """Use ``rng`` from now on for everything random in training (dropout)."""
        for layer in self.layers:
            layer.reseed(rng)

    def share_sums(self, add: Callable[[Floats], Floats] | None) -> None:
        """In training, use ``add`` for sums over a minibatch that is split into shards."""
        for layer in self.layers:
            layer.share_sums(add)

    def loss_and_gradients(
        self,
        x: Floats,
        labels: Integers,
        loss: Loss = softmax_cross_entropy,
        share: float = 1.0,
    ) -> float:
        """The summed loss of a batch, ``(C, H, W, N)``; writes its gradient to ``gradients``.

        ``share`` scales the gradient at the logits, the smallest array: ``1 / N`` gives that of the
        mean.
        """
        total, dy = loss(self.forward(x, training=True), labels, self.scratch)
        if share != 1:
            dy *= dy.dtype.type(share)
        self.backward(dy)
        return total

    def logits(self, images: Floats) -> Floats:
        """``(N, C, H, W)`` in 0..1 to ``(N, classes)``: the outputs of the last layer."""
        images = self._checked(images)
        parts = [
            batch_first(self.forward(batch_last(images[start : start + self.chunk])))
            for start in range(0, len(images), self.chunk)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.classes), np.float32)

    def probabilities(self, images: Floats) -> Floats:
        """``(N, C, H, W)`` in 0..1 to ``(N, classes)``; rows sum to 1, except after a sigmoid."""
        return self._read_out(self.logits(images).T).T

    def _read_out(self, outputs: Floats) -> Floats:
        """``(classes, N)`` as probabilities: applies softmax, unless the last layer already is
        one."""
        return outputs if isinstance(self.layers[-1], Softmax | Sigmoid) else softmax(outputs)

    def trace(self, image: Floats) -> dict[str, Floats]:
        """Every intermediate for one image, by layer name, from "input" to "softmax".

        Args:
            image: ``(C, H, W)`` in 0..1; or a batch ``(N, C, H, W)``, and all results have that
                axis too.
        """
        images = np.asarray(image, np.float32)
        single = images.ndim == len(self.input_shape)
        x = batch_last(self._checked(images[None] if single else images))
        values = {"input": x.copy()}
        for layer in self.layers:
            values |= layer.trace(x)
            x = values[layer.name]
        values["softmax"] = self._read_out(x)
        return {name: v[..., 0] if single else batch_first(v) for name, v in values.items()}

    def state(self) -> dict[str, Floats]:
        """All parameters and statistics by name ("conv1.kernel"), as views."""
        return {
            f"{layer.name}.{name}": value
            for layer in self.layers
            for name, value in layer.state().items()
        }

    def statistics(self) -> dict[str, Floats]:
        """The arrays of ``state`` that are updated but not learned, as views."""
        return {
            f"{layer.name}.{name}": value
            for layer in self.layers
            for name, value in layer.all_statistics().items()
        }

    def load_state(self, state: Mapping[str, Floats]) -> None:
        """Copy the arrays of ``state()`` into this network.

        Raises:
            ValueError: one is missing, unknown, or of another shape.
        """
        mine = self.state()
        if unknown := sorted(set(state) - set(mine)):
            raise ValueError(f"there is no {unknown[0]} in this network")
        for name, value in mine.items():
            if name not in state:
                raise ValueError(f"{name} is missing")
            if state[name].shape != value.shape:
                raise ValueError(f"{name} has shape {state[name].shape}, expected {value.shape}")
        for name, value in mine.items():
            np.copyto(value, state[name])

    def _checked(self, images: Floats) -> Floats:
        images = np.asarray(images, np.float32)
        if images.shape[1:] != self.input_shape:
            raise ValueError(
                f"{self.name} reads images of shape (N, {', '.join(map(str, self.input_shape))}), "
                f"not {images.shape}"
            )
        return images


def _of_parts(
    layers: list[Config], input_shape: Shape, name: str, fuse: bool, state: Mapping[str, Floats]
) -> Network:
    network = Network(layers, np.random.default_rng(0), input_shape, name, fuse)
    network.load_state(state)
    return network


def _build(items: Sequence[Config | Layer], shape: Shape, rng: np.random.Generator) -> list[Layer]:
    if not items:
        raise ValueError("a network needs at least one layer")
    layers = build_chain(
        [item if isinstance(item, Layer) else layer_from_config(item) for item in items], shape, rng
    )
    last = layers[-1]
    if len(last.output_shape) != 1:
        raise ValueError(
            f"the last layer, {last.name}, must give one number per class, not {last.output_shape}"
        )
    return layers
