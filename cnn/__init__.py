"""A convolutional network in NumPy: small enough to read, fast enough to use.

Start at ``cnn.windows`` (im2col and its gradients), ``cnn.arrays`` (the memory layout of images)
and ``cnn.layers.conv`` (one matrix product). ``cnn.fast.blocks`` and ``cnn.fast.minibatch`` are
optimisations, which you can skip at first.

``Model`` has the interface of other libraries; the application uses ``Network`` and ``train``.
"""

from cnn.callbacks import Callback, ChangeRate, EarlyStopping, SaveBest
from cnn.data import Dataset, Mnist, load_mnist, load_mnist_test, read_idx, write_idx
from cnn.errors import BadFile
from cnn.events import BatchDone, Diverged, EpochDone, Event
from cnn.fast.threads import one_blas_thread
from cnn.layers import (
    ELU,
    SELU,
    AvgPool,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    Layer,
    LeakyReLU,
    MaxPool,
    Parameter,
    PReLU,
    ReLU,
    Residual,
    RowRNN,
    Sigmoid,
    Softmax,
    Tanh,
)
from cnn.metrics import Evaluation, confusion_matrix, evaluate
from cnn.model import History, Model
from cnn.network import Network
from cnn.presets import FIRST_ARTICLE, PRESETS, Preset, preset
from cnn.settings import TrainingSettings
from cnn.storage import (
    bundled_network,
    load_first_article,
    load_network,
    load_training,
    save_network,
    save_training,
)
from cnn.summary import summary
from cnn.training import Training, train

__all__ = [
    "ELU",
    "FIRST_ARTICLE",
    "PRESETS",
    "SELU",
    "AvgPool",
    "BadFile",
    "BatchDone",
    "BatchNorm",
    "Callback",
    "ChangeRate",
    "Conv",
    "Dataset",
    "Dense",
    "Diverged",
    "Dropout",
    "EarlyStopping",
    "EpochDone",
    "Evaluation",
    "Event",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "History",
    "Layer",
    "LeakyReLU",
    "MaxPool",
    "Mnist",
    "Model",
    "Network",
    "PReLU",
    "Parameter",
    "Preset",
    "ReLU",
    "Residual",
    "RowRNN",
    "SaveBest",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "Training",
    "TrainingSettings",
    "bundled_network",
    "confusion_matrix",
    "evaluate",
    "load_first_article",
    "load_mnist",
    "load_mnist_test",
    "load_network",
    "load_training",
    "one_blas_thread",
    "preset",
    "read_idx",
    "save_network",
    "save_training",
    "summary",
    "train",
    "write_idx",
]
