"""Recognition: reads the pad with a network, again whenever one of the two has changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from cnn import Network
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.reading.reader import Prediction, Reader, Reading


class Recognition(QObject):
    """What the network reads on the pad, and which of its digits one looks at.

    Changes are gathered with a timer of 0 ms: however many points arrive before the event loop is
    free again, they make one reading.

    One digit is the *chosen* one: the one drawn last, until ``choose`` says otherwise, and then
    that one for as long as any of its strokes is there.

    Signals:
        reading_changed(object): a ``Reading``, or None for an empty pad; sent before ``predicted``.
        predicted(object): the ``Prediction`` for the chosen digit, or None for an empty pad.
        network_changed(object): the ``Network`` that reads from now on; sent before its reading.
    """

    reading_changed = Signal(object)
    predicted = Signal(object)
    network_changed = Signal(object)

    def __init__(self, pad: Pad, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._network = self._read_with = network
        self._reader = Reader()
        self._drawing = Drawing()
        self._reading: Reading | None = None
        self._chosen = 0
        self._choice: tuple[Stroke, ...] = ()
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
    def read_with(self) -> Network:
        """The network that ``reading`` is of; another one than ``network`` while it is due."""
        return self._read_with

    @property
    def reading(self) -> Reading | None:
        """The latest reading; None for an empty pad."""
        return self._reading

    @property
    def chosen(self) -> int | None:
        """Which of the reading's digits is the chosen one; None for an empty pad."""
        return None if self._reading is None else self._chosen

    @property
    def prediction(self) -> Prediction | None:
        """What the network says about the chosen digit; None for an empty pad."""
        return None if self._reading is None else self._reading.digits[self._chosen].prediction

    @property
    def chosen_drawing(self) -> Drawing:
        """The strokes of the chosen digit alone, where they stand on the pad."""
        return replace(self._drawing, strokes=self._strokes_of(self._chosen))

    def set_network(self, network: Network) -> None:
        """Read with ``network`` from now on.  It must not be changed afterwards."""
        self._network = network
        self.network_changed.emit(network)
        self._soon.start()

    def choose(self, index: int) -> None:
        """Look at the digit of this number, from 0 for the first; others are not there.

        Where a reading is due, ``predicted`` comes with it.
        """
        if self._reading is not None and 0 <= index < len(self._reading.digits):
            self._chosen = index
            self._choice = self._strokes_of(index)
            if not self._soon.isActive():  # else this is of a network that has gone, maybe
                self.predicted.emit(self.prediction)

    def choose_next(self) -> None:
        """Look at the next digit, after the last one at the first."""
        if self._reading is not None:
            self.choose((self._chosen + 1) % len(self._reading.digits))

    def _read(self) -> None:
        self._drawing = self._pad.drawing
        self._read_with = self._network
        self._reading = self._reader.read(self._network, self._drawing)
        self._chosen = self._find_choice()
        self.reading_changed.emit(self._reading)
        self.predicted.emit(self.prediction)

    def _find_choice(self) -> int:
        """Where the chosen digit is now; else, where the newest stroke is."""
        if self._reading is None:
            return 0
        places = range(len(self._reading.digits))
        for index in places:
            if any(mine is stroke for mine in self._choice for stroke in self._strokes_of(index)):
                return index
        self._choice = ()
        digits = self._reading.digits
        return max(places, key=lambda index: digits[index].strokes[-1])

    def _strokes_of(self, index: int) -> tuple[Stroke, ...]:
        if self._reading is None:
            return ()
        return tuple(self._drawing.strokes[i] for i in self._reading.digits[index].strokes)
