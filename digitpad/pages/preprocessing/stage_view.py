"""One of the pictures from ink to pixels."""

from __future__ import annotations

import enum

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.imaging.normalise import CENTRE, DIGIT_SIDE, IMAGE_SIDE
from digitpad.ink.box import Box
from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import paint_blank, paint_ink_pixels
from digitpad.pages.common.ink_painting import fit, paint_ink
from digitpad.pages.preprocessing.model import PreprocessingModel
from digitpad.text.translation import QT_TR_NOOP, tr

MARK = 7.0
WIDEST = 10_000


class Stage(enum.Enum):
    """Which of the pictures; the value is its caption, to be translated."""

    INK = QT_TR_NOOP("Your ink on the pad, and the part of it that is used.")
    BOX = QT_TR_NOOP("The part of the pad that is used.")
    SCALED = QT_TR_NOOP("The same as 28 by 28 numbers.")
    CENTRED = QT_TR_NOOP("What the network sees.")


class StageView(QWidget):
    """Paints one ``Stage`` of a ``PreprocessingModel``."""

    def __init__(
        self, steps: PreprocessingModel, stage: Stage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._stage = stage
        self._most = WIDEST
        self.setObjectName(f"{stage.name.lower()}Picture")
        self.setAccessibleName(tr(stage.value))
        self.setToolTip(tr(stage.value))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(IMAGE_SIDE * 3 + 2, IMAGE_SIDE * 3 + 2)
        steps.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(IMAGE_SIDE * 7 + 2, IMAGE_SIDE * 7 + 2)

    def heightForWidth(self, width: int) -> int:
        return width

    def fit(self, most: int) -> None:
        """Be no wider than ``most``, so that all pictures are the same size."""
        self._most = most
        self.update()

    @property
    def side(self) -> int:
        """Side of the picture; every number gets whole pixels."""
        side = min(self.width(), self.height(), self._most) - 2
        return side - side % IMAGE_SIDE

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The pixels, to be exported; None if there are only lines, or nothing."""
        stages = self._steps.stages
        if stages is None or self._stage not in (Stage.SCALED, Stage.CENTRED):
            return None
        values = stages.scaled if self._stage is Stage.SCALED else stages.centred
        name = tr("scaled ink") if self._stage is Stage.SCALED else tr("centred ink")
        return name, values

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(1, 1, 0, 0)
        box.setSize(QSize(self.side, self.side))
        paint_blank(painter, box, self.palette())
        stages = self._steps.stages
        painter.setClipRect(box)
        room = QRectF(box)
        if stages is None:
            return
        if self._stage is Stage.INK:
            self._paint_ink(painter, room, stages.taken)
        elif self._stage is Stage.BOX:
            transform = fit(_area(stages.taken), room)
            paint_ink(painter, self._steps.drawing, transform, self.palette().text().color())
        else:
            values = stages.scaled if self._stage is Stage.SCALED else stages.centred
            paint_ink_pixels(painter, box, values, self.palette())
            painter.setPen(QPen(theme.accent(self.palette()), 1.4))
            if self._stage is Stage.SCALED:
                self._frame(painter, room)
            else:
                self._cross(painter, room)

    def _paint_ink(self, painter: QPainter, room: QRectF, taken: Box) -> None:
        drawing = self._steps.drawing
        transform = fit(QRectF(0, 0, drawing.width, drawing.height), room)
        paint_ink(painter, drawing, transform, self.palette().text().color())
        corners = QPointF(taken.left, taken.top), QPointF(taken.right, taken.bottom)
        painter.setPen(QPen(theme.accent(self.palette()), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(transform.map(corners[0]), transform.map(corners[1]))
        painter.drawRect(frame.intersected(room.adjusted(1, 1, -1, -1)))

    def _frame(self, painter: QPainter, room: QRectF) -> None:
        """The square into which the ink is scaled."""
        side = DIGIT_SIDE if self._steps.steps.rim else IMAGE_SIDE - 0.3
        rim = (IMAGE_SIDE - side) / 2 * room.width() / IMAGE_SIDE
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(rim, rim, -rim, -rim))

    def _cross(self, painter: QPainter, room: QRectF) -> None:
        """The point to which the centre of mass is moved."""
        at = room.topLeft() + QPointF(1, 1) * ((CENTRE + 0.5) * room.width() / IMAGE_SIDE)
        across, down = QPointF(MARK, 0), QPointF(0, MARK)
        painter.drawLines([QLineF(at - across, at + across), QLineF(at - down, at + down)])


def _area(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
