"""digitpad: a desktop laboratory for looking inside a convolutional network."""

__version__ = "0.1.0"
