"""A pad with the page of the whole network, and a simulated user."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLabel,
)

import cnn
from cnn.explain.graph import Place
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.network.page import NetworkPage
from digitpad.pages.network.view import NetworkView

WaitUntil = Callable[[Callable[[], object]], None]
Key = Qt.Key
SIZE = (860, 680)


class Desk:
    """A pad, a network that reads it, and the page, shown."""

    def __init__(self, network: cnn.Network, wait_until: WaitUntil) -> None:
        self.pad = Pad()
        self.recognition = Recognition(self.pad, network)
        self.page = NetworkPage(self.recognition)
        self.model = self.page.model
        view = self.page.findChild(QAbstractScrollArea, "networkView")
        assert isinstance(view, NetworkView)
        self.view = view
        self.wait_until = wait_until
        self.page.resize(*SIZE)
        self.page.show()
        assert QTest.qWaitForWindowExposed(self.page)

    def draw(self, shift: float = 0.0) -> None:
        """A seven."""
        before = self.recognition.state.prediction
        self.pad.begin((70 + shift, 70))
        for point in ((190 + shift, 70), (130 + shift, 230)):
            self.pad.extend(point)
        self.pad.end()
        self.wait_until(lambda: self.recognition.state.prediction is not before)

    def use(self, network: cnn.Network) -> None:
        self.recognition.set_network(network)
        self.wait_until(lambda: self.model.network is network)

    def point_at(self, place: Place) -> None:
        QTest.mouseMove(self.view.viewport(), self.middle(place))

    def click(self, place: Place) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=self.middle(place))

    def middle(self, place: Place) -> QPoint:
        return self.view.rectangle_of(place).center().toPoint()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.view, key, held)

    def text(self, name: str) -> str:
        label = self.page.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text()

    def picture(self) -> QImage:
        return self.view.viewport().grab().toImage()
