"""Recognition: reads the pad with a network, again whenever one of the two has changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnn import Network
from cnn.arrays import Floats
from digitpad.ink import Drawing
from digitpad.models.pad import Pad
from digitpad.preprocessing import network_input
from digitpad.recogniser import Prediction, recognise_input


class Recognition(QObject):
    """What the network reads on the pad.

    Changes are gathered with a timer of 0 ms: however many points arrive before the event loop is
    free again, they make one prediction.

    Signals:
        predicted(object): a ``Prediction``, or None for an empty pad.
        network_changed(object): the ``Network`` that reads from now on; sent before its prediction.
    """

    predicted = Signal(object)
    network_changed = Signal(object)

    def __init__(self, pad: Pad, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._network = network
        self._prediction: Prediction | None = None
        self._drawing: Drawing | None = None
        self._input: Floats | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read)
        pad.changed.connect(self._soon.start)

    @property
    def network(self) -> Network:
        """The network that reads."""
        return self._network

    @property
    def prediction(self) -> Prediction | None:
        """The latest prediction; None for an empty pad."""
        return self._prediction

    def set_network(self, network: Network) -> None:
        """Read with ``network`` from now on.  It must not be changed afterwards."""
        self._network = network
        self.network_changed.emit(network)
        self._soon.start()

    def read_now(self) -> None:
        """Do at once what is due."""
        self._soon.stop()
        self._read()

    def _read(self) -> None:
        image = self._image()
        self._prediction = None if image is None else recognise_input(self._network, image)
        self.predicted.emit(self._prediction)

    def _image(self) -> Floats | None:
        """The pad as the network sees it; kept while only the network changes."""
        drawing = self._pad.drawing
        if drawing is not self._drawing:
            self._drawing = drawing
            self._input = network_input(drawing)
        return self._input
