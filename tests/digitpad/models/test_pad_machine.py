"""The pad against a simple model of it, in random orders of everything that a user can do."""

from __future__ import annotations

import math

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from digitpad.ink.drawing import PAD_SIZE, Drawing, Point, Stroke
from digitpad.ink.timing import duration
from digitpad.models.pad import BRUSH_RANGE, DEFAULT_BRUSH, ERASER_FACTOR, MIN_STEP, Pad, Tool

pytestmark = pytest.mark.usefixtures("qt")
Strokes = tuple[Stroke, ...]
PLACES = st.tuples(st.integers(-20, 300), st.integers(-20, 300))
DRAWINGS = st.lists(PLACES, min_size=1, max_size=4).map(
    lambda points: Drawing((Stroke(tuple((float(x), float(y)) for x, y in points), 12.0),))
)


def on_paper(point: tuple[int, int]) -> Point:
    x, y = point
    return min(max(float(x), 0.0), PAD_SIZE), min(max(float(y), 0.0), PAD_SIZE)


class PadMachine(RuleBasedStateMachine):
    """Remembers every drawing that can be undone to, and the stroke being drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.pad = Pad()
        self.notified: Strokes = ()
        self.pad.changed.connect(self.note)
        self.ink: Strokes = ()
        self.past: list[Strokes] = []
        self.future: list[Strokes] = []
        self.tool = Tool.BRUSH
        self.gesture: Tool | None = None
        self.points: list[Point] = []
        self.width = float(DEFAULT_BRUSH)

    def note(self) -> None:
        self.notified = self.pad.drawing.strokes

    def become(self, ink: Strokes) -> None:
        """One undo step, if anything has changed."""
        if ink != self.ink:
            self.past.append(self.ink)
            self.future.clear()
            self.ink = ink

    def finish(self) -> None:
        if self.gesture is Tool.BRUSH:
            self.become((*self.ink, Stroke(tuple(self.points), self.width)))
        elif self.gesture is Tool.ERASER:
            self.become(self.pad.drawing.strokes)
        self.gesture, self.points = None, []

    @rule(place=PLACES, tool=st.sampled_from([None, Tool.BRUSH, Tool.ERASER]))
    def press(self, place: tuple[int, int], tool: Tool | None) -> None:
        self.finish()
        self.pad.begin((float(place[0]), float(place[1])), tool)
        self.gesture, self.points = tool or self.tool, [on_paper(place)]
        self.width = float(self.pad.brush)

    @rule(place=PLACES)
    def move(self, place: tuple[int, int]) -> None:
        self.pad.extend((float(place[0]), float(place[1])))
        if self.points and math.dist(self.points[-1], on_paper(place)) >= MIN_STEP:
            self.points.append(on_paper(place))

    @rule()
    def lift(self) -> None:
        self.pad.end()
        self.finish()

    @rule()
    def cancel(self) -> None:
        self.pad.cancel()
        self.gesture, self.points = None, []

    @rule()
    def clear(self) -> None:
        self.finish()
        self.pad.clear()
        self.become(())

    @rule(drawing=DRAWINGS)
    def show(self, drawing: Drawing) -> None:
        self.finish()
        self.pad.show_drawing(drawing)
        self.become(drawing.strokes)

    @rule()
    def undo(self) -> None:
        self.finish()
        self.pad.undo()
        if self.past:
            self.future.append(self.ink)
            self.ink = self.past.pop()

    @rule()
    def redo(self) -> None:
        self.pad.redo()
        if self.future and self.gesture is None:
            self.past.append(self.ink)
            self.ink = self.future.pop()

    @rule(tool=st.sampled_from(list(Tool)))
    def choose(self, tool: Tool) -> None:
        self.pad.set_tool(tool)
        self.tool = tool

    @rule(width=st.integers(0, 99))
    def resize(self, width: int) -> None:
        self.pad.set_brush(width)
        assert self.pad.brush == min(max(width, BRUSH_RANGE[0]), BRUSH_RANGE[1])

    @invariant()
    def the_ink_is_as_expected(self) -> None:
        expected = self.ink
        if self.gesture is Tool.BRUSH:
            expected = (*expected, Stroke(tuple(self.points), self.width))
        if self.gesture is not Tool.ERASER:
            assert self.pad.drawing.strokes == expected
        assert self.pad.is_drawing == (self.gesture is not None)

    @invariant()
    def the_last_signal_brought_this_ink(self) -> None:
        assert self.notified == self.pad.drawing.strokes

    @precondition(lambda self: self.gesture is Tool.ERASER)
    @invariant()
    def the_eraser_only_removes(self) -> None:
        left = self.pad.drawing.strokes
        assert sum(map(duration, left)) <= sum(map(duration, self.ink)) + 1e-6 or any(
            len(stroke.points) == 1 for stroke in left
        )
        assert {stroke.brush for stroke in left} <= {stroke.brush for stroke in self.ink}
        radius = self.width * ERASER_FACTOR / 2
        for stroke in left:
            for point in stroke.points:
                assert math.dist(point, self.points[-1]) >= radius + stroke.brush / 2 - 1e-6

    @invariant()
    def undo_and_redo_are_offered_when_possible(self) -> None:
        if self.gesture is None:
            assert self.pad.undo_stack.canUndo() == bool(self.past)
            assert self.pad.undo_stack.canRedo() == bool(self.future)


TestPad = PadMachine.TestCase
TestPad.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
