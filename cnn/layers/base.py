"""What every layer is: a function with a way back, and the parameters that it learns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from cnn.arrays import Floats, Scratch, Shape
from cnn.initialisers import INITIALISERS

Config = dict[str, Any]

# what a file may ask for, before any memory is
MOST_PARAMETERS = 5_000_000
MOST_NUMBERS = 4_000_000


class Parameter:
    """An array that is learned.

    Attributes:
        name: what the layer calls it ("kernel", "bias").
        value: the array itself.
        grad: the loss's gradient for it, of the same shape; each backward pass writes it anew.
    """

    def __init__(self, name: str, value: Floats) -> None:
        self.name = name
        self.value = value
        self.grad = np.zeros_like(value)

    def move_to(self, value: Floats, grad: Floats) -> None:
        """Live in other memory from now on: views of the network's two long vectors."""
        self.value = value.reshape(self.value.shape)
        self.grad = grad.reshape(self.value.shape)


class Layer:
    """A step of a network, batch axis last (``cnn.arrays``).

    A layer is made of its settings alone; ``build`` tells it the shape that arrives, once, and
    makes its parameters. ``backward`` belongs to the latest ``forward``: a layer remembers what the
    way back needs. What both return may be overwritten by the layer's next call.

    Attributes:
        kind: the layer's word in configurations.
        stem: its word in names ("conv" in "conv1"), where that is not ``kind``.
        name: unique in its network.
        parameters: what it learns, in a fixed order; empty before ``build``.
        statistics: what it remembers without learning it, by name.
        inner: the layers that it is made of, if it is.
        needs_whole_batch: that a minibatch in training must not be cut into shards.
        needs_two_images: that a minibatch in training must have two images at least.
        is_random: that it draws from what ``reseed`` gave it while training.
        output_shape: of one image, without the batch axis; known after ``build``.
    """

    kind: ClassVar[str]
    stem: ClassVar[str] = ""
    needs_whole_batch = False
    needs_two_images = False
    is_random = False

    def __init__(self) -> None:
        self.name = self.stem or self.kind
        self.parameters: Sequence[Parameter] = ()
        self.statistics: dict[str, Floats] = {}
        self.inner: Sequence[Layer] = ()
        self.output_shape: Shape = ()
        self.scratch = Scratch()

    @property
    def learns(self) -> bool:
        """Whether its backward pass writes gradients."""
        return bool(self.parameters)

    def build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        """Take images of this shape, ``(C, H, W)`` or ``(features,)``; return the output's.

        Raises:
            ValueError: the layer cannot take such images.
        """
        self.output_shape = self._build(shape, rng)
        self.limit(self.output_shape)
        return self.output_shape

    def limit(self, shape: Shape) -> None:
        """Refuse to work with an array of this shape for every image where that is very large."""
        if math.prod(shape) > MOST_NUMBERS:
            raise self.refuse(f"would need {shape}, over {MOST_NUMBERS:,} numbers an image")

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        return shape

    def forward(self, x: Floats, training: bool = False) -> Floats:
        """The output for a batch, ``(..., N)``."""
        raise NotImplementedError

    def backward(self, dy: Floats) -> Floats:
        """The gradient for the input, given the output's; writes the parameters' on the way."""
        raise NotImplementedError

    def backward_parameters(self, dy: Floats) -> None:
        """As ``backward`` where nobody needs the input's gradient: a network's first layer."""
        self.backward(dy)

    def trace(self, x: Floats) -> dict[str, Floats]:
        """The output by the layer's name, and those of ``inner`` before it, all copies."""
        return {self.name: self.forward(x).copy()}

    def reseed(self, rng: np.random.Generator) -> None:
        """Draw what is random in the next passes from ``rng``."""
        for layer in self.inner:
            layer.reseed(rng)

    def state(self) -> dict[str, Floats]:
        """Parameters and statistics by name, as views: all that a copy needs beside ``config``."""
        if self.inner:
            return {
                f"{layer.name}.{name}": value
                for layer in self.inner
                for name, value in layer.state().items()
            }
        return {p.name: p.value for p in self.parameters} | self.statistics

    def all_statistics(self) -> dict[str, Floats]:
        """``statistics``, those of ``inner`` included."""
        inner = {
            f"{layer.name}.{name}": value
            for layer in self.inner
            for name, value in layer.all_statistics().items()
        }
        return inner | self.statistics

    def config(self) -> Config:
        """The settings, as ``layer_from_config`` and JSON take them."""
        return {"kind": self.kind}

    def drawn(
        self,
        name: str,
        shape: Shape,
        fans: tuple[int, int],
        initialiser: str,
        rng: np.random.Generator,
    ) -> Parameter:
        """A parameter that starts random.

        Args:
            name: what the layer calls it.
            shape: its own.
            fans: how many inputs an output sums, and how many outputs an input reaches.
            initialiser: a name in ``cnn.initialisers.INITIALISERS``.
            rng: draws it.

        Raises:
            ValueError: over ``MOST_PARAMETERS`` numbers.
        """
        if math.prod(shape) > MOST_PARAMETERS:
            raise self.refuse(
                f"{name} would have shape {shape}, over {MOST_PARAMETERS:,} parameters"
            )
        return Parameter(name, INITIALISERS[initialiser](shape, *fans, rng).astype(np.float32))

    def constant(self, name: str, shape: Shape, value: float = 0.0) -> Parameter:
        """A parameter that starts the same everywhere."""
        return Parameter(name, np.full(shape, value, np.float32))

    def refuse(self, problem: str) -> ValueError:
        """The error for images or settings that do not fit, with the layer's name in front."""
        return ValueError(f"{self.name}: {problem}")

    def image_shape(self, shape: Shape) -> tuple[int, int, int]:
        """``shape`` where it is ``(C, H, W)``.

        Raises:
            ValueError: it is not.
        """
        if len(shape) != 3:
            raise self.refuse(f"expected images (channels, height, width), got shape {shape}")
        return shape[0], shape[1], shape[2]
