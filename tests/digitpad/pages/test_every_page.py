"""Every page with networks of every kind: the pad empty, and with a digit."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QTabWidget

import cnn
from digitpad.app import App
from tests.digitpad.hand import wait
from tests.digitpad.ink_samples import crossed_seven


def diverged() -> cnn.Network:
    """As a training with too high a rate leaves it."""
    made = cnn.preset("lenet", np.random.default_rng(0))
    made.values[:] = np.nan
    return made


def knowing_no_digit() -> cnn.Network:
    layers = cnn.preset("lenet", np.random.default_rng(0)).config()
    layers[-1]["outputs"] = 11
    return cnn.Network(layers, np.random.default_rng(0), name="eleven")


def test_every_page_shows_every_kind_of_network(app: App) -> None:
    """What goes wrong in a slot or while painting, the fixtures tell."""
    presets = [cnn.preset(name, np.random.default_rng(0)) for name in ("residual", "rows")]
    tabs = app.window.findChild(QTabWidget, "tabs")
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        for network in (*presets, diverged(), knowing_no_digit()):
            app.pad.clear()
            app.library._use(network, "for a test")
            wait(5)
            app.pad.show_drawing(crossed_seven())
            wait(10)
