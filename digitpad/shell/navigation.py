"""What a click on a picture leads to: the page that explains it."""

from __future__ import annotations

from cnn.explain.graph import Place
from digitpad.pages.feature_maps.page import FeatureMapsPage
from digitpad.pages.filters.page import FiltersPage
from digitpad.pages.network.page import NetworkPage
from digitpad.pages.why.page import WhyPage
from digitpad.shell.main_window import MainWindow


def connect_pages(
    window: MainWindow,
    look: FeatureMapsPage,
    glance: NetworkPage,
    filters: FiltersPage,
    why: WhyPage,
) -> None:
    """Let a number lead to its arithmetic, a kernel to its filter, and a bar to why (not)."""

    def open_number(place: Place) -> None:
        window.turn_to(glance)  # from then on it knows the latest network
        glance.follow(place)

    def open_filter(layer: str, channel: int) -> None:
        filters.open(layer, channel)
        window.turn_to(filters)

    def ask_why(label: int) -> None:
        why.question.choose(label)
        window.turn_to(why)

    look.number_opened.connect(open_number)
    look.filter_opened.connect(open_filter)
    window.class_clicked.connect(ask_why)
