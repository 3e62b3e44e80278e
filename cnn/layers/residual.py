"""Residual blocks: layers whose output is added to their input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers.base import Config, Layer
from cnn.layers.chain import build_chain


class Residual(Layer):
    """``x + f(x)``, with ``f`` a chain of layers (He et al., "Deep Residual Learning", 2015).

    Args:
        layers: ``f``, in order.
        shortcut: layers for ``x``, if ``f`` changes the shape (a 1×1 convolution); by default none.

    Raises:
        ValueError: on ``build``, if the two outputs have different shapes.
    """

    kind = "residual"

    def __init__(self, layers: Sequence[Layer], shortcut: Sequence[Layer] = ()) -> None:
        super().__init__()
        self.layers = list(layers)
        self.shortcut = list(shortcut)
        self.inner = (*self.layers, *self.shortcut)
        if not all(isinstance(layer, Layer) for layer in self.inner):
            raise ValueError("a residual block is made of layers")
        self.needs_whole_batch = any(layer.needs_whole_batch for layer in self.inner)
        self.is_random = any(layer.is_random for layer in self.inner)

    def config(self) -> Config:
        return {
            "kind": self.kind,
            "layers": [layer.config() for layer in self.layers],
            "shortcut": [layer.config() for layer in self.shortcut],
        }

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        build_chain(self.layers, shape, rng)
        build_chain(self.shortcut, shape, rng, prefix="shortcut-")
        through = self.layers[-1].output_shape if self.layers else shape
        past = self.shortcut[-1].output_shape if self.shortcut else shape
        if through != past:
            raise self.error(f"its layers return {through}, but its shortcut returns {past}")
        self.needs_two_images = any(layer.needs_two_images for layer in self.inner)
        self.parameters = tuple(p for layer in self.inner for p in layer.parameters)
        return through

    def forward(self, x: Floats, training: bool = False) -> Floats:
        through = past = x
        for layer in self.layers:
            through = layer.forward(through, training)
        for layer in self.shortcut:
            past = layer.forward(past, training)
        return self._meet(through, past)

    def trace(self, x: Floats) -> dict[str, Floats]:
        through = past = x
        values: dict[str, Floats] = {}
        for layer in self.layers:
            values |= layer.trace(through)
            through = values[layer.name]
        for layer in self.shortcut:
            values |= layer.trace(past)
            past = values[layer.name]
        inner = {f"{self.name}.{name}": value for name, value in values.items()}
        return {**inner, self.name: self._meet(through, past).copy()}

    def _meet(self, through: Floats, past: Floats) -> Floats:
        y = self.scratch.get("y", through.shape, through.dtype)
        return np.add(through, past, out=y)

    def backward(self, dy: Floats) -> Floats:
        through = past = dy
        for layer in reversed(self.layers):
            through = layer.backward(through)
        for layer in reversed(self.shortcut):
            past = layer.backward(past)
        dx = self.scratch.get("dx", through.shape, dy.dtype)
        return np.add(through, past, out=dx)
