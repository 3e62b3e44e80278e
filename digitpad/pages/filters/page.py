"""The filters page: all filters of a convolution, and the details of the chosen one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from digitpad.pages.common import colour
from digitpad.pages.common.page import PAGE_MARGIN, PageWidget
from digitpad.pages.filters import words
from digitpad.pages.filters.detail import FilterDetail
from digitpad.pages.filters.kernels_view import KernelsView
from digitpad.pages.filters.model import Filter, FiltersModel
from digitpad.pages.filters.muting import MutingPanel
from digitpad.pages.filters.numbers import sums_of
from digitpad.text.translation import tr

LEFT_SHARE = 0.38
LEAST_LEFT = 270
MOST_LEFT = 460
SPACING = 24


class FiltersPage(PageWidget):
    """On the left all filters of a convolution and the effect of turning some off, on the right the
    details of the chosen one."""

    def __init__(self, filters: FiltersModel) -> None:
        self._kernels = KernelsView()
        super().__init__("filtersTab", first=self._kernels)
        self._filters = filters
        self._layers = QComboBox()
        self._layers.setObjectName("filterLayers")
        self._layers.setAccessibleName(tr("Convolution"))
        self._layers.setToolTip(tr("Choose a convolution to see its filters."))
        self._left = QWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._layers.activated.connect(filters.choose_layer)
        self._kernels.chosen.connect(filters.choose)
        self._kernels.toggled.connect(self._toggle)
        filters.network_changed.connect(self._show_network)
        filters.chosen_changed.connect(self._show_chosen)
        filters.muted_changed.connect(self._show_states)
        filters.survey.changed.connect(self._show_states)
        filters.prediction_changed.connect(self._show_activity)

    def open(self, layer: str, channel: int) -> None:
        """Show the details of a filter, if the network has it."""
        self._filters.look_at(Filter(layer, channel))

    def set_visible(self, visible: bool) -> None:
        self._filters.set_visible(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = round(self.width() * LEFT_SHARE)
        self._left.setFixedWidth(min(max(width, LEAST_LEFT), MOST_LEFT))
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self._layers)
        left.addWidget(self._kernels, 1)
        left.addWidget(MutingPanel(self._filters))
        both = QWidget()
        columns = QHBoxLayout(both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(SPACING)
        columns.addWidget(self._left)
        columns.addWidget(FilterDetail(self._filters), 1)
        nothing = QLabel(words.no_filters())
        nothing.setObjectName("noFilters")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setWordWrap(True)
        self._pages.addWidget(both)
        self._pages.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 8)
        layout.addWidget(self._pages)

    def _toggle(self, channel: int) -> None:
        if self._filters.layer is not None:
            filter = Filter(self._filters.layer.name, channel)
            self._filters.set_muted(filter, filter not in self._filters.muted)

    def _show_network(self) -> None:
        titles = [words.layer_title(layer) for layer in self._filters.layers]
        if titles != [self._layers.itemText(i) for i in range(self._layers.count())]:
            self._layers.clear()
            self._layers.addItems(titles)
        self._pages.setCurrentIndex(0 if titles else 1)
        self._show_chosen()

    def _show_chosen(self) -> None:
        layer, chosen = self._filters.layer, self._filters.chosen
        if layer is None or chosen is None:
            return
        self._layers.setCurrentIndex(self._filters.layers.index(layer))
        self._kernels.show_kernels(layer.name, layer.conv.kernel.value)
        self._kernels.choose(chosen.channel)
        self._show_states()
        self._show_activity()

    def _show_states(self) -> None:
        layer, statistics = self._filters.layer, self._filters.survey.statistics
        if layer is None:
            return
        muted = {f.channel for f in self._filters.muted if f.layer == layer.name}
        dead = (
            set()
            if statistics is None
            else set(np.flatnonzero(statistics.layers[layer.name].dead).tolist())
        )
        self._kernels.show_states(muted, dead)

    def _show_activity(self) -> None:
        layer = self._filters.layer
        maps = None if layer is None else sums_of(layer, self._filters.prediction)
        if maps is None:
            self._kernels.show_activity(())
            return
        largest = np.nan_to_num(maps.max(axis=(1, 2)))  # a training may have diverged
        limit = colour.nice_limit(float(largest.max()))
        self._kernels.show_activity((largest / limit).tolist())
