"""The kinds of computation that ``cnn.explain.arithmetic`` returns, with all their parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn.arrays import Floats, Integers
from cnn.explain.graph import Place
from cnn.layers import ELU, Layer, LeakyReLU, PReLU, ReLU, Sigmoid, Tanh


@dataclass(frozen=True, eq=False)
class Computation:
    """One value and its computation.

    Attributes:
        place: its place in the trace.
        value: as the network computed it.
    """

    place: Place
    value: float

    @property
    def result(self) -> float:
        """The value, computed again from the parts in double precision."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Given(Computation):
    """An input, or the output of a layer of an unknown kind."""

    @property
    def result(self) -> float:
        return self.value


@dataclass(frozen=True, eq=False)
class Copy(Computation):
    """An unchanged number: flattening, or dropout in inference."""

    source: Place

    @property
    def result(self) -> float:
        return self.value


@dataclass(frozen=True, eq=False)
class Convolution(Computation):
    """Patch × kernel = products; their sum, and the bias.

    Attributes:
        source: the name of the layer that the kernel slides over.
        patch: the numbers under the kernel, ``(C, kh, kw)``, zeros in the padding.
        corner: row and column of the patch's top left number in the source's maps; negative in the
            padding.
        kernel: ``(C, kh, kw)``.
        bias: added to the sum.
    """

    source: str
    patch: Floats
    corner: tuple[int, int]
    kernel: Floats
    bias: float

    @cached_property
    def products(self) -> Floats:
        """The product of each pair, ``(C, kh, kw)``."""
        return self.patch.astype(np.float64) * self.kernel

    @cached_property
    def sums(self) -> Floats:
        """The sum of the products of each input channel, ``(C,)``."""
        return self.products.sum(axis=(1, 2))

    @property
    def result(self) -> float:
        return float(self.sums.sum()) + self.bias


@dataclass(frozen=True, eq=False)
class Window(Computation):
    """Pooling: the maximum or the mean of a window in one map.

    Attributes:
        source: the name of the layer that is pooled.
        window: ``(kh, kw)``; in the padding -inf for the maximum, 0 for the mean.
        corner: row and column of its top left number in the map; negative in the padding.
        largest: whether it is the maximum, not the mean.
    """

    source: str
    window: Floats
    corner: tuple[int, int]
    largest: bool

    @cached_property
    def winner(self) -> tuple[int, int] | None:
        """Row and column in the window of the maximum; of equal ones the first."""
        if not self.largest:
            return None
        row, column = np.unravel_index(int(self.window.argmax()), self.window.shape)
        return int(row), int(column)

    @property
    def result(self) -> float:
        window = self.window.astype(np.float64)
        return float(window.max() if self.largest else window.mean())


@dataclass(frozen=True, eq=False)
class Part:
    """Numbers and their weights.

    Attributes:
        name: a description of the numbers.
        inputs: ``(n,)``.
        weights: ``(n,)``.
    """

    name: str
    inputs: Floats
    weights: Floats

    @cached_property
    def products(self) -> Floats:
        """The product of each pair, ``(n,)``."""
        return self.inputs.astype(np.float64) * self.weights


@dataclass(frozen=True, eq=False)
class WeightedSum(Computation):
    """Inputs times weights, and the bias: a dense layer, or the last step of a recurrent one.

    Attributes:
        parts: the terms; a recurrent layer has two, the row and its hidden state.
        bias: added to the sum.
        squashed: whether the value is the hyperbolic tangent of the sum.
    """

    parts: tuple[Part, ...]
    bias: float
    squashed: bool = False

    @property
    def total(self) -> float:
        """The sum with the bias, before the hyperbolic tangent."""
        return float(sum(part.products.sum() for part in self.parts)) + self.bias

    @property
    def result(self) -> float:
        return math.tanh(self.total) if self.squashed else self.total


@dataclass(frozen=True, eq=False)
class Normalisation(Computation):
    """``(before - mean) / deviation · scale + shift``, with the running statistics."""

    source: Place
    before: float
    mean: float
    deviation: float
    scale: float
    shift: float

    @property
    def normal(self) -> float:
        """The normalised value, before scale and shift."""
        return (self.before - self.mean) / self.deviation

    @property
    def result(self) -> float:
        return self.normal * self.scale + self.shift


@dataclass(frozen=True, eq=False)
class Share(Computation):
    """Softmax: ``exp(z)`` as a share of the sum over all classes.

    Attributes:
        source: the name of the layer with the logits.
        logits: ``(classes,)``.
    """

    source: str
    logits: Floats

    @cached_property
    def powers(self) -> Floats:
        """``exp(z - largest)``, ``(classes,)``: the largest is 1, and the shares are the same."""
        logits = self.logits.astype(np.float64)
        return np.exp(logits - logits.max())

    @property
    def result(self) -> float:
        return float(self.powers[self.place.channel] / self.powers.sum())


@dataclass(frozen=True, eq=False)
class Addition(Computation):
    """The end of a residual block: its layers' output plus the shortcut."""

    sources: tuple[Place, ...]
    summands: tuple[float, ...]

    @property
    def result(self) -> float:
        return sum(self.summands)


@dataclass(frozen=True, eq=False)
class Pointwise(Computation):
    """A function of one number: an activation (or dropout, which does nothing here)."""

    source: Place
    before: float
    layer: Layer

    @property
    def result(self) -> float:
        x = self.before
        match self.layer:
            case ReLU():
                return max(x, 0.0)
            case LeakyReLU():
                return x if x > 0 else self.layer.slope * x
            case PReLU():
                return x if x > 0 else float(self.layer.slope.value[0]) * x
            case ELU():  # includes SELU
                return self.layer.scale * (x if x > 0 else self.layer.alpha * math.expm1(x))
            case Sigmoid():
                return (1 + math.tanh(x / 2)) / 2
            case Tanh():
                return math.tanh(x)
        return x


def strongest(products: Floats, count: int) -> tuple[Integers, float]:
    """The largest terms of a sum.

    Args:
        products: ``(n,)``.
        count: the number of terms.

    Returns:
        The indices of the ``count`` largest by absolute value, in descending order, and the sum of
        the rest.
    """
    order = np.argsort(-np.abs(products), kind="stable")
    return order[:count], float(products[order[count:]].sum())
