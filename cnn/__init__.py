"""A convolutional network in NumPy: small enough to read, fast enough to use.

Read ``cnn.plain`` first: the whole network and its training on one page. Then ``cnn.windows``
(im2col and its gradients), ``cnn.arrays`` (the memory layout of images), ``cnn.layers.conv``,
``cnn.network`` and ``cnn.training``. ``cnn.fast`` makes it quick, and can be skipped at first:
``Network(…, fuse=False)`` computes
with the plain layers. ``Model`` has the interface of other
libraries; the application uses ``Network`` and ``train``. ``cnn`` needs NumPy, and threadpoolctl,
which keeps BLAS to one thread.

Glossary, with the names in the code:

* **image** ``x``: ``(N, C, H, W)``, that is number, channels, height, width; inside the library
  ``(C, H, W, N)`` (``cnn.arrays``).
* **kernel**: the weights of one output channel, ``(in_channels, kh, kw)``; ``kernel_size`` is
  ``(kh, kw)``. **Stride**: the step from one position to the next. **Padding**: zeros around the
  image.
* **patch**: the part of an image under a kernel; its sum of products is one number of a **feature
  map**, of which a layer has ``out_channels``, each ``oh`` high and ``ow`` wide.
* **im2col**: all patches as one matrix; **col2im** adds their gradients up again.
* **logits**: the outputs of the last layer, one for each class; **softmax** turns them into
  probabilities.
* ``dy``, ``dx``: the gradient of the loss with respect to a layer's output and to its input (the
  articles' δ).
* **minibatch**: the images of one step; **shard**: one of the two halves of it;
  **epoch**: a pass over all training images.

Articles that docstrings refer to:

* *the first article*: "CNN with NumPy, from scratch" (a Chinese post, whose copy has no title or
  address), LeNet with im2col, 98.05 % on MNIST after two epochs. It follows Liu Jianping,
  https://www.cnblogs.com/pinard/p/6494810.html.
* *the second article*: the backward pass of a convolution with im2col, by fmscole,
  https://github.com/fmscole/backpropagation.
* *the third article*: BeiYazi0's framework, https://github.com/BeiYazi0/cnn: layers that are added
  to a model, and im2col with index arrays.
* also: layers by yizt, https://github.com/yizt/numpy_neural_network, and Borun Chowdhury,
  "Convolutional Neural Networks using Numpy, part 2",
  https://github.com/borundev/DNN_Lectures.
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
