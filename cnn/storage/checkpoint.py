"""A training as a file, to continue exactly from there."""

from __future__ import annotations

import os

from cnn.data.dataset import Dataset
from cnn.fast.minibatch import WORKERS
from cnn.settings import TrainingSettings
from cnn.storage.architecture import describe, network_from
from cnn.storage.arrays import open_archive, write_archive
from cnn.training import Training

KEY = "training"


def save_training(training: Training, path: str | os.PathLike[str]) -> None:
    """Save a training between two events, atomically.

    Raises:
        OSError: it cannot be written there.
    """
    numbers, arrays = training.state()
    write_archive(path, KEY, {"network": describe(training.network), **numbers}, arrays)


def load_training(
    path: str | os.PathLike[str],
    training: Dataset,
    validation: Dataset | None,
    workers: int = WORKERS,
) -> Training:
    """A training that continues from a saved one, bit-identical.

    Args:
        path: a file that ``save_training`` wrote.
        training, validation, workers: as for ``Training``; the data must be the same.

    Raises:
        BadFile: the file is something else, or for other data; the message says which.
        OSError: the file cannot be opened.
    """
    with open_archive(path, "a training") as archive:
        numbers = archive.description(KEY)
        network = network_from(numbers["network"])
        settings = TrainingSettings(**numbers["settings"])
        loaded = Training(network, training, validation, settings, workers)
        _, expected = loaded.state()
        loaded.load_state(numbers, archive.arrays(expected))
        return loaded
