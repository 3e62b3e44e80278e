"""The base class of layers: a function with a backward pass and parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from cnn.arrays import Floats, Scratch, Shape
from cnn.initialisers import INITIALISERS

Config = dict[str, Any]

# the limits for files, checked before any memory is allocated
MOST_PARAMETERS = 5_000_000
MOST_NUMBERS = 4_000_000


class Parameter:
    """A learned array.

    Attributes:
        name: its name in the layer ("kernel", "bias").
        value: the array itself.
        grad: the gradient of the loss, of the same shape; overwritten by each backward pass.
    """

    def __init__(self, name: str, value: Floats) -> None:
        self.name = name
        self.value = value
        self.grad = np.zeros_like(value)

    def bind(self, value: Floats, grad: Floats) -> None:
        """Move to other memory: views of the network's two long vectors."""
        self.value = value.reshape(self.value.shape)
        self.grad = grad.reshape(self.value.shape)


def _alone(vector: Floats) -> Floats:
    return vector


class Layer:
    """One step of a network, with the batch axis last (``cnn.arrays``).

    A layer is created from its settings alone; ``build``, called once, gets the shape of its input
    and creates its parameters. ``backward`` belongs to the latest ``forward``, which stores what it
    needs. The results of both may be overwritten by the layer's next call.

    Attributes:
        kind: the layer's name in configurations.
        short_name: the first part of its name ("conv" in "conv1"), if that is not ``kind``.
        name: unique in its network.
        parameters: the learned arrays, in a fixed order; empty before ``build``.
        statistics: arrays that are updated but not learned, by name.
        inner: the layers that it contains, if any.
        needs_whole_batch: whether it needs sums over a whole training minibatch.
        sum_over_shards: in training, returns the sum of a vector over the minibatch's shards.
        needs_two_images: whether a training minibatch needs at least two images.
        is_random: whether it uses the generator of ``reseed`` in training.
        output_shape: of one image, without the batch axis; known after ``build``.
    """

    kind: ClassVar[str]
    short_name: ClassVar[str] = ""
    needs_whole_batch = False
    sum_over_shards: Callable[[Floats], Floats]
    needs_two_images = False
    is_random = False

    def __init__(self) -> None:
        self.name = self.short_name or self.kind
        self.parameters: Sequence[Parameter] = ()
        self.statistics: dict[str, Floats] = {}
        self.inner: Sequence[Layer] = ()
        self.output_shape: Shape = ()
        self.scratch = Scratch()
        self.share_sums(None)

    @property
    def working_size(self) -> int:
        """About how many numbers it works with for one image."""
        return max((layer.working_size for layer in self.inner), default=0)

    @property
    def learns(self) -> bool:
        """Whether its backward pass writes gradients."""
        return bool(self.parameters)

    def build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        """Prepare for images of this shape, ``(C, H, W)`` or ``(features,)``; return the output's
        shape.

        Raises:
            ValueError: the layer cannot take such images.
        """
        self.output_shape = self._build(shape, rng)
        self.check_size(self.output_shape)
        return self.output_shape

    def check_size(self, shape: Shape) -> None:
        """Check that an array of this shape for every image is not too large."""
        if math.prod(shape) > MOST_NUMBERS:
            raise self.error(f"would need {shape}, over {MOST_NUMBERS:,} numbers per image")

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        return shape

    def forward(self, x: Floats, training: bool = False) -> Floats:
        """The output for a batch, ``(..., N)``."""
        raise NotImplementedError

    def backward(self, dy: Floats) -> Floats:
        """The gradient for the input, given the output's; also writes those of the parameters."""
        raise NotImplementedError

    def backward_parameters(self, dy: Floats) -> None:
        """As ``backward``, without the input's gradient: for a network's first layer."""
        self.backward(dy)

    def trace(self, x: Floats) -> dict[str, Floats]:
        """The output by the layer's name, after those of ``inner``, all copies."""
        return {self.name: self.forward(x).copy()}

    def reseed(self, rng: np.random.Generator) -> None:
        """Use ``rng`` for everything random from now on."""
        for layer in self.inner:
            layer.reseed(rng)

    def share_sums(self, add: Callable[[Floats], Floats] | None) -> None:
        """Use ``add`` as ``sum_over_shards``; None if there is only one shard."""
        self.sum_over_shards = _alone if add is None else add
        for layer in self.inner:
            layer.share_sums(add)

    def state(self) -> dict[str, Floats]:
        """Parameters and statistics by name, as views: a copy needs only these and ``config``."""
        if self.inner:
            return {
                f"{layer.name}.{name}": value
                for layer in self.inner
                for name, value in layer.state().items()
            }
        return {p.name: p.value for p in self.parameters} | self.statistics

    def all_statistics(self) -> dict[str, Floats]:
        """``statistics``, including those of ``inner``."""
        inner = {
            f"{layer.name}.{name}": value
            for layer in self.inner
            for name, value in layer.all_statistics().items()
        }
        return inner | self.statistics

    def config(self) -> Config:
        """The settings, for ``layer_from_config`` and JSON."""
        return {"kind": self.kind}

    def random_parameter(
        self,
        name: str,
        shape: Shape,
        fans: tuple[int, int],
        initialiser: str,
        rng: np.random.Generator,
    ) -> Parameter:
        """A parameter with random initial values.

        Args:
            name: its name in the layer.
            shape: its shape.
            fans: the number of inputs in an output's sum, and of outputs that an input contributes
                to.
            initialiser: a name in ``cnn.initialisers.INITIALISERS``.
            rng: the random generator.

        Raises:
            ValueError: it has over ``MOST_PARAMETERS`` numbers.
        """
        if math.prod(shape) > MOST_PARAMETERS:
            raise self.error(
                f"{name} would have shape {shape}, over {MOST_PARAMETERS:,} parameters"
            )
        return Parameter(name, INITIALISERS[initialiser](shape, *fans, rng).astype(np.float32))

    def constant_parameter(self, name: str, shape: Shape, value: float = 0.0) -> Parameter:
        """A parameter whose initial values are all equal."""
        return Parameter(name, np.full(shape, value, np.float32))

    def error(self, problem: str) -> ValueError:
        """The error for invalid images or settings, starting with the layer's name."""
        return ValueError(f"{self.name}: {problem}")

    def image_shape(self, shape: Shape) -> tuple[int, int, int]:
        """``shape``, if it is ``(C, H, W)``.

        Raises:
            ValueError: it is not.
        """
        if len(shape) != 3:
            raise self.error(f"expected images (channels, height, width), got shape {shape}")
        return shape[0], shape[1], shape[2]
