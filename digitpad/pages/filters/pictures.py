"""Three pictures of a filter: its map of this ink, its favourite patches, its ideal input."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from cnn.explain.filters import Excitement
from digitpad.pages.common import colour
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.filters import labels, words
from digitpad.pages.filters.model import FiltersModel
from digitpad.pages.filters.numbers import StrongestPatch, strongest_patches, sums_of
from digitpad.pages.filters.patches_view import PatchesView

TILE_PX = 132
GAP = 14
HEADINGS = ("On this ink", "Favourite patches", "Ideal input")


class FilterPictures(QWidget):
    """The pictures side by side, headings above and words below them."""

    def __init__(self, filters: FiltersModel) -> None:
        super().__init__()
        self._filters = filters
        self._best: tuple[Excitement, ...] | None = None
        self._map = ArrayView(
            "The filter's map of this ink",
            "The filter's sum at every place, before the activation: orange is over 0.",
            TILE_PX,
            blank="Draw a digit",
        )
        self._map.setObjectName("liveMap")
        self._patches = PatchesView()
        self._dream = ArrayView(
            "What the filter would like best",
            "Found by changing an input, step by step, to where the filter answers more.",
            TILE_PX,
            ink=True,
        )
        self._dream.setObjectName("dream")
        self._again = QPushButton("Again")
        self._again.setObjectName("dreamButton")
        self._again.setToolTip("Look for what the filter would like best from another start.")
        self._again.clicked.connect(filters.dream.again)
        self._map_words = labels.words("mapWords")
        self._patch_words = labels.words("patchWords")
        self._dream_words = labels.words("dreamWords")
        self._lay_out()
        for signal in (filters.network_changed, filters.chosen_changed):
            signal.connect(self._show_filter)
        filters.muted_changed.connect(self._show_map)
        filters.predicted.connect(self._show_map)
        filters.survey.changed.connect(self._show_favourites)
        filters.learning_changed.connect(self._show_favourites)
        filters.learning_changed.connect(self._show_dream)
        filters.dream.changed.connect(self._show_dream)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        for column, text in enumerate(HEADINGS):
            grid.addWidget(labels.heading(text), 0, column)
            grid.setColumnStretch(column, 1)
        for column, view in enumerate((self._map, self._patches, self._dream)):
            grid.addWidget(view, 1, column)
        below = QHBoxLayout()
        below.addWidget(self._dream_words, 1)
        below.addWidget(self._again)
        grid.addWidget(self._map_words, 2, 0)
        grid.addWidget(self._patch_words, 2, 1)
        grid.addLayout(below, 2, 2)

    def _show_filter(self) -> None:
        self._best = None
        self._show_map()
        self._show_favourites()
        self._show_dream()

    def _show_map(self) -> None:
        """The map as it is; a muted filter's as it would be."""
        layer, chosen = self._filters.layer, self._filters.chosen
        if layer is None or chosen is None:
            return
        maps = sums_of(layer, self._filters.shown)
        if maps is None:
            self._map.show_values(None)
            self._map_words.setText("")
            return
        values = maps[chosen.channel]
        largest = f"largest {words.number(float(values.max()))}"
        self._map.show_values(values, colour.limit_of(maps))
        muted = chosen in self._filters.muted
        self._map_words.setText("if it were not muted" if muted else largest)

    def _show_favourites(self) -> None:
        filters, layer, one = self._filters, self._filters.layer, self._filters.statistics
        data = filters.survey.data
        if layer is None or one is None or data is None:
            self._best = None
            self._show_pieces([], words.not_yet(filters.is_learning))
        elif one.best != self._best:
            self._best = one.best
            found = strongest_patches(filters.network, layer, one.best, data)
            self._show_pieces(found, words.NO_PATCHES)

    def _show_pieces(self, found: list[StrongestPatch], blank: str) -> None:
        said = [words.favourite(one) for one in found]
        self._patches.show_patches([one.piece for one in found], said, blank)
        values = [words.number(one.excitement.value) for one in found]
        self._patch_words.setText(f"{values[-1]} to {values[0]}" if values else "")

    def _show_dream(self) -> None:
        dream = self._filters.dream
        attempt = dream.attempt
        self._dream.show_values(None if attempt is None else attempt.picture[0])
        self._dream_words.setText("" if attempt is None else words.number(attempt.value))
        self._dream.set_blank(words.not_yet(True) if self._filters.is_learning else "")
        self._again.setEnabled(not dream.is_busy and attempt is not None)
