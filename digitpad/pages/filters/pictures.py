"""Three pictures of a filter: its map of the ink, its strongest patches, its ideal input."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from cnn.explain.filters import StrongestMatch
from digitpad.pages.common import colour
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.filters import labels, words
from digitpad.pages.filters.model import FiltersModel
from digitpad.pages.filters.numbers import StrongestPatch, strongest_patches, sums_of
from digitpad.pages.filters.patches_view import PatchesView
from digitpad.text.numbers import two_decimals
from digitpad.text.translation import tr

TILE_PX = 132
GAP = 14


class FilterPictures(QWidget):
    """The pictures side by side, with a heading above and a value below each."""

    def __init__(self, filters: FiltersModel) -> None:
        super().__init__()
        self._filters = filters
        self._best: tuple[StrongestMatch, ...] | None = None
        self._map = ArrayView(
            tr("The filter's map of this ink"),
            tr("The filter's output before the activation: orange is above 0."),
            TILE_PX,
            blank=tr("Draw a digit"),
        )
        self._map.setObjectName("liveMap")
        self._patches = PatchesView()
        self._ideal = ArrayView(
            tr("The filter's ideal input"),
            tr("Found by changing an image, step by step, so that the filter's output grows."),
            TILE_PX,
            ink=True,
        )
        self._ideal.setObjectName("dream")
        self._again = QPushButton(tr("Again"))
        self._again.setObjectName("dreamButton")
        self._again.setToolTip(tr("Search for the ideal input from another start."))
        self._again.clicked.connect(filters.maximisation.again)
        self._map_words = labels.words("mapWords")
        self._patch_words = labels.words("patchWords")
        self._ideal_words = labels.words("dreamWords")
        self._lay_out()
        for signal in (filters.network_changed, filters.chosen_changed):
            signal.connect(self._show_filter)
        filters.muted_changed.connect(self._show_map)
        filters.prediction_changed.connect(self._show_map)
        filters.survey.changed.connect(self._show_strongest)
        filters.learning_changed.connect(self._show_strongest)
        filters.learning_changed.connect(self._show_ideal)
        filters.maximisation.changed.connect(self._show_ideal)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        headings = (tr("On this ink"), tr("Strongest matches"), tr("Ideal input"))
        for column, text in enumerate(headings):
            grid.addWidget(labels.heading(text), 0, column)
            grid.setColumnStretch(column, 1)
        for column, view in enumerate((self._map, self._patches, self._ideal)):
            grid.addWidget(view, 1, column)
        below = QHBoxLayout()
        below.addWidget(self._ideal_words, 1)
        below.addWidget(self._again)
        grid.addWidget(self._map_words, 2, 0)
        grid.addWidget(self._patch_words, 2, 1)
        grid.addLayout(below, 2, 2)

    def _show_filter(self) -> None:
        self._best = None
        self._show_map()
        self._show_strongest()
        self._show_ideal()

    def _show_map(self) -> None:
        """Show the map; if the filter is off, as it would be."""
        layer, chosen = self._filters.layer, self._filters.chosen
        if layer is None or chosen is None:
            return
        maps = sums_of(layer, self._filters.shown)
        if maps is None:
            self._map.show_values(None)
            self._map_words.setText("")
            return
        values = maps[chosen.channel]
        largest = tr("max {value}", value=two_decimals(float(values.max())))
        self._map.show_values(values, colour.limit_of(maps))
        muted = chosen in self._filters.muted
        self._map_words.setText(tr("if turned on") if muted else largest)

    def _show_strongest(self) -> None:
        filters, layer, one = self._filters, self._filters.layer, self._filters.statistics
        data = filters.survey.data
        if layer is None or one is None or data is None:
            self._best = None
            self._show_patches([], words.no_picture_yet(filters.is_learning))
        elif one.best != self._best:
            self._best = one.best
            found = strongest_patches(filters.network, layer, one.best, data)
            self._show_patches(found, words.no_patches())

    def _show_patches(self, found: list[StrongestPatch], blank: str) -> None:
        texts = [words.patch_text(one) for one in found]
        self._patches.show_patches([one.piece for one in found], texts, blank)
        values = [two_decimals(one.match.value) for one in found]
        self._patch_words.setText(
            tr("{low} to {high}", low=values[-1], high=values[0]) if values else ""
        )

    def _show_ideal(self) -> None:
        maximisation = self._filters.maximisation
        attempt = maximisation.attempt
        self._ideal.show_values(None if attempt is None else attempt.picture[0])
        self._ideal_words.setText("" if attempt is None else two_decimals(attempt.value))
        self._ideal.set_blank(words.no_picture_yet(True) if self._filters.is_learning else "")
        self._again.setEnabled(not maximisation.is_busy and attempt is not None)
