"""The page follows the pad and the network, and pauses while it is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

import cnn
from digitpad.ink.drawing import Drawing
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.time import replay as replay_module
from digitpad.pages.time import transform as variation_module
from digitpad.pages.time.page import TimePage
from tests.digitpad.hand import let_read, wait
from tests.digitpad.ink_samples import BAR
from tests.digitpad.pages.time.hands import POINTS, Heard, Wait, find


def test_a_new_drawing_is_shown_whole(
    page: TimePage, heard: Heard, pad: Pad, wait_until: Wait
) -> None:
    page.replay.go_to(2)
    pad.begin((100, 150))
    pad.extend((140, 170))
    pad.end()
    wait_until(lambda: page.replay.points == POINTS + 2)
    assert page.replay.position == POINTS + 2
    wait_until(lambda: heard.growth is not None and len(heard.growth.stroke_ends) == 3)
    pad.clear()
    wait_until(lambda: heard.growth is None and heard.map is None)
    assert page.replay.points == 0
    assert heard.changed is None
    assert not find(page, QPushButton, "playButton").isEnabled()
    assert not page.grab().isNull()


def test_a_new_network_does_not_move_the_slider(
    page: TimePage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    page.replay.go_to(3)
    before = heard.growth
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(9)))
    wait_until(lambda: heard.growth is not before)
    assert page.replay.position == 3


def test_nothing_is_computed_while_the_page_is_hidden(
    page: TimePage, heard: Heard, pad: Pad, recognition: Recognition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.replay.play()
    page.hide()
    assert not page.replay.is_playing
    calls: list[str] = []
    for module, name in (
        (replay_module, "tracing_timeline"), (replay_module, "recognise"),
        (variation_module, "measuring_robustness"), (variation_module, "recognise_input"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *_, n=name: calls.append(n))
    pad.show_drawing(Drawing((BAR,)))
    let_read(recognition)
    page.transform.set("turn", 20)
    wait(150)
    assert not page.replay.is_working
    assert not page.transform.is_working
    assert not calls
