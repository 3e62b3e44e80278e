from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.digitpad.pages.views import Show, View


@pytest.fixture
def shown(qt: object) -> Iterator[Show]:
    made: list[QWidget] = []

    def show(view: View, width: int, height: int) -> View:
        made.append(view)
        view.resize(width, height)
        view.show()
        assert QTest.qWaitForWindowExposed(view)
        return view

    yield show
    for view in made:
        view.close()
