"""The details of one filter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cnn.explain.patches import patch_size
from digitpad.pages.common import colour, theme
from digitpad.pages.filters import labels, words
from digitpad.pages.filters.histogram_view import HistogramView
from digitpad.pages.filters.model import FiltersModel
from digitpad.pages.filters.numbers import sums_of
from digitpad.pages.filters.pictures import FilterPictures
from digitpad.pages.filters.weights_view import WeightsView
from digitpad.text.numbers import number
from digitpad.text.translation import tr


class FilterDetail(QWidget):
    """The chosen filter: its pictures, the histogram of its outputs, its weights."""

    def __init__(self, filters: FiltersModel) -> None:
        super().__init__()
        self.setObjectName("filterDossier")
        self._filters = filters
        self._title = labels.words("filterTitle")
        self._title.setFont(theme.scaled_font(self.font(), 1.25, bold=True))
        self._mute = QCheckBox(tr("Turn this filter off"))
        self._mute.setObjectName("muteBox")
        self._mute.setToolTip(tr("Read as if the output of this filter were 0 everywhere."))
        self._mute.clicked.connect(self._toggle)
        self._what = labels.words("filterWhat")
        self._histogram = HistogramView()
        self._histogram_words = labels.words("histogramWords", lines=2)
        self._weights = WeightsView()
        self._weight_words = QLabel()
        self._weight_words.setObjectName("weightWords")
        self._lay_out()
        for signal in (filters.network_changed, filters.chosen_changed):
            signal.connect(self._show_filter)
        for signal in (filters.muted_changed, filters.learning_changed):
            signal.connect(self._show_muted)
        filters.prediction_changed.connect(self._show_mark)
        filters.survey.changed.connect(self._show_statistics)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._mute)
        scroll = QScrollArea()
        scroll.setObjectName("weightsScroll")
        scroll.setAccessibleName(tr("Weights"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setMinimumHeight(150)
        scroll.setWidget(self._weights)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._what)
        layout.addWidget(FilterPictures(self._filters))
        layout.addWidget(labels.heading(tr("Outputs on the test set, before ReLU")))
        layout.addWidget(self._histogram, 2)
        layout.addWidget(self._histogram_words)
        layout.addWidget(self._weight_words)
        layout.addWidget(scroll, 3)

    def _toggle(self, off: bool) -> None:
        if self._filters.chosen is not None:
            self._filters.set_muted(self._filters.chosen, off)

    def _show_filter(self) -> None:
        layer, chosen = self._filters.layer, self._filters.chosen
        if layer is None or chosen is None:
            return
        name = tr("{layer}, filter {number}", layer=chosen.layer, number=chosen.channel + 1)
        self._title.setText(name)
        kernels = layer.conv.kernel.value
        self._weights.show_weights(kernels[chosen.channel], colour.limit_of(kernels), name)
        bias = number(float(layer.conv.bias.value[chosen.channel]))
        if kernels.shape[1] > 1:
            text = tr("Weights, strongest map first; bias {bias}", bias=bias)
        else:
            text = tr("Weights; bias {bias}", bias=bias)
        self._weight_words.setText(text)
        seen = patch_size(self._filters.network, layer)
        self._what.setText(words.layer_text(layer, seen))
        self._show_muted()

    def _show_muted(self) -> None:
        self._mute.setChecked(self._filters.chosen in self._filters.muted)
        self._mute.setEnabled(not self._filters.is_learning)
        self._show_statistics()
        self._show_mark()

    def _show_mark(self) -> None:
        layer, chosen = self._filters.layer, self._filters.chosen
        maps = None if layer is None else sums_of(layer, self._filters.shown)
        mark = None if maps is None or chosen is None else float(maps[chosen.channel].max())
        self._histogram.show_mark(mark)

    def _show_statistics(self) -> None:
        filters = self._filters
        statistics, one, layer = filters.survey.statistics, filters.statistics, filters.layer
        if statistics is None or one is None or layer is None:
            self._histogram.clear()
            self._histogram_words.setText(words.nothing_yet(filters.is_learning))
            return
        text = words.statistics_text(statistics, one, layer)
        self._histogram.show_counts(one.edges, one.counts, text, one.is_dead)
        self._histogram_words.setText(text)
