"""Callbacks of ``Model.fit``, called after each epoch."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

import numpy as np

from cnn.checks import require_count
from cnn.events import EpochDone
from cnn.storage.files import save_network
from cnn.training import Training


class Callback:
    """Called after every epoch. Override ``on_epoch``."""

    def on_epoch(self, event: EpochDone, training: Training) -> bool:
        """Handle the end of an epoch; may change ``training``. False ends the training."""
        return True


class ChangeRate(Callback):
    """Multiplies the learning rate by a factor that depends on the epoch.

    Args:
        factor: of the rate from here on, given the number of the finished epoch (from 1): with
            ``lambda epoch: 0.5 if epoch % 30 == 0 else 1`` the rate halves every 30 epochs.
    """

    def __init__(self, factor: Callable[[int], float]) -> None:
        self._factor = factor

    def on_epoch(self, event: EpochDone, training: Training) -> bool:
        training.position.rate_factor *= float(self._factor(event.epoch))
        return True


class EarlyStopping(Callback):
    """Ends a training that no longer improves, with the weights of its best epoch.

    Args:
        patience: the number of epochs without a lower loss after which training ends.
    """

    def __init__(self, patience: int = 2) -> None:
        self._patience = require_count(patience, "patience")
        self._best, self._since = math.inf, 0
        self._state: dict[str, np.ndarray] = {}

    def on_epoch(self, event: EpochDone, training: Training) -> bool:
        if event.epoch == 1:
            self._best, self._since, self._state = math.inf, 0, {}
        if _watched(event) < self._best:
            self._best, self._since = _watched(event), 0
            self._state = {n: np.array(v) for n, v in training.network.state().items()}
            return True
        self._since += 1
        if self._since < self._patience:
            return True
        if self._state:
            training.network.load_state(self._state)
        return False


class SaveBest(Callback):
    """Saves the network to a file whenever its loss is the lowest so far."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._best = math.inf

    def on_epoch(self, event: EpochDone, training: Training) -> bool:
        if event.epoch == 1:
            self._best = math.inf
        if _watched(event) < self._best:
            self._best = _watched(event)
            save_network(training.network, self._path)
        return True


def _watched(event: EpochDone) -> float:
    """The validation loss; the training loss if there is no validation."""
    loss = event.validation_loss
    return event.training_loss if math.isnan(loss) else loss
