"""The pad: a drawing that the user changes, with undo.

A *gesture* is what happens between pressing the pen and lifting it: one stroke, or one pass of the
eraser.  However many points it has, it is undone in one step.
"""

from __future__ import annotations

import enum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitpad.ink.drawing import PAD_SIZE, Drawing, Point, Stroke
from digitpad.ink.eraser import erase
from digitpad.text.translation import tr

BRUSH_RANGE = (6, 48)
DEFAULT_BRUSH = 22
ERASER_FACTOR = 1.5
MIN_STEP = 0.5
UNDO_STEPS = 500


class Tool(enum.Enum):
    """The effect of the pen on the paper."""

    BRUSH = "brush"
    ERASER = "eraser"


class Pad(QObject):
    """A square sheet of paper, ``PAD_SIZE`` units wide and high, y downwards.

    Signals:
        changed: the drawing has changed.
        brush_changed: the width of the brush or the eraser, or the tool, has changed.
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
        self._eraser_at: Point = (0.0, 0.0)

    @property
    def drawing(self) -> Drawing:
        """Everything on the paper, including the stroke being drawn."""
        if self._points:
            return Drawing((*self._drawing.strokes, self._stroke()))
        return self._drawing

    @property
    def finished_strokes(self) -> tuple[Stroke, ...]:
        """The strokes on the paper except the one being drawn."""
        return self._drawing.strokes

    @property
    def current_points(self) -> list[Point]:
        """The points of the stroke being drawn, empty if there is none.  Do not change them."""
        return self._points

    @property
    def current_width(self) -> float:
        """Width of the stroke being drawn, in units."""
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
        """The tool of the next gesture."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose the tool, from the next gesture on."""
        if tool is not self._tool:
            self._tool = tool
            self.brush_changed.emit()

    def width_of(self, tool: Tool) -> float:
        """Width of ``tool`` in units; the eraser is wider than the brush."""
        return self._brush * (ERASER_FACTOR if tool is Tool.ERASER else 1.0)

    def begin(self, point: Point, tool: Tool | None = None) -> None:
        """Put the pen down at ``point``; ``tool`` overrides the chosen one for this gesture."""
        self.end()
        self._gesture = tool or self._tool
        self._width = float(self._brush)  # for this gesture, even if another is chosen meanwhile
        self._before = self._drawing
        point = _on_paper(point)
        if self._gesture is Tool.BRUSH:
            self._points = [point]
            self.changed.emit()
        else:
            self._eraser_at = point
            self._erase(point)

    def extend(self, point: Point) -> None:
        """Move the pen, which is down, to ``point``; invisibly small steps are ignored."""
        if self._gesture is None:
            return
        point = _on_paper(point)
        last = self._points[-1] if self._points else self._eraser_at
        if _distance(last, point) < MIN_STEP:
            return
        if self._gesture is Tool.BRUSH:
            self._points.append(point)
            self.changed.emit()
        else:
            self._erase(point)

    def end(self) -> None:
        """Lift the pen: the gesture becomes one undo step."""
        if self._gesture is None:
            return
        after = self.drawing
        text = tr("Stroke") if self._gesture is Tool.BRUSH else tr("Erasing")
        self._gesture = None
        self._points = []
        self._drawing = after
        self._push(text, self._before, after)

    def cancel(self) -> None:
        """Drop the current gesture."""
        if self._gesture is not None:
            self._gesture = None
            self._points = []
            self._drawing = self._before
            self.changed.emit()

    def clear(self) -> None:
        """Clear the pad, as one undo step."""
        self.end()
        self._push(tr("Clear"), self._drawing, Drawing())

    def undo(self) -> None:
        """Undo the last step."""
        self.end()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Redo what was undone; ignored while the pen is down."""
        if self._gesture is None:
            self.undo_stack.redo()

    def show_drawing(self, drawing: Drawing) -> None:
        """Replace the drawing, as one undo step."""
        self.end()
        self._push(tr("Drawing"), self._drawing, drawing)

    def _stroke(self) -> Stroke:
        return Stroke(tuple(self._points), self._width)

    def _erase(self, point: Point) -> None:
        radius = self._width * ERASER_FACTOR / 2
        strokes = self._drawing.strokes
        for centre in _steps(self._eraser_at, point, radius / 2):
            strokes = erase(strokes, centre, radius)
        self._eraser_at = point
        self._replace(Drawing(strokes))

    def _push(self, text: str, before: Drawing, after: Drawing) -> None:
        if before.strokes != after.strokes:
            self.undo_stack.push(_ReplaceDrawing(self, text, before, after))

    def _replace(self, drawing: Drawing) -> None:
        if drawing.strokes != self._drawing.strokes:
            self._drawing = drawing
            self.changed.emit()


class _ReplaceDrawing(QUndoCommand):
    """Replaces one drawing by another."""

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
