"""Training data: the IDX format, labelled images, and MNIST."""

from cnn.data.dataset import Dataset
from cnn.data.idx import read_idx, write_idx
from cnn.data.mnist import Mnist, load_mnist, load_mnist_test

__all__ = ["Dataset", "Mnist", "load_mnist", "load_mnist_test", "read_idx", "write_idx"]
