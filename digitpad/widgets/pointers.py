"""Which of mouse, pen and fingers draws: one gesture belongs to one device and one button.

A release may be lost: a dialog or a menu that opens during a stroke gets it. And what rests on the
screen is no gesture: a palm beside the pen, a second finger, a button that is held.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from digitpad.models.pad import Tool

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PALM_SECONDS = 1.0
"""A touch so soon after the pen was there is the palm of the hand that holds it."""
DOUBTFUL_MOVES = 4
"""A mouse that is pressed while the pen seems to be down draws after so many moves without any word
from the pen: then the pen's release was lost."""


@dataclass(frozen=True)
class Holder:
    """What a gesture belongs to: a kind of device, which of that kind (or which finger), and the
    button that is held."""

    kind: Literal["mouse", "pen", "touch"]
    device: int
    button: Qt.MouseButton = LEFT

    def is_beside(self, event: QMouseEvent | QTabletEvent) -> bool:
        """Whether this button is held while another one is pressed."""
        return event.button() != self.button and bool(event.buttons() & self.button)


class Hand(Protocol):
    """Draws one gesture after the other."""

    def begin(self, position: QPointF, tool: Tool | None) -> None:
        """Put the pen down; ``tool`` overrides the chosen one."""

    def extend(self, position: QPointF) -> None:
        """Move it."""

    def end(self) -> None:
        """Lift it."""

    def cancel(self) -> None:
        """It was no gesture: leave nothing of it."""


class Pointers:
    """Turns events into gestures of a ``Hand``."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._holder: Holder | None = None
        self._doubtful: list[QPointF] = []
        self._pen_seen_at = -PALM_SECONDS

    def let_go(self) -> None:
        """End the gesture: no release will arrive."""
        self._doubtful = []
        if self._holder is not None:
            self._holder = None
            self._hand.end()

    def mouse(self, event: QMouseEvent) -> None:
        """Follow the mouse: the left button draws, the right one erases."""
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
            self.let_go()
        elif event.type() == QEvent.Type.TabletMove:
            self._hand.extend(event.position())

    def touch(self, event: QTouchEvent) -> None:
        """Follow the first finger; others rest on the paper as a hand does."""
        if event.type() == QEvent.Type.TouchCancel:
            self._cancel_touch()
            return
        for point in event.points():
            me, state = Holder("touch", point.id()), point.state()
            if state == QEventPoint.State.Pressed:
                if self._holder is None and not self._is_palm():
                    self._begin(me, point.position(), None)
            elif self._holder == me and state == QEventPoint.State.Updated:
                self._hand.extend(point.position())
            elif self._holder == me and state == QEventPoint.State.Released:
                self.let_go()

    def _begin(self, holder: Holder, position: QPointF, tool: Tool | None) -> None:
        self._holder = holder
        self._hand.begin(position, tool)

    def _is_palm(self) -> bool:
        return time.monotonic() - self._pen_seen_at < PALM_SECONDS

    def _cancel_touch(self) -> None:
        if self._holder is not None and self._holder.kind == "touch":
            self._holder = None
            self._hand.cancel()

    def _pen_pressed(self, event: QTabletEvent, device: int, is_mine: bool) -> None:
        if event.button() not in (LEFT, RIGHT):
            return
        holder = self._holder
        if holder is not None and is_mine and holder.is_beside(event):
            return  # another of its buttons
        self._cancel_touch()  # the palm was there before the pen
        self.let_go()
        other_end = event.pointerType() is QPointingDevice.PointerType.Eraser
        tool = Tool.ERASER if other_end or event.button() is RIGHT else None
        self._begin(Holder("pen", device, event.button()), event.position(), tool)

    def _mouse_pressed(self, event: QMouseEvent) -> None:
        if event.button() not in (LEFT, RIGHT):
            return
        holder = self._holder
        if holder is not None and holder.kind == "pen":
            self._doubtful = [event.position()] if event.button() is LEFT else []
            return
        if holder is not None and (holder.kind == "touch" or holder.is_beside(event)):
            return
        self.let_go()  # the release of the gesture before was lost
        tool = Tool.ERASER if event.button() is RIGHT else None
        self._begin(Holder("mouse", 0, event.button()), event.position(), tool)

    def _mouse_moved(self, event: QMouseEvent) -> None:
        if self._doubtful:
            self._doubtful.append(event.position())
            if len(self._doubtful) > DOUBTFUL_MOVES:
                self._believe_the_mouse()
        elif self._holder is not None and self._holder.kind == "mouse":
            if event.buttons() & self._holder.button:
                self._hand.extend(event.position())
            else:  # its release was lost
                self.let_go()

    def _mouse_released(self, event: QMouseEvent) -> None:
        if self._doubtful and event.button() is LEFT:
            self._believe_the_mouse()
        if self._holder == Holder("mouse", 0, event.button()):
            self._hand.extend(event.position())
            self.let_go()

    def _believe_the_mouse(self) -> None:
        """The pen has gone without a word: draw what the mouse has drawn meanwhile."""
        first, *others = self._doubtful
        self.let_go()
        self._begin(Holder("mouse", 0, LEFT), first, None)
        for position in others:
            self._hand.extend(position)
