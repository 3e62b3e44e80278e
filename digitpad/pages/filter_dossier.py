"""All that is known about one filter."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

import cnn
from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.filters import Excitement
from cnn.explain.maximisation import middle
from cnn.explain.patches import patch
from digitpad.models.filters import Filters
from digitpad.pages import filter_words as words
from digitpad.painting import colour, theme
from digitpad.recogniser import Prediction
from digitpad.widgets.array_view import ArrayView
from digitpad.widgets.histogram_view import HistogramView
from digitpad.widgets.patches_view import PatchesView
from digitpad.widgets.weights_view import WeightsView

SIDE = 132
GAP = 14


class FilterDossier(QWidget):
    """The chosen filter: its map, its favourite patches, its dream, its histogram, its weights."""

    def __init__(self, filters: Filters) -> None:
        super().__init__()
        self.setObjectName("filterDossier")
        self._filters = filters
        self._best: tuple[Excitement, ...] | None = None
        self._title = _quiet_label("filterTitle")
        self._title.setFont(theme.scaled_font(self.font(), 1.25, bold=True))
        self._mute = QCheckBox("Mute this filter")
        self._mute.setObjectName("muteBox")
        self._mute.setToolTip("Let the network read as if this filter answered 0 everywhere.")
        self._mute.clicked.connect(self._toggle)
        self._what = _quiet_label("filterWhat")
        self._map = ArrayView(
            "The filter's map of this ink",
            "The filter's sum at every place, before the activation: orange is over 0.",
            SIDE,
            blank="Draw a digit",
        )
        self._map.setObjectName("liveMap")
        self._dream = ArrayView(
            "What the filter would like best",
            "Found by changing an input, step by step, to where the filter answers more.",
            SIDE,
            ink=True,
        )
        self._dream.setObjectName("dream")
        self._patches = PatchesView()
        self._again = QPushButton("Again")
        self._again.setObjectName("dreamButton")
        self._again.setToolTip("Look for what the filter would like best from another start.")
        self._again.clicked.connect(filters.dream.again)
        self._map_words = _quiet_label("mapWords")
        self._patch_words = _quiet_label("patchWords")
        self._dream_words = _quiet_label("dreamWords")
        self._histogram = HistogramView()
        self._histogram_words = _quiet_label("histogramWords", lines=2)
        self._weights = WeightsView()
        self._weight_words = QLabel()
        self._weight_words.setObjectName("weightWords")
        self._lay_out()
        filters.network_changed.connect(self._show_filter)
        filters.chosen_changed.connect(self._show_filter)
        filters.muted_changed.connect(self._show_muted)
        filters.learning_changed.connect(self._show_filter)
        filters.predicted.connect(self._show_map)
        filters.survey.changed.connect(self._show_statistics)
        filters.dream.changed.connect(self._show_dream)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._mute)
        scroll = QScrollArea()
        scroll.setObjectName("weightsScroll")
        scroll.setAccessibleName("Weights")
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
        layout.addLayout(self._pictures())
        layout.addWidget(_heading("Its sums over the test set"))
        layout.addWidget(self._histogram, 2)
        layout.addWidget(self._histogram_words)
        layout.addWidget(self._weight_words)
        layout.addWidget(scroll, 3)

    def _pictures(self) -> QGridLayout:
        """Three columns: the map, the patches, the dream; headings above and words below them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        headings = ("On this ink", "Favourite patches", "Ideal input")
        for column, text in enumerate(headings):
            grid.addWidget(_heading(text), 0, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self._map, 1, 0)
        grid.addWidget(self._patches, 1, 1)
        grid.addWidget(self._dream, 1, 2)
        below = QHBoxLayout()
        below.addWidget(self._dream_words, 1)
        below.addWidget(self._again)
        grid.addWidget(self._map_words, 2, 0)
        grid.addWidget(self._patch_words, 2, 1)
        grid.addLayout(below, 2, 2)
        return grid

    def _toggle(self, silent: bool) -> None:
        if self._filters.chosen is not None:
            self._filters.set_muted(self._filters.chosen, silent)

    def _show_filter(self) -> None:
        layer, chosen = self._filters.layer, self._filters.chosen
        if layer is None or chosen is None:
            return
        self._title.setText(f"{chosen.layer}, filter {chosen.channel + 1}")
        kernels = layer.conv.kernel.value
        self._weights.show_weights(kernels[chosen.channel], colour.limit_of(kernels))
        bias = words.number(float(layer.conv.bias.value[chosen.channel]))
        order = ", strongest map first" if kernels.shape[1] > 1 else ""
        self._weight_words.setText(f"Weights{order}; bias {bias}")
        network = self._filters.network
        blank = np.zeros(network.input_shape, np.float32)
        field = patch(network, layer, *middle(layer), blank)
        self._what.setText(words.what_it_does(layer, field.shape[1:]))
        self._best = None
        self._show_muted()
        self._show_statistics()
        self._show_dream()

    def _show_muted(self) -> None:
        self._mute.setChecked(self._filters.chosen in self._filters.muted)
        self._mute.setEnabled(not self._filters.is_learning)
        self._show_map()

    def _show_map(self) -> None:
        """The map as it is; a muted filter's as it would be."""
        filters, layer = self._filters, self._filters.layer
        if layer is None or filters.chosen is None:
            return
        muted = filters.chosen in filters.muted
        prediction = filters.baseline if muted else filters.prediction
        maps = sums_of(layer, prediction)
        if maps is None:
            self._map.show_values(None)
            self._map_words.setText("")
            self._histogram.show_mark(None)
            return
        values = maps[filters.chosen.channel]
        largest = float(values.max())
        self._map.show_values(values, colour.limit_of(maps))
        self._map_words.setText(
            "if it were not muted" if muted else f"largest {words.number(largest)}"
        )
        self._histogram.show_mark(largest)

    def _show_statistics(self) -> None:
        study, one, layer = (
            self._filters.survey.study,
            self._filters.statistics,
            self._filters.layer,
        )
        if study is None or one is None or layer is None:
            self._histogram.clear()
            self._histogram_words.setText(words.nothing_yet(self._filters.is_learning))
            self._show_best(None, ())
            return
        said = words.what_it_answered(study, one, layer)
        self._histogram.show_counts(one.edges, one.counts, said)
        self._histogram_words.setText(said)
        self._show_best(self._filters.survey.data, one.best)

    def _show_best(self, data: cnn.Dataset | None, best: tuple[Excitement, ...]) -> None:
        layer = self._filters.layer
        if best == self._best or layer is None:
            return
        self._best = best
        pieces: list[Floats] = []
        said: list[str] = []
        if data is not None:
            pictures = data.inputs(np.array([one.image for one in best], np.intp))
            pieces = [
                patch(self._filters.network, layer, one.row, one.column, picture)[0]
                for one, picture in zip(best, pictures, strict=True)
            ]
            said = [words.excitement(one, int(data.labels[one.image])) for one in best]
        dead = data is not None and not best
        self._patches.show_patches(pieces, said, words.NO_PATCHES if dead else "")
        values = [words.number(one.value) for one in best]
        self._patch_words.setText(f"{values[-1]} to {values[0]}" if values else "")

    def _show_dream(self) -> None:
        dream = self._filters.dream
        attempt = dream.attempt
        self._dream.show_values(None if attempt is None else attempt.picture[0])
        self._dream_words.setText("" if attempt is None else words.number(attempt.value))
        self._dream.set_blank("when the training rests" if self._filters.is_learning else "")
        self._again.setEnabled(not dream.is_busy and attempt is not None)


def sums_of(layer: FilterLayer, prediction: Prediction | None) -> Floats | None:
    """A layer's maps of this ink before the activation, ``(channels, height, width)``.

    None for no ink, and where the prediction is still another network's.
    """
    maps = None if prediction is None else prediction.trace.get(layer.sums)
    return maps if maps is not None and maps.shape == (layer.channels, *layer.size) else None


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(theme.scaled_font(label.font(), 0.9, bold=True))
    return label


def _quiet_label(name: str, lines: int = 1) -> QLabel:
    """Text that may be long; it gives way rather than widen the page, and keeps its height."""
    label = QLabel()
    label.setObjectName(name)
    label.setFont(theme.scaled_font(label.font(), 0.9))
    label.setWordWrap(True)
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
