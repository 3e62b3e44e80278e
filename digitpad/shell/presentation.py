"""Presentation: the whole screen for the page, and letters that the last row can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsTextItem,
    QGraphicsView,
    QMainWindow,
    QWidget,
)
from shiboken6 import isValid

from digitpad.pages.common import intents, theme
from digitpad.pages.common.intents import Intent

FACTORS = (1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
"""How much larger letters may get: the first that leaves enough room on the screen is taken."""

ROOM = (1024, 640)
"""How much room a window needs beside letters of the usual size."""

SIZE_IS_SET = 0x0002
"""The bit of ``QFont.resolveMask`` for a size of its own; other sizes follow the application's."""

PRESENT = Intent(
    "presentAction", "&Presentation", "Fill the screen, in large type; Esc leaves.", ["F5"], True
)
Lettered = QWidget | QGraphicsTextItem


@dataclass(frozen=True)
class Before:
    """How everything was."""

    state: Qt.WindowState
    font: QFont
    fonts: dict[Lettered, QFont]
    actions: list[QAction]


class Presentation(QObject):
    """Shows a window full screen, without its bars and with larger letters, and back.

    It ends with its key, with Esc, when the window leaves the full screen or is closed.

    Attributes:
        action: begins and ends it.
    """

    def __init__(self, window: QMainWindow, least_size: Callable[[], QSize]) -> None:
        """``least_size`` says how large ``window`` must be, with its letters, to show all of it."""
        super().__init__(window)
        self._least_size = least_size
        self._window = window
        self._before: Before | None = None
        self.action = intents.make(PRESENT, window, self._toggle)
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether it has begun, and has not ended."""
        return self._before is not None

    def begin(self) -> None:
        """Fill the screen."""
        if self._before is not None:
            return
        window = self._window
        known = window.actions()
        own = window.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
        shortcuts = [action for action in own if action not in known]  # a page keeps its own
        fonts = {lettered: lettered.font() for lettered in _with_own_size(window)}
        font = QApplication.font()
        self._before = Before(window.windowState(), font, fonts, shortcuts)
        self.action.setChecked(True)
        window.addActions(shortcuts)  # in a menu bar that is hidden, keys do nothing
        self._show_bars(False)
        self._enlarge(self._before)
        window.showFullScreen()
        self._lay_out()

    def end(self) -> None:
        """Make everything as it was."""
        before, self._before = self._before, None
        if before is None:
            return
        self.action.setChecked(False)
        self._set_fonts(before, 1.0)
        self._show_bars(True)
        for action in before.actions:
            self._window.removeAction(action)
        self._window.setWindowState(before.state)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        left = kind == QEvent.Type.WindowStateChange and not self._window.isFullScreen()
        if left or kind == QEvent.Type.Close:
            self.end()
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return event.key() == Qt.Key.Key_Escape and self._leave()
        return False

    def _leave(self) -> bool:
        """Leave the presentation, or else the full screen; whether there was one."""
        was_full = self._window.isFullScreen()
        if self.is_on:
            self.end()
        elif was_full:
            self._window.showNormal()
        return was_full

    def _toggle(self) -> None:
        if self.is_on:
            self.end()
        else:
            self.begin()

    def _show_bars(self, shown: bool) -> None:
        self._window.menuBar().setVisible(shown)
        self._window.statusBar().setVisible(shown)

    def _enlarge(self, before: Before) -> None:
        screen = self._window.screen().size()
        most = min(screen.width() / ROOM[0], screen.height() / ROOM[1])
        for factor in (factor for factor in FACTORS if factor <= max(most, 1.0)):
            self._set_fonts(before, factor)
            least = self._least_size()
            if least.width() <= screen.width() and least.height() <= screen.height():
                return

    def _set_fonts(self, before: Before, factor: float) -> None:
        QApplication.setFont(_larger(before.font, factor))
        for lettered, font in before.fonts.items():
            if isValid(lettered):
                lettered.setFont(_larger(font, factor))
        for due in (QEvent.Type.ApplicationFontChange, QEvent.Type.LayoutRequest):
            QApplication.sendPostedEvents(None, due.value)  # else the sizes of before are known

    def _lay_out(self) -> None:
        """What the window divides by the sizes of letters is to be divided anew."""
        layout, size = self._window.layout(), self._window.size()
        if layout is not None:
            layout.activate()
        QApplication.sendEvent(self._window, QResizeEvent(size, size))


def _with_own_size(window: QWidget) -> Iterator[Lettered]:
    """All whose letters do not follow the application's: those told a size, and words in plots."""
    for widget in window.findChildren(QWidget):
        told = widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)
        if told and widget.font().resolveMask() & SIZE_IS_SET:
            yield widget
        if isinstance(widget, QGraphicsView):
            items = widget.scene().items()
            yield from (item for item in items if isinstance(item, QGraphicsTextItem))


def _larger(font: QFont, factor: float) -> QFont:
    return theme.scaled_font(font, factor, font.bold()) if factor != 1.0 else font
