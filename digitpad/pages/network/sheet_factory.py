"""Makes the sheet that shows a computation."""

from __future__ import annotations

import numpy as np

from cnn.explain.computations import (
    Addition,
    Computation,
    Convolution,
    Share,
    WeightedSum,
    Window,
    strongest,
)
from cnn.explain.graph import Graph, Place
from digitpad.pages.network.arithmetic_words import bracketed
from digitpad.pages.network.columns import Column
from digitpad.pages.network.convolution_sheet import ConvolutionSheet
from digitpad.pages.network.layer_words import class_words, origin, place_words
from digitpad.pages.network.sheets import Line, Pens, Sheet, SumSheet, WindowSheet
from digitpad.text.numbers import number
from digitpad.text.translation import tr

LEADING = 16


def sheet_of(
    pens: Pens, nodes: Graph, columns: dict[str, Column], computation: Computation | None
) -> Sheet:
    """The sheet of a computation; a blank one if its equation says it all.

    Args:
        pens: to paint with.
        nodes: of the network.
        columns: the columns of the network's picture, by layer.
        computation: the computation.
    """
    match computation:
        case Convolution():
            size = nodes[computation.source].volume[1:]
            return ConvolutionSheet(pens, computation, columns[computation.source].signed, size)
        case Window():
            signed = columns[computation.source].signed
            return WindowSheet(pens, computation.window, computation.winner, signed)
        case WeightedSum():
            return _weighted_sum(pens, nodes, computation)
        case Share():
            return _shares(pens, computation)
        case Addition():
            lines = [
                Line(place_words(nodes, place), "", number(value))
                for place, value in zip(computation.sources, computation.summands, strict=True)
            ]
            return SumSheet(
                pens, lines, [Line(tr("sum"), "", number(computation.value), strong=True)]
            )
    return Sheet()


def _weighted_sum(pens: Pens, nodes: Graph, computation: WeightedSum) -> SumSheet:
    """The strongest products, the sum of all others, and the bias."""
    lines: list[Line] = []
    products = np.concatenate([part.products for part in computation.parts])
    largest = float(np.abs(products).max(initial=0.0)) or 1.0
    chosen = set(strongest(products, LEADING)[0].tolist())
    start = 0
    for part in computation.parts:
        count = len(part.products)
        mine = [i for i in range(count) if start + i in chosen]
        for index in sorted(mine, key=lambda i: -abs(part.products[i])):
            product = float(part.products[index])
            given, weight = float(part.inputs[index]), float(part.weights[index])
            label = _input_words(nodes, part.name, index)
            formula = f"{number(given)} × {bracketed(weight)} ="
            lines.append(Line(label, formula, number(product), product / largest))
        if count > len(mine):
            rest = float(np.delete(part.products, mine).sum())
            if mine:
                words = tr("%n other(s) of {layer}", "", count - len(mine), layer=part.name)
            else:
                words = tr("all %n of {layer}", "", count, layer=part.name)
            lines.append(Line(words, "", number(rest), max(-1.0, min(1.0, rest / largest))))
        start += count
    totals = [
        Line(tr("bias"), "", number(computation.bias)),
        Line(tr("sum"), "", number(computation.total), strong=not computation.squashed),
    ]
    if computation.squashed:
        formula = f"tanh({number(computation.total)}) ="
        totals.append(Line(tr("value"), formula, number(computation.value), strong=True))
    return SumSheet(pens, lines, totals)


def _input_words(nodes: Graph, name: str, index: int) -> str:
    if name not in nodes:
        return tr("{layer}, number {number}", layer=name, number=index + 1)
    place = Place(name, index)
    made = origin(nodes, place)
    words = place_words(nodes, place)
    return words if made == place or len(nodes[made.layer].shape) == 1 else place_words(nodes, made)


def _shares(pens: Pens, computation: Share) -> SumSheet:
    total = float(computation.powers.sum())
    largest = number(float(computation.logits.max()))
    lines = [
        Line(
            class_words(index, len(computation.logits)),
            f"exp({number(float(logit))} − {largest}) =".replace("− −", "+ "),
            number(float(power)),
            float(power) / total,
            strong=index == computation.place.channel,
        )
        for index, (logit, power) in enumerate(
            zip(computation.logits, computation.powers, strict=True)
        )
    ]
    mine = float(computation.powers[computation.place.channel])
    totals = [
        Line(tr("sum"), "", number(total)),
        Line(
            tr("probability"),
            f"{number(mine)} / {number(total)} =",
            number(computation.value),
            strong=True,
        ),
    ]
    return SumSheet(pens, lines, totals)
