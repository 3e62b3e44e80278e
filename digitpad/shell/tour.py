"""The guided tour: follows one digit from the pen to the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QTabWidget, QWidget

from digitpad.ink.samples import drawn_three
from digitpad.models.pad import Pad
from digitpad.pages.common import actions
from digitpad.pages.common.actions import ActionSpec
from digitpad.shell.tour_callout import TourCallout
from digitpad.shell.tour_steps import EXAMPLE, OFFER, STEPS, Step
from digitpad.text.translation import QT_TR_NOOP, tr

OFFERED = "tour/offered"
FOLLOW_MS = 100
"""How often the callout's position is updated."""

NO_KEY = Qt.KeyboardModifier.NoModifier
TOUR = ActionSpec(
    "tourAction",
    QT_TR_NOOP("&Guided tour"),
    QT_TR_NOOP("Follow one digit through the program."),
)


class Tour(QObject):
    """Shows ``STEPS`` one after the other, each beside what it explains.

    The program can be used meanwhile. The tour ends after the last step, with Skip and with Esc;
    Enter goes to the next step.

    Attributes:
        action: starts it.
    """

    def __init__(
        self, window: QMainWindow, tabs: QTabWidget, pad: Pad, steps: Sequence[Step] = STEPS
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tabs = tabs
        self._pad = pad
        self._all = steps
        self._steps: list[Step] = []
        self._at = 0
        self._callout: TourCallout | None = None
        self._shown_at: tuple[QRect, QSize, QSize] | None = None
        self._follow = QTimer(self)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._point)
        key = Qt.Key
        self._answers: dict[int, Callable[[], None]] = {
            key.Key_Escape: self.end,
            key.Key_Return: self._next,
            key.Key_Enter: self._next,
        }
        self.action = actions.make(TOUR, window, self.begin)

    @property
    def step(self) -> Step | None:
        """The current step; None if there is no tour."""
        return None if self._callout is None else self._steps[self._at]

    def begin(self) -> None:
        """Show the first step; an empty pad gets a digit."""
        self.end()
        self._steps = [step for step in self._all if self._has(step)]
        if not self._steps:
            return
        if self._pad.drawing.is_empty:
            self._pad.show_drawing(drawn_three())
            first = self._steps[0]
            self._steps[0] = replace(first, text=f"{tr(first.text)} {tr(EXAMPLE)}")
        self._open()
        self._go_to(0)

    def offer(self, settings: QSettings) -> None:
        """Offer the tour, unless it was offered before or there is no screen."""
        seen = settings.value(OFFERED, False, bool)
        if seen or QGuiApplication.platformName() == "offscreen":
            return
        settings.setValue(OFFERED, True)
        self._steps = [OFFER]
        self._open()
        self._go_to(0)

    def end(self) -> None:
        """End the tour."""
        if self._callout is None:
            return
        self._leave_step()
        self._follow.stop()
        self._window.removeEventFilter(self)
        self._callout.leave()
        self._callout = None
        self._window.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._point()
        elif event.type() == QEvent.Type.Close:
            self.end()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            answer = self._answers.get(event.key())  # for a key that no widget has used
            if answer is not None:
                answer()
            return answer is not None
        return False

    def _has(self, step: Step) -> bool:
        there = any(self._find(name) is not None for name in step.targets)
        return there and not (step.unless and self._find(step.unless) is not None)

    def _find(self, name: str) -> QWidget | None:
        found = self._window.findChild(QWidget, name)
        return found if isinstance(found, QWidget) else None

    def _targets(self) -> list[QWidget]:
        step = self.step
        found = [] if step is None else [self._find(name) for name in step.targets]
        return [widget for widget in found if widget is not None]

    def _open(self) -> None:
        self.end()
        self._at = 0
        self._callout = TourCallout(self._window)
        self._callout.next_requested.connect(self._next)
        self._callout.back_requested.connect(self._previous)
        self._callout.skip_requested.connect(self.end)
        self._window.installEventFilter(self)
        self._follow.start()

    def _next(self) -> None:
        if self.step is OFFER:
            self.begin()
        elif self._at + 1 < len(self._steps):
            self._go_to(self._at + 1)
        else:
            self.end()

    def _previous(self) -> None:
        self._go_to(max(self._at - 1, 0))

    def _go_to(self, at: int) -> None:
        self._leave_step()
        self._at = at
        step = self._steps[at]
        for target in self._targets():
            self._reveal(target)
        moved = self._find(step.moved) if step.moved else None
        if moved is not None:
            QApplication.sendEvent(moved, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NO_KEY))
        if self._callout is not None:
            count = 0 if step is OFFER else len(self._steps)
            self._callout.show_step(tr(step.title), tr(step.text), at + 1, count)
            self._shown_at = None
            self._point()

    def _leave_step(self) -> None:
        """Undo what the step has changed."""
        step = self.step
        undone = self._window.findChild(QAction, step.undone) if step and step.undone else None
        if isinstance(undone, QAction):
            undone.trigger()

    def _reveal(self, target: QWidget) -> None:
        """Show the page of ``target``, and scroll to it."""
        for number in range(self._tabs.count()):
            page = self._tabs.widget(number)
            if page is not None and page.isAncestorOf(target):
                self._tabs.setCurrentIndex(number)
        above = target.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(target)
            above = above.parentWidget()

    def _point(self) -> None:
        """The visible part of ``widget``, in coordinates of ``window``; empty if there is none."""
        if self._callout is None:
            return
        box = QRect()
        for target in self._targets():
            box = box.united(_seen(target, self._window))
        shown_at = (box, self._window.size(), self._callout.sizeHint())
        if shown_at == self._shown_at:
            return
        self._shown_at = shown_at
        if self.step is OFFER:
            self._callout.point_at(None)
        elif box.isEmpty():
            self._callout.point_at_nothing()
        else:
            pad = self._find("pad")
            self._callout.point_at(box, QRect() if pad is None else _seen(pad, self._window))


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """The visible part of ``widget``, in coordinates of ``window``; empty for none."""
    if not widget.isVisible():
        return QRect()
    box = QRect(widget.mapTo(window, QPoint()), widget.size())
    above = widget.parentWidget()
    while above is not None and above is not window:
        box = box.intersected(QRect(above.mapTo(window, QPoint()), above.size()))
        above = above.parentWidget()
    return box
