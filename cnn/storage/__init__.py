"""Networks as files."""

from cnn.storage.bundled import bundled_network
from cnn.storage.npz import load_network, save_network

__all__ = ["bundled_network", "load_network", "save_network"]
