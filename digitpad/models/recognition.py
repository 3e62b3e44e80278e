"""Recognition: reads the pad with a network, again whenever one of the two has changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from cnn import Network
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.reading.reader import Reader, Reading
from digitpad.reading.state import ReadingState


class Recognition(QObject):
    """What the network reads on the pad, and which of its digits is chosen.

    A timer of 0 ms merges changes: however many points arrive before the event loop is free again,
    they are read once.

    The digit drawn last is *chosen*, until ``choose`` selects another one, which stays chosen for
    as long as any of its strokes exists.

    Signals:
        changed(ReadingState): another reading, or another digit of it is chosen.
        network_changed(Network): another network reads from now on; its reading follows.
    """

    changed = Signal(ReadingState)
    network_changed = Signal(Network)

    def __init__(self, pad: Pad, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._network = network
        self._reader = Reader()
        self._state = ReadingState(network)
        self._choice: tuple[Stroke, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read)
        pad.changed.connect(self._soon.start)

    @property
    def network(self) -> Network:
        """The network that reads; while a reading is due, ``state`` is still of another one."""
        return self._network

    @property
    def state(self) -> ReadingState:
        """The latest reading."""
        return self._state

    def set_network(self, network: Network) -> None:
        """Read with ``network`` from now on.  It must not be changed afterwards."""
        self._network = network
        self.network_changed.emit(network)
        self._soon.start()

    def choose(self, index: int) -> None:
        """Choose the digit with this index; ignored if there is none.

        While a reading is due, ``changed`` is emitted with it.
        """
        reading = self._state.reading
        if reading is not None and 0 <= index < len(reading.digits):
            self._state = replace(self._state, chosen=index)
            self._choice = self._state.chosen_drawing.strokes
            if not self._soon.isActive():
                self.changed.emit(self._state)

    def choose_next(self) -> None:
        """Choose the next digit; after the last one the first."""
        reading, chosen = self._state.reading, self._state.chosen
        if reading is not None and chosen is not None:
            self.choose((chosen + 1) % len(reading.digits))

    def _read(self) -> None:
        drawing = self._pad.drawing
        reading = self._reader.read(self._network, drawing)
        chosen = None if reading is None else self._find_choice(drawing, reading)
        self._state = ReadingState(self._network, drawing, reading, chosen)
        self.changed.emit(self._state)

    def _find_choice(self, drawing: Drawing, reading: Reading) -> int:
        """The digit with a stroke of the chosen one; else, the digit with the newest stroke."""
        chosen = set(map(id, self._choice))
        for index, digit in enumerate(reading.digits):
            if any(id(drawing.strokes[number]) in chosen for number in digit.strokes):
                return index
        self._choice = ()
        return max(range(len(reading.digits)), key=lambda i: reading.digits[i].strokes[-1])
