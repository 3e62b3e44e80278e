"""The column on the left: the pad, and the answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common.answer_view import AnswerView
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.common.probabilities_view import ProbabilitiesView
from digitpad.pages.pad.pad_view import PadView
from digitpad.pages.pad.tools import PadTools
from digitpad.reading.state import ReadingState
from digitpad.text.translation import tr

SPACING = 14
PIXEL = 4
"""Side of a number of the network's input, in screen units."""
PAD_SHARE = 0.35
SMALLEST_COLUMN = 320
LARGEST_COLUMN = 700
SMALLEST_PAD = 100
"""On a very low screen, where the rest of the column needs room too."""
USUAL_PAD = 220
"""Before the pad gets smaller than this, the bars and the caption are hidden."""


class PadColumn(QWidget):
    """The pad with its tools, and below it what the network sees and answers.

    Attributes:
        pad_view: the pad itself.

    Signals:
        class_clicked(int): the class whose bar was clicked.
    """

    class_clicked = Signal(int)

    def __init__(self, pad: Pad, recognition: Recognition, tools: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("drawColumn")
        self.pad_view = PadView(pad)
        self.pad_view.setMinimumSize(SMALLEST_PAD, SMALLEST_PAD)
        self._below = QWidget()
        seen = ArrayView(
            tr("What the network sees"),
            tr(
                "Your digit as 28 × 28 numbers: always the same size, centred, "
                "and redrawn with the same pen."
            ),
            IMAGE_SIDE * PIXEL + 2,
            ink=True,
            blank=tr("nothing yet"),
        )
        seen.setObjectName("networkInput")
        seen.setFixedSize(seen.minimumSize())
        answer = AnswerView()
        bars = ProbabilitiesView()
        bars.setToolTip(tr("Probability of each digit. Click a bar to see why."))
        bars.setCursor(Qt.CursorShape.PointingHandCursor)
        bars.show_network(recognition.network)
        bars.class_clicked.connect(self.class_clicked)
        recognition.network_changed.connect(bars.show_network)
        recognition.changed.connect(self._show)
        self.pad_view.digit_clicked.connect(recognition.choose)
        self._bars, self._answer, self._caption = bars, answer, QLabel(tr("What the network sees"))
        row = QGridLayout()
        row.setHorizontalSpacing(SPACING)
        row.setVerticalSpacing(4)
        row.setColumnStretch(1, 1)
        row.addWidget(seen, 0, 0)
        row.addWidget(answer, 0, 1)
        # a caption wider than the picture must not push the answer aside
        row.addWidget(self._caption, 1, 0, 1, 2)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACING)
        self._tools, self._seen = PadTools(pad, tools), seen
        below.addWidget(self._tools)
        below.addLayout(row)
        below.addWidget(bars, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.pad_view, 1)
        layout.addWidget(self._below)

    def _show(self, state: ReadingState) -> None:
        self.pad_view.show_state(state)
        self._answer.show_state(state)
        self._seen.show_values(None if state.prediction is None else state.prediction.input)
        self._bars.show_prediction(state.prediction)

    def fit(self, width: int, height: int, pages: int) -> None:
        """Take the width of a window that makes the pad a large square and leaves no gap.

        If ``width`` is not enough for both, the pages come first, which are ``pages`` wide.
        """
        self._make_room(height)
        room = height - self._below.sizeHint().height() - SPACING
        side = min(round(width * PAD_SHARE), width - pages, room, LARGEST_COLUMN)
        side = max(side, SMALLEST_COLUMN)
        self.setFixedWidth(side)
        self.pad_view.setMaximumHeight(side)

    def _make_room(self, height: int) -> None:
        """Hide the bars, then the caption, if the pad would get too small beside them."""
        always = self._tools.sizeHint().height() + self._seen.sizeHint().height() + 2 * SPACING
        left = height - USUAL_PAD - always
        bars = self._bars.minimumSizeHint().expandedTo(self._bars.minimumSize()).height() + SPACING
        words = self._caption.sizeHint().height() + 4
        self._bars.setVisible(left >= bars + words)
        self._caption.setVisible(left >= words)
