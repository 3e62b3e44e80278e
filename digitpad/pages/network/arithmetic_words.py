"""How a value was computed, as an equation in one line."""

from __future__ import annotations

import cnn
from cnn.explain.computations import (
    Addition,
    Computation,
    Convolution,
    Copy,
    Normalisation,
    Pointwise,
    Share,
    WeightedSum,
    Window,
)
from cnn.explain.graph import Graph
from digitpad.pages.network.layer_words import place_words
from digitpad.text.numbers import number
from digitpad.text.translation import tr


def equation(nodes: Graph, computation: Computation) -> str:
    """How the value was computed; all numbers are rounded."""
    value = number(computation.value)
    match computation:
        case Convolution():
            total = number(float(computation.sums.sum()))
            return tr(
                "{total} (sum of products) {bias} (bias) = {value}",
                total=total,
                bias=plus(computation.bias),
                value=value,
            )
        case WeightedSum():
            products = sum(len(part.inputs) for part in computation.parts)
            values = {
                "total": number(computation.total - computation.bias),
                "bias": plus(computation.bias),
                "sum": number(computation.total),
                "value": value,
            }
            if computation.squashed:
                return tr(
                    "{total} (sum of %n product(s)) {bias} (bias) = {sum}; tanh({sum}) = {value}",
                    "",
                    products,
                    **values,
                )
            return tr(
                "{total} (sum of %n product(s)) {bias} (bias) = {value}", "", products, **values
            )
        case Window() if computation.largest:
            return tr("largest of %n number(s) = {value}", "", computation.window.size, value=value)
        case Window():
            return tr(
                "{total} (sum) / %n (mean of %n number(s)) = {value}",
                "",
                computation.window.size,
                total=number(float(computation.window.sum())),
                value=value,
            )
        case Normalisation():
            return tr(
                "({before} − {mean} (mean)) / {spread} (spread) × {scale} {shift} = {value}",
                before=number(computation.before),
                mean=bracketed(computation.mean),
                spread=number(computation.deviation),
                scale=bracketed(computation.scale),
                shift=plus(computation.shift),
                value=value,
            )
        case Share():
            power, total = computation.powers[computation.place.channel], computation.powers.sum()
            return f"{number(float(power))} / {number(float(total))} = {value}"
        case Addition():
            made, past = computation.summands
            return tr(
                "{block} (block output) {shortcut} (shortcut) = {value}",
                block=number(made),
                shortcut=plus(past),
                value=value,
            )
        case Copy():
            place = place_words(nodes, computation.source)
            return tr("copy of {place} = {value}", place=place, value=value)
        case Pointwise() if isinstance(computation.layer, cnn.Dropout):
            return tr("{value} (dropout does nothing outside of training)", value=value)
        case Pointwise():
            return f"{_rule(computation)} = {value}"
    return tr("input: {value}", value=value)


def plus(value: float) -> str:
    """Such as "+ 0.5" or "− 0.5"."""
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"


def bracketed(value: float) -> str:
    """``value``, in brackets if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def _rule(computation: Pointwise) -> str:
    before, layer = number(computation.before), computation.layer
    is_negative = computation.before < 0
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
