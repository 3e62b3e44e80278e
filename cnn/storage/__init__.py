"""Networks and trainings as files."""

from cnn.storage.bundled import bundled_network
from cnn.storage.checkpoint import load_training, save_training
from cnn.storage.files import load_network, save_network
from cnn.storage.first_article import load_first_article

__all__ = [
    "bundled_network",
    "load_first_article",
    "load_network",
    "load_training",
    "save_network",
    "save_training",
]
