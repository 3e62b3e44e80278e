"""The parts of the window, each an arrangement of views."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.models.training import Trainer
from digitpad.widgets.curves_view import CurvesView
from digitpad.widgets.feature_maps_view import FeatureMapsView
from digitpad.widgets.network_input_view import NetworkInputView
from digitpad.widgets.pad_tools import PadTools
from digitpad.widgets.pad_view import PadView
from digitpad.widgets.prediction_view import PredictionView
from digitpad.widgets.probabilities_view import ProbabilitiesView
from digitpad.widgets.train_panel import TrainPanel

SPACING = 14
PANEL_WIDTH = 272
PAGE_MARGIN = 16
PAD_SHARE = 0.35
SMALLEST_COLUMN = 320
LARGEST_COLUMN = 700
MAPS_HINT = (
    "Orange: the filter has found its pattern. Blue: the opposite; ReLU wipes it out. "
    "Point at a square to read its number."
)


class DrawColumn(QWidget):
    """The pad with its tools, and below it what the network sees and answers.

    Attributes:
        pad_view: the pad itself.
    """

    def __init__(self, pad: Pad, recognition: Recognition, tools: Mapping[str, QAction]) -> None:
        super().__init__()
        self.pad_view = PadView(pad)
        self._below = QWidget()
        seen = NetworkInputView()
        answer = PredictionView()
        bars = ProbabilitiesView()
        for view in (seen, answer, bars):
            recognition.predicted.connect(view.show_prediction)
        caption = QLabel("What the network sees")
        seen_column = QVBoxLayout()
        seen_column.setSpacing(4)
        seen_column.addWidget(seen)
        seen_column.addWidget(caption)
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addLayout(seen_column)
        row.addWidget(answer, 1)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACING)
        below.addWidget(PadTools(pad, tools))
        below.addLayout(row)
        below.addWidget(bars, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.pad_view, 1)
        layout.addWidget(self._below)

    def fit(self, width: int, height: int) -> None:
        """Take the share of a window that makes the pad a large square and leaves nothing empty."""
        room = height - self._below.sizeHint().height() - SPACING
        side = min(max(min(round(width * PAD_SHARE), room), SMALLEST_COLUMN), LARGEST_COLUMN)
        self.setFixedWidth(side)
        self.pad_view.setMaximumHeight(side)


class LookInsidePage(QWidget):
    """The feature maps, and a line with the number under the pointer."""

    def __init__(self, recognition: Recognition) -> None:
        super().__init__()
        self.setObjectName("lookInsideTab")
        maps = FeatureMapsView(recognition.network)
        recognition.network_changed.connect(maps.show_network)
        recognition.predicted.connect(maps.show_prediction)
        scroll = QScrollArea()
        scroll.setObjectName("featureMapsScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(maps)
        self._value = QLabel(MAPS_HINT)
        self._value.setObjectName("valueUnderPointer")
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        maps.pointed.connect(self._say)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(8)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._value)

    def _say(self, text: str) -> None:
        self._value.setText(text or MAPS_HINT)


class TrainPage(QWidget):
    """The form for a training, and its curves.

    Attributes:
        panel: the form.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.setObjectName("trainTab")
        self.panel = TrainPanel(trainer)
        self.panel.setFixedWidth(PANEL_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(28)
        layout.addWidget(self.panel)
        layout.addWidget(CurvesView(trainer), 1)
