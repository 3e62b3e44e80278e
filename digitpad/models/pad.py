"""The pad: a drawing that changes while somebody draws, with undo.

A *gesture* is what happens between pressing the pen and lifting it: one stroke, or one pass of the
eraser.  However many points it has, it is undone in one step.
"""

from __future__ import annotations

import enum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitpad.ink.drawing import PAD_SIZE, Drawing, Point, Stroke
from digitpad.ink.eraser import erase

BRUSH_RANGE = (6, 48)
DEFAULT_BRUSH = 22
ERASER_FACTOR = 1.5
MIN_STEP = 0.5
UNDO_STEPS = 500


class Tool(enum.Enum):
    """What the pen does to the paper."""

    BRUSH = "brush"
    ERASER = "eraser"


class Pad(QObject):
    """A square sheet of paper, ``PAD_SIZE`` units wide and high, y downwards.

    Signals:
        changed: the drawing is another one, in whatever way.
        brush_changed: the brush (or eraser) has another width, or the tool is another one.
    """

    changed = Signal()
    brush_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self._drawing = Drawing()
        self._brush = DEFAULT_BRUSH
        self._tool = Tool.BRUSH
        self._points: list[Point] = []
        self._gesture: Tool | None = None
        self._width = float(DEFAULT_BRUSH)
        self._before = self._drawing
        self._rubber_at: Point = (0.0, 0.0)

    @property
    def drawing(self) -> Drawing:
        """Everything on the paper, with the stroke being drawn as far as it has come."""
        if self._points:
            return Drawing((*self._drawing.strokes, self._stroke()))
        return self._drawing

    @property
    def finished_strokes(self) -> tuple[Stroke, ...]:
        """The strokes on the paper without the one being drawn."""
        return self._drawing.strokes

    @property
    def current_points(self) -> list[Point]:
        """The points of the stroke being drawn, empty when there is none.  Not to be changed."""
        return self._points

    @property
    def current_width(self) -> float:
        """How wide the stroke being drawn is, in units."""
        return self._width

    @property
    def is_drawing(self) -> bool:
        """Whether the pen is down."""
        return self._gesture is not None

    @property
    def brush(self) -> int:
        """Width of a new stroke in units."""
        return self._brush

    def set_brush(self, width: int) -> None:
        """Draw ``width`` units wide from now on (kept within ``BRUSH_RANGE``)."""
        width = min(max(width, BRUSH_RANGE[0]), BRUSH_RANGE[1])
        if width != self._brush:
            self._brush = width
            self.brush_changed.emit()

    @property
    def tool(self) -> Tool:
        """What the pen does when nobody says otherwise."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what the pen does from the next gesture on."""
        if tool is not self._tool:
            self._tool = tool
            self.brush_changed.emit()

    def width_of(self, tool: Tool) -> float:
        """How wide ``tool`` is, in units: the eraser is somewhat wider than the brush."""
        return self._brush * (ERASER_FACTOR if tool is Tool.ERASER else 1.0)

    def begin(self, point: Point, tool: Tool | None = None) -> None:
        """Put the pen down at ``point``; ``tool`` overrides the chosen one for this gesture."""
        self.end()
        self._gesture = tool or self._tool
        self._width = float(self._brush)  # of this gesture, whatever is chosen meanwhile
        self._before = self._drawing
        point = _on_paper(point)
        if self._gesture is Tool.BRUSH:
            self._points = [point]
            self.changed.emit()
        else:
            self._rubber_at = point
            self._rub(point)

    def extend(self, point: Point) -> None:
        """Move the pen, which is down, to ``point``; steps too small to be seen are left out."""
        if self._gesture is None:
            return
        point = _on_paper(point)
        last = self._points[-1] if self._points else self._rubber_at
        if _distance(last, point) < MIN_STEP:
            return
        if self._gesture is Tool.BRUSH:
            self._points.append(point)
            self.changed.emit()
        else:
            self._rub(point)

    def end(self) -> None:
        """Lift the pen: what it did becomes one step that can be undone."""
        if self._gesture is None:
            return
        after = self.drawing
        text = "Stroke" if self._gesture is Tool.BRUSH else "Erasing"
        self._gesture = None
        self._points = []
        self._drawing = after
        self._push(text, self._before, after)

    def cancel(self) -> None:
        """Lift the pen as if it had never been put down."""
        if self._gesture is not None:
            self._gesture = None
            self._points = []
            self._drawing = self._before
            self.changed.emit()

    def clear(self) -> None:
        """Take a fresh sheet; undo brings the old one back."""
        self.end()
        self._push("Clear", self._drawing, Drawing())

    def undo(self) -> None:
        """Take the last step back."""
        self.end()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do again what was undone; not while the pen is down."""
        if self._gesture is None:
            self.undo_stack.redo()

    def show_drawing(self, drawing: Drawing) -> None:
        """Put ``drawing`` on the paper as one step that can be undone."""
        self.end()
        self._push("Drawing", self._drawing, drawing)

    def _stroke(self) -> Stroke:
        return Stroke(tuple(self._points), self._width)

    def _rub(self, point: Point) -> None:
        radius = self._width * ERASER_FACTOR / 2
        strokes = self._drawing.strokes
        for centre in _steps(self._rubber_at, point, radius / 2):
            strokes = erase(strokes, centre, radius)
        self._rubber_at = point
        self._replace(Drawing(strokes))

    def _push(self, text: str, before: Drawing, after: Drawing) -> None:
        if before.strokes != after.strokes:
            self.undo_stack.push(_Change(self, text, before, after))

    def _replace(self, drawing: Drawing) -> None:
        if drawing.strokes != self._drawing.strokes:
            self._drawing = drawing
            self.changed.emit()


class _Change(QUndoCommand):
    """One drawing takes the place of another."""

    def __init__(self, pad: Pad, text: str, before: Drawing, after: Drawing) -> None:
        super().__init__(text)
        self._pad = pad
        self._before = before
        self._after = after

    def undo(self) -> None:
        self._pad._replace(self._before)

    def redo(self) -> None:
        self._pad._replace(self._after)


def _on_paper(point: Point) -> Point:
    x, y = point
    return min(max(x, 0.0), PAD_SIZE), min(max(y, 0.0), PAD_SIZE)


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _steps(start: Point, end: Point, length: float) -> list[Point]:
    """Points from ``start`` to ``end``, both included, no further than ``length`` apart."""
    count = max(1, int(_distance(start, end) / length) + 1)
    return [
        (start[0] + (end[0] - start[0]) * i / count, start[1] + (end[1] - start[1]) * i / count)
        for i in range(count + 1)
    ]
