"""The patches that activate a filter most."""

from __future__ import annotations

import numpy as np

from digitpad.pages.common import colour
from digitpad.pages.filters.patches_view import PatchesView
from tests.digitpad.pages.views import Show, pixel


def test_patches_stand_in_order_and_tell_where_they_come_from(shown: Show) -> None:
    view = PatchesView()
    patches = [np.full((14, 14), share, np.float32) for share in np.linspace(0, 1, 9)]
    view.show_patches(patches, [f"image {n}" for n in range(9)])
    shown(view, 132, 132)
    palette = view.palette()
    table = colour.grey(palette.base().color().rgb(), palette.text().color().rgb())
    for place, values in enumerate(patches):
        box = view.box(place)
        assert box.width() == 42
        assert view.rect().contains(box)
        colour_there = colour.paint_positive(values, 1.0, table)[0, 0]
        assert pixel(view, box.center()) == int(colour_there)
    assert view.accessibleDescription().split("; ")[8] == "image 8"
    blank = view.grab().toImage()
    view.show_patches([], [], "No test image excites it.")
    assert view.accessibleDescription() == "No test image excites it."
    assert view.grab().toImage() != blank
