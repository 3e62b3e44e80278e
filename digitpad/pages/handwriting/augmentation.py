"""The digit on the pad, or a few of MNIST's, changed as a training changes its images."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

import cnn
from cnn.arrays import Floats
from cnn.augmentation import Augmentation, augment
from digitpad.models.recognition import Recognition
from digitpad.reading.verdict import judge
from digitpad.tasks.thread import BackgroundThread

COUNT = 24


@dataclass(frozen=True, eq=False)
class AugmentedImage:
    """One changed image.

    Attributes:
        image: ``(28, 28)``, 0 to 1.
        label: what it is; None where nobody knows.
        read_as: what the network takes it for; None for no digit.
    """

    image: Floats
    label: int | None
    read_as: int | None

    @property
    def is_misread(self) -> bool:
        """Whether the network takes it for something else than it is."""
        return self.read_as != self.label


class AugmentationPreview(QObject):
    """``COUNT`` images changed at random, while somebody watches.

    They are the digit that one looks at, many times; while the pad is empty, test images.

    Attributes:
        of_the_pad: whether it is the digit of the pad.
        shown: the changed images; empty as long as there are none.

    Signals:
        changed: the images are others.
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
        self._loading = BackgroundThread("The test images could not be loaded", self)
        self._loading.arrived.connect(self._take_examples)
        self._loading_begun = False
        self._examples: cnn.Dataset | None = None
        self._augmentation = Augmentation()
        self._seed = 0
        self._watched = False
        self.of_the_pad = False
        self.shown: tuple[AugmentedImage, ...] = ()
        recognition.predicted.connect(self._refresh)

    @property
    def augmentation(self) -> Augmentation:
        """What may change, and how much."""
        return self._augmentation

    def set_augmentation(self, augmentation: Augmentation) -> None:
        """Change the images in this way from now on; chance falls as it has fallen before."""
        self._augmentation = augmentation
        self._refresh()

    def draw_lots(self) -> None:
        """Let chance fall anew."""
        self._seed += 1
        self._refresh()

    def watch(self, on: bool) -> None:
        """Say whether anybody looks; nothing is computed for nobody."""
        self._watched = on
        self._refresh()

    def shut_down(self) -> None:
        """Wait for the thread that loads examples, if it runs."""
        self._loading.shut_down()

    def _take_examples(self, examples: cnn.Dataset) -> None:
        self._examples = examples
        self._refresh()

    def _refresh(self) -> None:
        if self._watched:
            images, labels = self._originals()
            self.shown = self._changed(images, labels) if len(images) else ()
            self.changed.emit()

    def _originals(self) -> tuple[Floats, list[int | None]]:
        prediction = self._recognition.prediction
        self.of_the_pad = prediction is not None
        if prediction is not None:
            return np.repeat(prediction.input[np.newaxis], COUNT, axis=0), [
                prediction.label
            ] * COUNT
        if self._examples is None:
            self._begin_loading()
            return np.zeros((0, 28, 28), np.float32), []
        return self._examples.inputs()[:, 0], [int(label) for label in self._examples.labels]

    def _begin_loading(self) -> None:
        """Load a few images, once: where that fails there are none."""
        if not self._loading_begun:
            self._loading_begun = True
            self._loading.start(partial(_few, self._load))

    def _changed(self, images: Floats, labels: list[int | None]) -> tuple[AugmentedImage, ...]:
        changed = augment(images, self._augmentation, np.random.default_rng(self._seed))
        outputs = self._recognition.network.probabilities(changed[:, np.newaxis])
        read_as = (judge(each).label for each in outputs)
        return tuple(map(AugmentedImage, changed, labels, read_as))


def _few(load: Callable[[], cnn.Dataset]) -> Generator[cnn.Dataset, None, None]:
    yield load()[np.arange(COUNT)]  # a copy: the others need not stay
