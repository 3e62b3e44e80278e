"""What becomes of the chosen digit on its way to a network, with steps left out at will."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from digitpad.imaging.normalise import ALL_STEPS, InputStages, InputSteps, input_stages
from digitpad.ink.drawing import Drawing
from digitpad.models.recognition import Recognition
from digitpad.reading.reader import Prediction, recognise_input


class PreprocessingModel(QObject):
    """The steps from ink to pixels for the digit that one looks at, while somebody watches.

    What the rest of the program shows does not depend on it.

    Attributes:
        recognition: reads the pad.
        drawing: the strokes of the digit.
        input_stages: what becomes of them; None for an empty pad.
        prediction: what the network says to that; None for an empty pad.

    Signals:
        changed: any of these, or ``steps``, is another one.
    """

    changed = Signal()

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recognition = recognition
        self.drawing = Drawing()
        self.stages: InputStages | None = None
        self.prediction: Prediction | None = None
        self._steps = ALL_STEPS
        self._watched = False
        recognition.predicted.connect(self._refresh)

    @property
    def steps(self) -> InputSteps:
        """The steps that are taken."""
        return self._steps

    def set_steps(self, steps: InputSteps) -> None:
        """Take these steps from now on."""
        if steps != self._steps:
            self._steps = steps
            self._refresh()

    def watch(self, on: bool) -> None:
        """Say whether anybody looks; nothing is computed for nobody."""
        self._watched = on
        self._refresh()

    def _refresh(self) -> None:
        if not self._watched:
            return
        self.drawing = self.recognition.chosen_drawing
        self.stages = input_stages(self.drawing, self._steps)
        self.prediction = self._predict()
        self.changed.emit()

    def _predict(self) -> Prediction | None:
        if self.stages is None or self._steps == ALL_STEPS:
            return self.recognition.prediction
        return recognise_input(self.recognition.network, self.stages.centred)
