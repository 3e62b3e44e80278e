"""A sheet with every way to write a digit, and with what is no digit, all by one hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.handwriting import WAYS, Writer
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.handwriting.pen import Shape
from digitpad.ink.box import ink_box
from digitpad.ink.drawing import PAD_SIZE, Drawing, Stroke

SLICE_SECONDS = 0.004
"""So long it draws before it lets the event loop go on."""
ON_PAD = 0.65
"""Longer side of a drawing that is put on the pad, as a share of the pad."""

Way = Callable[[np.random.Generator], Shape]


@dataclass(frozen=True)
class Kind:
    """Something that can be drawn: a way to write ``label``, or, where that is None, no digit."""

    name: str
    label: int | None
    way: Way

    @property
    def title(self) -> str:
        """Its name with what it is, as ``7: crossed seven``."""
        return f"{'no digit' if self.label is None else self.label}: {self.name}"


KINDS = (
    *(Kind(way.__name__.replace("_", " "), label, way) for label in WAYS for way in WAYS[label]),
    *(Kind(way.__name__.replace("_", " "), None, way) for way in NEGATIVES),
)
"""All ways to write the ten digits, and all kinds of what is none."""


class ContactSheet(QObject):
    """A drawing of each of ``KINDS``, made in slices while somebody watches.

    Attributes:
        drawings: one for each kind, in the same order, as far as they are made.

    Signals:
        changed: there are more drawings, or others.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawings: list[Drawing] = []
        self._hand = 0
        self._watched = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._draw_some)

    @property
    def hand(self) -> int:
        """Whose hand it is: the seed of all chance."""
        return self._hand

    def show_hand(self, hand: int) -> None:
        """Have everything drawn by another hand."""
        if hand != self._hand:
            self._hand = hand
            self.drawings = []
            self.changed.emit()
            self.watch(self._watched)

    def for_pad(self, number: int, brush: float) -> Drawing:
        """The drawing of this number with another brush, large and in the middle of the pad."""
        drawing = self.drawings[number]
        box = ink_box(drawing)
        scale = ON_PAD * PAD_SIZE / box.longest
        middle = np.array([box.left + box.right, box.top + box.bottom]) / 2
        lines = ((stroke.array - middle) * scale + PAD_SIZE / 2 for stroke in drawing.strokes)
        return Drawing(tuple(Stroke(tuple(map(tuple, line.tolist())), brush) for line in lines))

    def watch(self, on: bool) -> None:
        """Say whether anybody looks; nothing is drawn for nobody."""
        self._watched = on
        if on and len(self.drawings) < len(KINDS):
            self._next.start()
        elif not on:
            self._next.stop()

    def _draw_some(self) -> None:
        writer = Writer.random(np.random.default_rng(self._hand))
        end = time.perf_counter() + SLICE_SECONDS
        while True:
            number = len(self.drawings)
            rng = np.random.default_rng([self._hand, number])
            self.drawings.append(writer.draw(KINDS[number].way(rng), rng))
            if len(self.drawings) == len(KINDS):
                break
            if time.perf_counter() > end:
                self._next.start()
                break
        self.changed.emit()
