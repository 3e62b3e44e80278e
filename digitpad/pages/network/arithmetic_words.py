"""How a value was computed, as an equation in one line."""

from __future__ import annotations

import cnn
from cnn.explain.computations import (
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
from cnn.explain.graph import Graph
from digitpad.pages.network.layer_words import place_words
from digitpad.text.numbers import number
from digitpad.text.translation import tr


def equation(nodes: Graph, working: Working) -> str:
    """How the value was computed; all numbers are rounded."""
    value = number(working.value)
    match working:
        case Convolution():
            total = number(float(working.sums.sum()))
            return tr(
                "{total} (sum of products) {bias} (bias) = {value}",
                total=total,
                bias=plus(working.bias),
                value=value,
            )
        case WeightedSum():
            values = {
                "count": sum(len(part.inputs) for part in working.parts),
                "total": number(working.total - working.bias),
                "bias": plus(working.bias),
                "sum": number(working.total),
                "value": value,
            }
            if working.squashed:
                return tr(
                    "{total} (sum of {count} products) {bias} (bias) = {sum}; "
                    "tanh({sum}) = {value}",
                    **values,
                )
            return tr("{total} (sum of {count} products) {bias} (bias) = {value}", **values)
        case Window() if working.largest:
            return tr(
                "largest of {count} numbers = {value}", count=working.window.size, value=value
            )
        case Window():
            return tr(
                "{total} (sum) / {count} (mean of {count} numbers) = {value}",
                total=number(float(working.window.sum())),
                count=working.window.size,
                value=value,
            )
        case Normalisation():
            return tr(
                "({before} − {mean} (mean)) / {spread} (spread) × {scale} {shift} = {value}",
                before=number(working.before),
                mean=bracketed(working.mean),
                spread=number(working.deviation),
                scale=bracketed(working.scale),
                shift=plus(working.shift),
                value=value,
            )
        case Share():
            power, total = working.powers[working.place.channel], working.powers.sum()
            return f"{number(float(power))} / {number(float(total))} = {value}"
        case Addition():
            made, past = working.summands
            return tr(
                "{block} (block output) {shortcut} (shortcut) = {value}",
                block=number(made),
                shortcut=plus(past),
                value=value,
            )
        case Copy():
            place = place_words(nodes, working.source)
            return tr("copied from {place} = {value}", place=place, value=value)
        case Pointwise() if isinstance(working.layer, cnn.Dropout):
            return tr("{value} (dropout does nothing outside of training)", value=value)
        case Pointwise():
            return f"{_rule(working)} = {value}"
    return tr("input: {value}", value=value)


def plus(value: float) -> str:
    """Such as "+ 0.5" or "− 0.5"."""
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"


def bracketed(value: float) -> str:
    """``value``, in brackets if it is negative."""
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
