"""Presentation mode: the page on the whole screen, in large type."""

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

from digitpad.pages.common import actions, theme
from digitpad.pages.common.actions import ActionSpec
from digitpad.text.translation import QT_TR_NOOP

FACTORS = (1.5, 1.4, 1.3, 1.2, 1.1, 1.0)
"""Factors of the text size; the first with which everything fits the screen is used."""

ROOM = (1024, 640)
"""Size of a window at the usual text size."""

SIZE_IS_SET = 0x0002
"""The bit of ``QFont.resolveMask`` for a font size that does not follow the application's."""

PRESENT = ActionSpec(
    "presentAction",
    QT_TR_NOOP("&Presentation"),
    QT_TR_NOOP("Show the page on the whole screen in large type. Esc to exit."),
    ["F5"],
    True,
)
TextItem = QWidget | QGraphicsTextItem


@dataclass(frozen=True)
class Before:
    """The state of the window before."""

    state: Qt.WindowState
    font: QFont
    fonts: dict[TextItem, QFont]
    actions: list[QAction]


class Presentation(QObject):
    """Shows a window full screen, without its bars and with larger text.

    It ends with its key, with Esc, and when the window leaves the full screen or is closed.

    Attributes:
        action: starts and ends it.
    """

    def __init__(self, window: QMainWindow, least_size: Callable[[], QSize]) -> None:
        """``least_size`` returns the size at which ``window`` shows everything at its text size."""
        super().__init__(window)
        self._least_size = least_size
        self._window = window
        self._before: Before | None = None
        self.action = actions.make(PRESENT, window, self._toggle)
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether it is active."""
        return self._before is not None

    def begin(self) -> None:
        """Fill the screen."""
        if self._before is not None:
            return
        window = self._window
        known = window.actions()
        own = window.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
        shortcuts = [action for action in own if action not in known]  # pages keep their own
        fonts = {item: item.font() for item in _with_own_size(window)}
        font = QApplication.font()
        self._before = Before(window.windowState(), font, fonts, shortcuts)
        self.action.setChecked(True)
        window.addActions(shortcuts)  # the shortcuts of a hidden menu bar do nothing
        self._show_bars(False)
        self._enlarge(self._before)
        window.showFullScreen()
        self._lay_out()

    def end(self) -> None:
        """Restore the window."""
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
        """Leave the presentation, or else the full screen; returns whether there was one."""
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
        for item, font in before.fonts.items():
            if isValid(item):
                item.setFont(_larger(font, factor))
        for due in (QEvent.Type.ApplicationFontChange, QEvent.Type.LayoutRequest):
            QApplication.sendPostedEvents(None, due.value)  # else the old sizes are still used

    def _lay_out(self) -> None:
        """Force a new layout after the text size has changed."""
        layout, size = self._window.layout(), self._window.size()
        if layout is not None:
            layout.activate()
        QApplication.sendEvent(self._window, QResizeEvent(size, size))


def _with_own_size(window: QWidget) -> Iterator[TextItem]:
    """Everything whose text size does not follow the application's: some widgets, and plots."""
    for widget in window.findChildren(QWidget):
        has_font = widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)
        if has_font and widget.font().resolveMask() & SIZE_IS_SET:
            yield widget
        if isinstance(widget, QGraphicsView):
            items = widget.scene().items()
            yield from (item for item in items if isinstance(item, QGraphicsTextItem))


def _larger(font: QFont, factor: float) -> QFont:
    return theme.scaled_font(font, factor, font.bold()) if factor != 1.0 else font
