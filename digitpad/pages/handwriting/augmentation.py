"""The digit on the pad, or a few of MNIST's, changed at random as in a training."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.augmentation import Augmentation, augment
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.models.recognition import Recognition
from digitpad.reading.verdict import judge
from digitpad.tasks.thread import LatestTask
from digitpad.text.translation import tr

COUNT = 24


@dataclass(frozen=True, eq=False)
class AugmentedImage:
    """One randomly changed image.

    Attributes:
        image: ``(28, 28)``, 0 to 1.
        label: the right answer; None if unknown.
        read_as: the network's answer; None for no digit.
    """

    image: Floats
    label: int | None
    read_as: int | None

    @property
    def is_misread(self) -> bool:
        """Whether the network's answer is wrong."""
        return self.read_as != self.label


class AugmentationPreview(QObject):
    """``COUNT`` randomly changed images, while they are visible.

    They show the chosen digit many times, or, while the pad is empty, test images.

    Attributes:
        of_the_pad: whether they show the digit on the pad.
        shown: the changed images; empty until there are any.

    Signals:
        changed: other images.
    """

    changed = Signal()

    def __init__(
        self,
        recognition: Recognition,
        load_examples: Callable[[], cnn.Dataset],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recognition = recognition
        self._load = load_examples
        self._loading = LatestTask(tr("The test images could not be loaded"), self)
        self._loading.finished.connect(self._take_examples)
        self._loading_begun = False
        self._examples: cnn.Dataset | None = None
        self._augmentation = Augmentation()
        self._seed = 0
        self._is_visible = False
        self.of_the_pad = False
        self.shown: tuple[AugmentedImage, ...] = ()
        recognition.changed.connect(self._update)

    @property
    def augmentation(self) -> Augmentation:
        """The kinds and strengths of the changes."""
        return self._augmentation

    def set_augmentation(self, augmentation: Augmentation) -> None:
        """Use other settings, keeping the current seed."""
        self._augmentation = augmentation
        self._update()

    def reseed(self) -> None:
        """Use a new random seed."""
        self._seed += 1
        self._update()

    def set_visible(self, visible: bool) -> None:
        """Nothing is computed while the images are hidden."""
        self._is_visible = visible
        self._update()

    def shut_down(self) -> None:
        """Stop loading test images."""
        self._loading.shut_down()

    def _take_examples(self, examples: cnn.Dataset) -> None:
        self._examples = examples
        self._update()

    def _update(self) -> None:
        if self._is_visible:
            images, labels = self._originals()
            self.shown = self._changed(images, labels) if len(images) else ()
            self.changed.emit()

    def _originals(self) -> tuple[Floats, list[int | None]]:
        prediction = self._recognition.state.prediction
        self.of_the_pad = prediction is not None
        if prediction is not None:
            return np.repeat(prediction.input[np.newaxis], COUNT, axis=0), [
                prediction.label
            ] * COUNT
        if self._examples is None:
            self._begin_loading()
            return np.zeros((0, IMAGE_SIDE, IMAGE_SIDE), np.float32), []
        return self._examples.inputs()[:, 0], [int(label) for label in self._examples.labels]

    def _begin_loading(self) -> None:
        """Load a few images, once: if that fails, there are none."""
        if not self._loading_begun:
            self._loading_begun = True
            self._loading.start(partial(_few, self._load))

    def _changed(self, images: Floats, labels: list[int | None]) -> tuple[AugmentedImage, ...]:
        changed = augment(images, self._augmentation, np.random.default_rng(self._seed))
        outputs = self._recognition.network.probabilities(changed[:, np.newaxis])
        read_as = (judge(each).label for each in outputs)
        return tuple(map(AugmentedImage, changed, labels, read_as))


def _few(load: Callable[[], cnn.Dataset]) -> Generator[None, None, cnn.Dataset]:
    yield
    return load()[np.arange(COUNT)]  # a copy, so that the others are freed
