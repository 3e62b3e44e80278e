"""How a value came about, as an equation in one line."""

from __future__ import annotations

import cnn
from cnn.explain.graph import Graph
from cnn.explain.workings import (
    Addition,
    Convolution,
    Copy,
    Normalisation,
    Pointwise,
    Share,
    WeightedSum,
    Window,
    Working,
)
from digitpad.pages.network.layer_words import place_words
from digitpad.text.numbers import number


def equation(nodes: Graph, working: Working) -> str:
    """What was added, compared or multiplied to get the value; all numbers are rounded."""
    value = number(working.value)
    match working:
        case Convolution():
            maps = len(working.sums)
            parts = f"{maps} sums of products" if maps > 1 else "the sum of all products"
            total = number(float(working.sums.sum()))
            return f"{parts}: {total}, and the bias {plus(working.bias)} = {value}"
        case WeightedSum():
            count = sum(len(part.inputs) for part in working.parts)
            total = number(working.total - working.bias)
            words = f"{count} products: {total}, and the bias {plus(working.bias)}"
            if working.squashed:
                return f"{words} = {number(working.total)}; its tanh = {value}"
            return f"{words} = {value}"
        case Window() if working.largest:
            return f"the largest of {working.window.size} numbers = {value}"
        case Window():
            total, count = number(float(working.window.sum())), working.window.size
            return f"the mean of {count} numbers: {total} / {count} = {value}"
        case Normalisation():
            return (
                f"({number(working.before)} − its mean {bracketed(working.mean)}) / its spread "
                f"{number(working.deviation)} × {bracketed(working.scale)} "
                f"{plus(working.shift)} = {value}"
            )
        case Share():
            power, total = working.powers[working.place.channel], working.powers.sum()
            return f"{number(float(power))} / {number(float(total))} = {value}"
        case Addition():
            made, past = working.summands
            return (
                f"what the block made {number(made)}, and what came past it {plus(past)} = {value}"
            )
        case Copy():
            return f"taken over from {place_words(nodes, working.source)} = {value}"
        case Pointwise() if isinstance(working.layer, cnn.Dropout):
            return f"{value}, as dropout does nothing outside of training"
        case Pointwise():
            return f"{_rule(working)} = {value}"
    return f"given: {value}"


def plus(value: float) -> str:
    """As "+ 0.5" or "− 0.5"."""
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"


def bracketed(value: float) -> str:
    """``value``, in brackets where it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def _rule(working: Pointwise) -> str:
    before, layer = number(working.before), working.layer
    is_negative = working.before < 0
    match layer:
        case cnn.ReLU():
            return f"max({before}, 0)"
        case cnn.LeakyReLU() | cnn.PReLU() if is_negative:
            slope = layer.slope if isinstance(layer, cnn.LeakyReLU) else layer.slope.value[0]
            return f"{before} × {number(float(slope))}"
        case cnn.ELU() if is_negative:
            return f"{number(layer.alpha * layer.scale)} × (exp({before}) − 1)"
        case cnn.SELU():
            return f"{before} × {number(layer.scale)}"
        case cnn.Sigmoid():
            return f"1 / (1 + exp(−({before})))"
        case cnn.Tanh():
            return f"tanh({before})"
    return before
