"""The page of the whole network, with a seven on the pad."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import cnn
from tests.digitpad.pages.network.desk import Desk, WaitUntil


@pytest.fixture
def desk(qt: object, network: cnn.Network, wait_until: WaitUntil) -> Iterator[Desk]:
    made = Desk(network, wait_until)
    made.draw()
    yield made
    made.page.close()
