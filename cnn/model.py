"""A model with the interface of other libraries: add layers, fit, evaluate, predict, save.

A ``Model`` is a thin wrapper around ``Network`` and ``Training``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Shape
from cnn.callbacks import Callback
from cnn.checks import as_image_shape
from cnn.data.dataset import Dataset
from cnn.events import Diverged, EpochDone
from cnn.layers import Layer
from cnn.layers.chain import build_chain
from cnn.metrics import Evaluation, evaluate
from cnn.network import Network
from cnn.settings import TrainingSettings
from cnn.storage import load_network, save_network
from cnn.summary import summary
from cnn.training import Training

Labels = npt.NDArray[np.integer]
Images = npt.NDArray[np.generic]


@dataclass
class History:
    """One value per epoch.

    Attributes:
        training_loss: mean over the images, each before its step.
        validation_loss, validation_accuracy: after the epoch; NaN without validation images.
        diverged: whether the loss became infinite or NaN.
    """

    training_loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    diverged: bool = False

    def note(self, event: EpochDone) -> None:
        """Add an epoch."""
        self.training_loss.append(event.training_loss)
        self.validation_loss.append(event.validation_loss)
        self.validation_accuracy.append(event.validation_accuracy)


class Model:
    """A network that is built layer by layer.

    Args:
        input_shape: of one image, ``(C, H, W)``.
        seed: of the initial weights.
        name: the network's name.

    Attributes:
        output_shape: of the layers so far, for one image.
    """

    def __init__(
        self, input_shape: Shape = (1, 28, 28), seed: int = 0, name: str = "model"
    ) -> None:
        self.input_shape = as_image_shape(input_shape, "input_shape")
        self.output_shape: Shape = self.input_shape
        self.name = name
        self._seed = seed
        self._layers: list[Layer] = []
        self._network: Network | None = None
        self._finished = False

    def add(self, *layers: Layer) -> Model:
        """Append layers.

        Raises:
            ValueError: a layer cannot take its input's shape, or the model has already been trained
                or loaded, and would lose its weights.
        """
        if self._finished:
            raise ValueError(f"{self.name} has weights already: add layers before training")
        self._network = None
        build_chain([*self._layers, *layers], self.input_shape, np.random.default_rng(self._seed))
        self._layers += layers
        self.output_shape = self._layers[-1].output_shape
        return self

    @property
    def network(self) -> Network:
        """The network of these layers, created when it is first needed.

        Raises:
            ValueError: there are no layers, or the last one's output is not flat.
        """
        if self._network is None:
            rng = np.random.default_rng(self._seed)
            self._network = Network(self._layers, rng, self.input_shape, self.name)
        return self._network

    def summary(self) -> str:
        """A table of the layers, their output shapes and parameter counts."""
        return summary(self.network)

    def fit(
        self,
        images: Images,
        labels: Labels,
        epochs: int = 1,
        batch_size: int = 32,
        learning_rate: float = 0.05,
        *,
        validation_split: float = 0.0,
        validation_data: tuple[Images, Labels] | None = None,
        callbacks: Sequence[Callback] = (),
        shuffle: bool = True,
        seed: int = 0,
        optimiser: str = "momentum",
        schedule: str = "warmup_decay",
        loss: str = "softmax_cross_entropy",
    ) -> History:
        """Train on labelled images.

        Args:
            images: ``(N, H, W)`` or ``(N, C, H, W)``, bytes or floats in 0..1.
            labels: ``(N,)``, or one-hot ``(N, classes)``.
            epochs, batch_size, learning_rate, shuffle, seed, optimiser, schedule, loss: as in
                ``TrainingSettings``.
            validation_split: the share of the images, taken from the end, that is used for
                validation.
            validation_data: images and labels for validation; then nothing is split off.
            callbacks: called after every epoch.

        Raises:
            ValueError: an argument is invalid; the message says which.
        """
        settings = TrainingSettings(
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            seed=seed,
            optimiser=optimiser,
            schedule=schedule,
            loss=loss,
            shuffle=shuffle,
        )
        data = Dataset.of(images, labels)
        if validation_data is None:
            data, validation = _split(data, validation_split)
        else:
            validation = Dataset.of(*validation_data)
        training = Training(self.network, data, validation, settings)
        self._finished = True
        return _followed(training, callbacks)

    def predict(self, images: Images) -> Floats:
        """Probabilities, ``(N, classes)``, for images as in ``fit``."""
        data = Dataset.of(images, np.zeros(len(images), np.uint8))
        return self.network.probabilities(data.inputs())

    def evaluate(self, images: Images, labels: Labels) -> Evaluation:
        """Accuracy, loss and more on labelled images as in ``fit``."""
        return evaluate(self.network, Dataset.of(images, labels))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save architecture and weights to ``.npz`` or ``.h5``."""
        save_network(self.network, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Model:
        """Load a model that ``save`` wrote."""
        network = load_network(path)
        model = cls(network.input_shape, name=network.name)
        model._network, model._layers, model._finished = network, list(network.layers), True
        model.output_shape = network.layers[-1].output_shape
        return model


def _followed(training: Training, callbacks: Sequence[Callback]) -> History:
    history = History()
    with closing(training.events()) as events:
        for event in events:
            if isinstance(event, Diverged):
                history.diverged = True
            elif isinstance(event, EpochDone):
                history.note(event)
                wishes = [callback.on_epoch(event, training) for callback in callbacks]
                if not all(wishes):
                    break
    return history


def _split(data: Dataset, share: float) -> tuple[Dataset, Dataset | None]:
    if not 0 <= share < 1:
        raise ValueError(f"validation split must be at least 0 and below 1, not {share}")
    kept = len(data) - round(share * len(data))
    return data[:kept], data[kept:] if kept < len(data) else None
