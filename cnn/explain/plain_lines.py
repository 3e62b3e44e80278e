"""The lines of ``cnn.plain`` that compute a value, read from its file: they cannot differ."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cnn import plain
from cnn.explain.computations import (
    Computation,
    Convolution,
    Copy,
    Pointwise,
    Share,
    WeightedSum,
    Window,
)
from cnn.layers import Conv, Flatten, MaxPool, ReLU

RETURN = "return"


@dataclass(frozen=True)
class PlainLines:
    """Lines of a file.

    Attributes:
        first: the number of the first one.
        text: the lines, not indented.
    """

    first: int
    text: str


def plain_lines(computation: Computation, layer: object) -> PlainLines | None:
    """The statements that compute a value of a layer; None if it is not in ``cnn.plain``.

    Args:
        computation: of the value.
        layer: that of ``cnn.layers`` which computes it, if any.
    """
    match computation:
        case Convolution() if isinstance(layer, Conv) and _is_plain(layer):
            return _statements(plain.Conv.forward, "rows", "y")
        case Window() if isinstance(layer, MaxPool) and _is_adjacent(layer):
            return _statements(plain.MaxPool.forward, "rows", "largest", "y")
        case Pointwise() if isinstance(layer, ReLU):
            return _statements(plain.ReLU.forward, RETURN)
        case Copy() if isinstance(layer, Flatten):
            return _statements(plain.Flatten.forward, RETURN)
        case WeightedSum() if not computation.squashed:
            return _statements(plain.Dense.forward, RETURN)
        case Share():
            return _statements(plain.softmax_cross_entropy, "shifted", "log_p", "p")
    return None


def _is_plain(conv: Conv) -> bool:
    """Whether ``plain.Conv`` has such settings: square, at every position, equal margins."""
    margins = conv.margins
    square = len(set(conv.kernel_size)) == 1
    equal = len({margins.top, margins.bottom, margins.left, margins.right}) == 1
    return square and equal and conv.stride == (1, 1)


def _is_adjacent(pool: MaxPool) -> bool:
    """Whether ``plain.MaxPool`` has such settings: square, adjacent, without padding."""
    square = len(set(pool.kernel_size)) == 1
    return square and pool.stride == pool.kernel_size and pool.padding == (0, 0)


@cache  # reading the file takes a millisecond, and the page asks at every move of the pen
def _statements(function: Callable[..., Any], *names: str) -> PlainLines:
    """The statements of a function that assign to these names, or return, up to the first other
    one."""
    source, start = inspect.getsourcelines(function)
    (definition,) = ast.parse(textwrap.dedent("".join(source))).body
    assert isinstance(definition, ast.FunctionDef)
    found: list[ast.stmt] = []
    for statement in definition.body:
        if _target(statement) in names:
            found.append(statement)
        elif found:
            break
    first, last = found[0].lineno, found[-1].end_lineno
    return PlainLines(start + first - 1, textwrap.dedent("".join(source[first - 1 : last])).strip())


def _target(statement: ast.stmt) -> str:
    """The name that a statement assigns to."""
    match statement:
        case ast.Return():
            return RETURN
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Attribute(attr=name)]):
            return name
    return ""
