"""A sheet with every style of digit and every kind of non-digit, by one writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.handwriting import WAYS, Writer
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.handwriting.pen import Shape
from digitpad.ink.box import ink_box
from digitpad.ink.drawing import PAD_SIZE, Drawing, Stroke
from digitpad.pages.handwriting.kind_names import KIND_NAMES
from digitpad.reading.classes import class_name
from digitpad.reading.verdict import DIGITS
from digitpad.tasks.idle import IdleJob, Work
from digitpad.text.translation import tr

ON_PAD = 0.65
"""Longer side of a drawing that is put on the pad, as a share of the pad."""

Way = Callable[[np.random.Generator], Shape]


@dataclass(frozen=True)
class Kind:
    """Something that can be drawn: a way to write ``label``; no digit if that is None."""

    label: int | None
    way: Way

    @property
    def name(self) -> str:
        """Such as "crossed seven"."""
        return tr(KIND_NAMES[self.way.__name__])

    @property
    def title(self) -> str:
        """Such as "7: crossed seven"."""
        name = class_name(DIGITS if self.label is None else self.label)
        return tr("{digit}: {kind}", digit=name, kind=self.name)


KINDS = (
    *(Kind(label, way) for label in WAYS for way in WAYS[label]),
    *(Kind(None, way) for way in NEGATIVES),
)
"""All styles of the ten digits, and all kinds of non-digits."""


class ContactSheet(QObject):
    """A drawing of each of ``KINDS``, made in slices while it is visible.

    Attributes:
        drawings: one for each kind, in the same order, as far as they are made.

    Signals:
        changed: there are more drawings, or others.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawings: list[Drawing] = []
        self._writer = 0
        self._is_visible = False
        self._job: IdleJob[int] = IdleJob(_drawings, tr("The handwriting could not be drawn"), self)
        self._job.answered.connect(self._take)

    @property
    def writer(self) -> int:
        """Number of the writer: the seed of all random choices."""
        return self._writer

    def show_writer(self, writer: int) -> None:
        """Show drawings of another writer."""
        if writer != self._writer:
            self._writer = writer
            self._job.cancel()
            self.drawings = []
            self.changed.emit()
            self.set_visible(self._is_visible)

    def for_pad(self, number: int, brush: float) -> Drawing:
        """The drawing of this number with another brush, large and in the middle of the pad."""
        drawing = self.drawings[number]
        box = ink_box(drawing)
        scale = ON_PAD * PAD_SIZE / box.longest
        middle = np.array([box.left + box.right, box.top + box.bottom]) / 2
        lines = ((stroke.array - middle) * scale + PAD_SIZE / 2 for stroke in drawing.strokes)
        return Drawing(tuple(Stroke(tuple(map(tuple, line.tolist())), brush) for line in lines))

    def set_visible(self, visible: bool) -> None:
        """Draw, or pause."""
        self._is_visible = visible
        if not visible:
            self._job.pause()
            return
        self._job.resume()
        if not self.drawings and not self._job.is_working:
            self._job.ask(self._writer)

    def _take(self, drawing: Drawing) -> None:
        self.drawings.append(drawing)
        self.changed.emit()


def _drawings(seed: int) -> Work:
    """A drawing of every kind, by the writer with this seed."""
    writer = Writer.random(np.random.default_rng(seed))
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, number])
        yield writer.draw(kind.way(rng), rng)
    return None
