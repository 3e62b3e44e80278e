"""The page of the feature maps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

import cnn
from cnn.explain.filter_layers import filter_layers
from cnn.explain.graph import Place
from digitpad.models.recognition import Recognition
from digitpad.pages.common.page import PAGE_MARGIN, scrolled
from digitpad.pages.feature_maps.view import FeatureMapsView
from digitpad.reading.state import ReadingState
from digitpad.text.translation import tr


class FeatureMapsPage(QWidget):
    """The feature maps, and a line with the number under the pointer.

    Signals:
        number_opened, filter_opened: those of ``FeatureMapsView``.
    """

    number_opened = Signal(Place)
    filter_opened = Signal(str, int)

    def __init__(self, recognition: Recognition) -> None:
        super().__init__()
        self.setObjectName("lookInsideTab")
        maps = self._maps = FeatureMapsView(recognition.network)
        recognition.network_changed.connect(maps.show_network)
        recognition.network_changed.connect(self._show_network)
        recognition.changed.connect(self._show_reading)
        self._value = QLabel()
        self._value.setObjectName("valueUnderPointer")
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._value.setWordWrap(True)
        maps.hovered.connect(self._show_text)
        maps.number_opened.connect(self.number_opened)
        maps.filter_opened.connect(self.filter_opened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.setSpacing(8)
        layout.addWidget(scrolled(maps, "featureMapsScroll"), 1)
        layout.addWidget(self._value)
        self._hint = ""
        self._show_network(recognition.network)

    def _show_network(self, network: cnn.Network) -> None:
        hint = _hint() if filter_layers(network) else ""
        if hint != self._hint:
            self._hint = hint
            self._show_text("")

    def _show_reading(self, state: ReadingState) -> None:
        self._maps.show_prediction(state.prediction)

    def _show_text(self, text: str) -> None:
        self._value.setText(text or self._hint)


def _hint() -> str:
    return tr(
        "Orange: the filter's pattern. Blue: its opposite, removed by ReLU. "
        "Hover to read a value, click for details."
    )
