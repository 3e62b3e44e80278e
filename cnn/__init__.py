"""A convolutional network in NumPy: small enough to read, fast enough to use.

Start at ``cnn.windows`` (im2col, and why the way back needs no formula of its own), ``cnn.arrays``
(how images lie in memory, and why) and ``cnn.layers.conv`` (one matrix product).
"""

from cnn.data import Dataset, Mnist, load_mnist, load_mnist_test, read_idx, write_idx
from cnn.errors import BadFile
from cnn.events import BatchDone, Diverged, EpochDone, Event
from cnn.layers import AvgPool, Conv, Dense, Flatten, Layer, MaxPool, Parameter, Pool, ReLU
from cnn.metrics import Evaluation, evaluate
from cnn.network import Network
from cnn.presets import PRESETS, Preset, preset
from cnn.settings import TrainingSettings
from cnn.storage import bundled_network, load_network, save_network
from cnn.threads import one_blas_thread
from cnn.training import train

__all__ = [
    "PRESETS",
    "AvgPool",
    "BadFile",
    "BatchDone",
    "Conv",
    "Dataset",
    "Dense",
    "Diverged",
    "EpochDone",
    "Evaluation",
    "Event",
    "Flatten",
    "Layer",
    "MaxPool",
    "Mnist",
    "Network",
    "Parameter",
    "Pool",
    "Preset",
    "ReLU",
    "TrainingSettings",
    "bundled_network",
    "evaluate",
    "load_mnist",
    "load_mnist_test",
    "load_network",
    "one_blas_thread",
    "preset",
    "read_idx",
    "save_network",
    "train",
    "write_idx",
]
