"""The callout of the guided tour: a text beside what it explains."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.pages.common import theme
from digitpad.shell.callout_placement import Side, placed
from digitpad.text.translation import tr

ARROW = 12
CORNER = 8.0
PADDING = 16
LINE_LETTERS = 40
"""Width of a line in letters."""
RING_GAP, RING_WIDTH = 3, 3


class TourCallout(QWidget):
    """A title, a text, and the buttons of the tour; it points at a place of its parent.

    Signals:
        next_requested, back_requested, skip_requested: a button was pressed, or Esc for the last.
    """

    next_requested = Signal()
    back_requested = Signal()
    skip_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tourCallout")
        self._home = parent
        self._side = Side.OVER
        self._tip = QPoint()
        self._ring = _Ring(parent)
        self._title, self._words, self._count = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("tourTitle")
        self._words.setObjectName("tourWords")
        self._count.setObjectName("tourCount")
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._skip = _button(
            "tourSkip", tr("Skip"), tr("End the tour. You can start it again from the Help menu.")
        )
        self._back = _button("tourBack", tr("Back"), tr("Show the previous step."))
        self._next = _button("tourNext", tr("Next"), tr("Show the next step."))
        self._skip.clicked.connect(self.skip_requested)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._lay_out()
        self.hide()

    def show_step(self, title: str, words: str, number: int, count: int) -> None:
        """Show the step of this number, from 1; a ``count`` of 0 is an offer of the tour."""
        self._title.setText(f"<b>{title}</b>")
        self._words.setText(words)
        self._count.setText(tr("{number} of {count}", number=number, count=count) if count else "")
        self._back.setVisible(bool(count))
        self._back.setEnabled(number > 1)
        self._skip.setText(tr("Skip") if count else tr("No, thanks"))
        self._next.setText(_next_words(number, count))
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._next.setAccessibleDescription(f"{title}. {words}")
        self.show()
        self._next.setFocus()

    def point_at(self, target: QRect | None, free: QRect = QRect()) -> None:  # noqa: B008
        """Move beside a place of the parent; to the middle for None."""
        size, room = self.sizeHint(), self._home.rect()
        ring = QRect() if target is None else target.adjusted(*_grown(RING_GAP)).intersected(room)
        if target is None:
            box, self._side = QRect(QPoint(), size), Side.OVER
            box.moveCenter(room.center())
        else:
            box, self._side = placed(ring, size, room, free)
        self._tip = (ring.center() if target is not None else box.center()) - box.topLeft()
        self.setGeometry(box)
        self._ring.surround(ring)
        self._ring.raise_()
        self.raise_()
        self.update()

    def point_at_nothing(self) -> None:
        """Stay in place, without a target."""
        self._side = Side.OVER
        self._ring.hide()
        self.update()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().averageCharWidth() * LINE_LETTERS + 2 * (ARROW + PADDING)
        layout = self.layout()
        assert layout is not None
        width = max(width, layout.totalMinimumSize().width())
        return QSize(width, layout.totalHeightForWidth(width))

    def leave(self) -> None:
        """Delete the callout and its ring."""
        for widget in (self, self._ring):
            widget.hide()
            widget.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.skip_requested.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QPainterPath()
        box = QRectF(self.rect()).adjusted(*_grown(-ARROW))
        body.addRoundedRect(box, CORNER, CORNER)
        outline = body.united(self._arrow(box))
        painter.setPen(QPen(theme.accent(palette), 1.5))
        painter.setBrush(palette.base())
        painter.drawPath(outline)

    def _arrow(self, box: QRectF) -> QPainterPath:
        """A triangle from the box towards the target, as near to its middle as possible."""
        path = QPainterPath()
        across, down = self._side.value
        if not across and not down:
            return path
        far = CORNER + ARROW
        x = min(max(float(self._tip.x()), box.left() + far), box.right() - far)
        y = min(max(float(self._tip.y()), box.top() + far), box.bottom() - far)
        if across:
            edge = box.right() if across > 0 else box.left()
            base, along, to = QPointF(edge, y), QPointF(0, ARROW), QPointF(across * ARROW, 0)
        else:
            edge = box.bottom() if down > 0 else box.top()
            base, along, to = QPointF(x, edge), QPointF(ARROW, 0), QPointF(0, down * ARROW)
        inwards = to * 0.2  # so that no seam is left
        path.moveTo(base + to * 0.92)
        path.lineTo(base - along - inwards)
        path.lineTo(base + along - inwards)
        path.closeSubpath()
        return path

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._count, 1)
        for button in (self._skip, self._back, self._next):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(4 * [ARROW + PADDING]))
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._words, 1)
        layout.addSpacing(4)
        layout.addLayout(buttons)


class _Ring(QWidget):
    """A frame around a place of its parent; pointer events pass through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tourRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def surround(self, box: QRect) -> None:
        """Move to the inside of ``box``; hide if it is empty."""
        self.setGeometry(box)
        self.setVisible(not box.isEmpty())

    def resizeEvent(self, event: QResizeEvent) -> None:
        hole = self.rect().adjusted(*_grown(-RING_WIDTH))
        self.setMask(QRegion(self.rect()) - QRegion(hole))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.accent(self.palette()))


def _grown(by: int) -> tuple[int, int, int, int]:
    return (-by, -by, by, by)


def _next_words(number: int, count: int) -> str:
    if not count:
        return tr("Show me")
    return tr("Done") if number == count else tr("Next")


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAutoDefault(True)  # Enter presses the one with the focus
    return button
