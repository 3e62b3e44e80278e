"""The time page, with a crossed seven on the pad."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest

import cnn
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.time.page import TimePage
from tests.digitpad.hand import let_read
from tests.digitpad.ink_samples import crossed_seven
from tests.digitpad.pages.time.hands import Heard, finish


@pytest.fixture
def pad(qt: object) -> Pad:
    made = Pad()
    made.show_drawing(crossed_seven())
    return made


@pytest.fixture
def recognition(pad: Pad, network: cnn.Network) -> Recognition:
    return Recognition(pad, network, parent=pad)


@pytest.fixture
def page(pad: Pad, recognition: Recognition) -> Iterator[TimePage]:
    let_read(recognition)
    made = TimePage(pad, recognition)
    made.resize(810, 640)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def heard(page: TimePage) -> Heard:
    """With everything answered once."""
    made = Heard(page)
    page.hide()
    page.show()
    finish(page.replay, page.transform)
    assert made.growth is not None
    assert made.map is not None
    return made
