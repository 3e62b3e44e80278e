"""Optimisers: how a gradient changes the parameters.

An optimiser works on one long vector (``Network.values``), so a step is a few NumPy calls for any
network. Its state between steps is in ``slots``, by name, which is all that must be saved to
continue exactly. The formulas are PyTorch's, so that both agree to the last digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from cnn.arrays import Floats, Scratch


class Optimiser:
    """Changes parameters in place.

    Attributes:
        slots: vectors as long as the parameters, kept between steps.
        steps: the number of steps so far.
    """

    slot_names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.slots: dict[str, Floats] = {}
        self.steps = 0
        self._scratch = Scratch()

    def prepare(self, values: Floats) -> None:
        """Create the slots for these parameters, filled with 0, unless they exist."""
        if not self.slots:
            self.slots = {name: np.zeros_like(values) for name in self.slot_names}

    def load(self, steps: int, slots: Mapping[str, Floats]) -> None:
        """Continue after ``steps`` with these ``slots``; call ``prepare`` first."""
        if set(slots) != set(self.slots):
            raise ValueError(f"the optimiser needs {', '.join(self.slots)}, not {', '.join(slots)}")
        self.steps = steps
        for name, slot in self.slots.items():
            np.copyto(slot, slots[name])

    def step(self, values: Floats, gradients: Floats, rate: float) -> None:
        """Change ``values`` once, against ``gradients``, at this learning rate."""
        self.prepare(values)
        self.steps += 1
        values -= self._move(values, gradients, rate)

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        """The amount to subtract from the values."""
        raise NotImplementedError

    def _new(self, name: str, like: Floats) -> Floats:
        return self._scratch.get(name, like.shape, like.dtype)


class SGD(Optimiser):
    """Stochastic gradient descent, with optional momentum (Polyak, 1964; Nesterov, 1983).

    ``v = momentum · v + gradient``; the step is ``rate · v``, or with Nesterov's look-ahead ``rate
    · (gradient + momentum · v)``.

    Args:
        momentum: the share of the last step that is kept, 0 .. 1.
        nesterov: whether to use the look-ahead.
    """

    slot_names = ("velocity",)

    def __init__(self, momentum: float = 0.0, nesterov: bool = False) -> None:
        super().__init__()
        self._momentum, self._nesterov = momentum, nesterov

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        velocity, move = self.slots["velocity"], self._new("move", values)
        velocity *= values.dtype.type(self._momentum)
        velocity += gradients
        if self._nesterov:
            np.multiply(velocity, values.dtype.type(self._momentum), out=move)
            move += gradients
            move *= values.dtype.type(rate)
            return move
        return np.multiply(velocity, values.dtype.type(rate), out=move)


class AdaGrad(Optimiser):
    """Each parameter's rate decreases with the sum of its squared gradients (Duchi et al.,
    2011)."""

    slot_names = ("squares",)

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        squares, move = self.slots["squares"], self._new("move", values)
        np.multiply(gradients, gradients, out=move)
        squares += move
        return _scaled(gradients, squares, rate, 1e-10, move)


class RMSProp(Optimiser):
    """As AdaGrad, with a moving average over about a hundred steps (Hinton's lecture, 2012)."""

    slot_names = ("squares",)

    def __init__(self, decay: float = 0.99) -> None:
        super().__init__()
        self._decay = decay

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        move = self._new("move", values)
        squares = _faded_squares(self.slots["squares"], gradients, self._decay, move)
        return _scaled(gradients, squares, rate, 1e-8, move)


class Adadelta(Optimiser):
    """RMSProp with steps scaled by the size of past steps (Zeiler, 2012)."""

    slot_names = ("squares", "steps_squared")

    def __init__(self, decay: float = 0.9) -> None:
        super().__init__()
        self._decay = decay

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        move, root, kind = self._new("move", values), self._new("root", values), values.dtype.type
        squares = _faded_squares(self.slots["squares"], gradients, self._decay, move)
        past = self.slots["steps_squared"]
        np.add(squares, kind(1e-6), out=root)
        np.sqrt(root, out=root)
        np.add(past, kind(1e-6), out=move)
        np.sqrt(move, out=move)
        move /= root
        move *= gradients
        _faded_squares(past, move, self._decay, root)
        move *= kind(rate)
        return move


class Adam(Optimiser):
    """Moving averages of gradients and squares, bias-corrected (Kingma and Ba, 2014)."""

    slot_names = ("mean", "squares")

    def __init__(self, beta1: float = 0.9, beta2: float = 0.999) -> None:
        super().__init__()
        self._beta1, self._beta2 = beta1, beta2

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        mean, move, kind = self.slots["mean"], self._new("move", values), values.dtype.type
        squares = _faded_squares(self.slots["squares"], gradients, self._beta2, move)
        np.multiply(gradients, kind(1 - self._beta1), out=move)
        mean *= kind(self._beta1)
        mean += move
        np.sqrt(squares, out=move)
        move /= kind((1 - self._beta2**self.steps) ** 0.5)
        move += kind(1e-8)
        np.divide(mean, move, out=move)
        move *= kind(rate / (1 - self._beta1**self.steps))
        return move


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2017).

    Args:
        weight_decay: the share by which a parameter shrinks in a step, times the rate.
    """

    def __init__(
        self, beta1: float = 0.9, beta2: float = 0.999, weight_decay: float = 0.01
    ) -> None:
        super().__init__(beta1, beta2)
        self._weight_decay = weight_decay

    def _move(self, values: Floats, gradients: Floats, rate: float) -> Floats:
        values *= values.dtype.type(1 - rate * self._weight_decay)
        return super()._move(values, gradients, rate)


def _faded_squares(squares: Floats, gradients: Floats, decay: float, room: Floats) -> Floats:
    """``squares = decay · squares + (1 - decay) · gradients²``, in place."""
    np.multiply(gradients, gradients, out=room)
    room *= room.dtype.type(1 - decay)
    squares *= squares.dtype.type(decay)
    squares += room
    return squares


def _scaled(gradients: Floats, squares: Floats, rate: float, tiny: float, out: Floats) -> Floats:
    """``rate · gradients / (sqrt(squares) + tiny)``."""
    np.sqrt(squares, out=out)
    out += out.dtype.type(tiny)
    np.divide(gradients, out, out=out)
    out *= out.dtype.type(rate)
    return out


OPTIMISERS: Mapping[str, Callable[[float], Optimiser]] = {
    "sgd": lambda momentum: SGD(),
    "momentum": lambda momentum: SGD(momentum),
    "nesterov": lambda momentum: SGD(momentum, nesterov=True),
    "adagrad": lambda momentum: AdaGrad(),
    "rmsprop": lambda momentum: RMSProp(),
    "adadelta": lambda momentum: Adadelta(),
    "adam": lambda momentum: Adam(),
    "adamw": lambda momentum: AdamW(),
}
"""By name, given the momentum of the settings, which most of them ignore."""
