"""Decides which of mouse, pen and fingers draws: a gesture belongs to one device and one button.

A release may be lost: a dialog or a menu that opens during a stroke gets it. A palm beside the pen,
a second finger and a second button draw nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)

from digitpad.models.pad import Tool

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PALM_SECONDS = 1.0
"""A touch so soon after a pen event is the palm of the hand that holds the pen."""
DOUBTFUL_MOVES = 4
"""If the mouse is pressed while a pen or a finger seems to be down, and moves this often without an
event of theirs, their release was lost: the mouse draws."""


@dataclass(frozen=True)
class Holder:
    """What a gesture belongs to: a kind of device, its number (or that of the finger), and the held
    button."""

    kind: Literal["mouse", "pen", "touch"]
    device: int
    button: Qt.MouseButton = LEFT

    def is_beside(self, event: QMouseEvent | QTabletEvent) -> bool:
        """Whether another button is pressed while this one is held."""
        return event.button() != self.button and bool(event.buttons() & self.button)


class GestureTarget(Protocol):
    """What gestures draw on."""

    def begin(self, position: QPointF, tool: Tool | None) -> None:
        """Put the pen down; ``tool`` overrides the chosen one."""

    def extend(self, position: QPointF) -> None:
        """Move it."""

    def end(self) -> None:
        """Lift it."""

    def cancel(self) -> None:
        """Drop a gesture that was begun by mistake."""


class Pointers:
    """Turns events into gestures of a ``GestureTarget``."""

    def __init__(self, target: GestureTarget) -> None:
        self._target = target
        self._holder: Holder | None = None
        self._doubtful: list[QPointF] = []
        self._doubtful_button = LEFT
        self._pen_seen_at = -PALM_SECONDS
        self._touch_seen_at = -PALM_SECONDS

    def release(self) -> None:
        """End the gesture: no release will arrive."""
        self._doubtful = []
        if self._holder is not None:
            self._holder = None
            self._target.end()

    def mouse(self, event: QMouseEvent) -> None:
        """Follow the mouse: the left button draws, the right one erases."""
        if event.device().type() is QInputDevice.DeviceType.Stylus:
            return  # synthesised from the events of a pen, which ``pen`` gets itself
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._mouse_pressed(event)
        elif event.type() == QEvent.Type.MouseMove:
            self._mouse_moved(event)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._mouse_released(event)

    def pen(self, event: QTabletEvent) -> None:
        """Follow a pen: its tip draws; its other end and its side button erase."""
        self._pen_seen_at = time.monotonic()
        self._doubtful = []
        holder, device = self._holder, event.device().systemId()
        is_mine = holder is not None and (holder.kind, holder.device) == ("pen", device)
        if event.type() == QEvent.Type.TabletPress:
            self._pen_pressed(event, device, is_mine)
        elif holder is None or not is_mine:
            return
        elif not event.buttons() & holder.button:  # released, or hovering: the release was lost
            self.release()
        elif event.type() == QEvent.Type.TabletMove:
            self._target.extend(event.position())

    def touch(self, event: QTouchEvent) -> None:
        """Follow the first finger; others are a resting hand."""
        self._touch_seen_at = time.monotonic()
        if event.type() == QEvent.Type.TouchCancel:
            self._cancel_touch()
            return
        if self._holder is not None and self._holder.kind == "touch":
            self._doubtful = []
            if all(point.id() != self._holder.device for point in event.points()):
                self.release()  # its release was lost
        for point in event.points():
            me, state = Holder("touch", point.id()), point.state()
            if state == QEventPoint.State.Pressed:
                if not self._is_palm() and (self._holder is None or self._holder.kind == "pen"):
                    self.release()  # a pen's release was lost
                    self._begin(me, point.position(), None)
            elif self._holder == me and state == QEventPoint.State.Updated:
                self._target.extend(point.position())
            elif self._holder == me and state == QEventPoint.State.Released:
                self.release()

    def _begin(self, holder: Holder, position: QPointF, tool: Tool | None) -> None:
        self._holder = holder
        self._target.begin(position, tool)

    def _is_palm(self) -> bool:
        return time.monotonic() - self._pen_seen_at < PALM_SECONDS

    def _cancel_touch(self) -> None:
        if self._holder is not None and self._holder.kind == "touch":
            self._holder = None
            self._target.cancel()

    def _pen_pressed(self, event: QTabletEvent, device: int, is_mine: bool) -> None:
        if event.button() not in (LEFT, RIGHT):
            return
        holder = self._holder
        if holder is not None and is_mine and holder.is_beside(event):
            return  # another button of the same pen
        self._cancel_touch()  # the palm was there before the pen
        self.release()
        other_end = event.pointerType() is QPointingDevice.PointerType.Eraser
        tool = Tool.ERASER if other_end or event.button() is RIGHT else None
        self._begin(Holder("pen", device, event.button()), event.position(), tool)

    def _mouse_pressed(self, event: QMouseEvent) -> None:
        if event.button() not in (LEFT, RIGHT):
            return
        holder = self._holder
        if holder is not None and holder.kind != "mouse":
            self._doubtful, self._doubtful_button = [event.position()], event.button()
            return
        if holder is not None and holder.is_beside(event):
            return
        self.release()  # the release of the gesture before was lost
        tool = Tool.ERASER if event.button() is RIGHT else None
        self._begin(Holder("mouse", 0, event.button()), event.position(), tool)

    def _mouse_moved(self, event: QMouseEvent) -> None:
        if self._doubtful:
            self._doubtful.append(event.position())
            if len(self._doubtful) > DOUBTFUL_MOVES:
                self._draw_doubtful()
        elif self._holder is not None and self._holder.kind == "mouse":
            if event.buttons() & self._holder.button:
                self._target.extend(event.position())
            else:  # its release was lost
                self.release()

    def _mouse_released(self, event: QMouseEvent) -> None:
        if self._doubtful and event.button() is self._doubtful_button:
            quiet = time.monotonic() - max(self._pen_seen_at, self._touch_seen_at)
            if len(self._doubtful) > 1 or quiet > PALM_SECONDS:  # not a click beside a resting pen
                self._draw_doubtful()
            self._doubtful = []
        if self._holder == Holder("mouse", 0, event.button()):
            self._target.extend(event.position())
            self.release()

    def _draw_doubtful(self) -> None:
        """A pen's or finger's release was lost: draw what the mouse has drawn since."""
        first, *others = self._doubtful
        button = self._doubtful_button
        self.release()
        tool = Tool.ERASER if button is RIGHT else None
        self._begin(Holder("mouse", 0, button), first, tool)
        for position in others:
            self._target.extend(position)
