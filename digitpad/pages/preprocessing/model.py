"""The steps from ink to pixels for the chosen digit, any of which may be left out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from digitpad.imaging.normalise import ALL_STEPS, InputStages, InputSteps, input_stages
from digitpad.ink.drawing import Drawing
from digitpad.models.recognition import Recognition
from digitpad.reading.reader import Prediction, recognise_input


class PreprocessingModel(QObject):
    """The preprocessing of the chosen digit, while its page is visible.

    The rest of the program does not depend on it.

    Attributes:
        recognition: reads the pad.
        drawing: the strokes of the digit.
        stages: the pictures on the way to the network; None for an empty pad.
        prediction: the answer for the last of them; None for an empty pad.

    Signals:
        changed: any of these, or ``steps``, has changed.
    """

    changed = Signal()

    def __init__(self, recognition: Recognition, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recognition = recognition
        self.drawing = Drawing()
        self.stages: InputStages | None = None
        self.prediction: Prediction | None = None
        self._steps = ALL_STEPS
        self._is_visible = False
        recognition.changed.connect(self._update)

    @property
    def steps(self) -> InputSteps:
        """The steps that are taken."""
        return self._steps

    def set_steps(self, steps: InputSteps) -> None:
        """Use these steps from now on."""
        if steps != self._steps:
            self._steps = steps
            self._update()

    def set_visible(self, visible: bool) -> None:
        """Nothing is computed while the page is hidden."""
        self._is_visible = visible
        self._update()

    def _update(self) -> None:
        if not self._is_visible:
            return
        self.drawing = self.recognition.state.chosen_drawing
        self.stages = input_stages(self.drawing, self._steps)
        self.prediction = self._predict()
        self.changed.emit()

    def _predict(self) -> Prediction | None:
        if self.stages is None or self._steps == ALL_STEPS:
            return self.recognition.state.prediction
        return recognise_input(self.recognition.network, self.stages.centred)
