"""Forward and backward passes through the plain layers, with the gradient at every layer.

Explanations need gradients of *logits*: a final softmax or sigmoid is left out. The network,
including its ``gradients``, is unchanged afterwards.

Everything is computed in the type of the images; a network in float64 (``Network.bind_parameters``)
can be compared with finite differences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from cnn.arrays import Floats, batch_first, batch_last
from cnn.layers import Layer, Residual, Sigmoid, Softmax
from cnn.network import Network

CHUNK = 32  # images at a time, so that intermediates stay in the cache


def logit_layers(network: Network) -> Sequence[Layer]:
    """The layers from the image to the logits."""
    ends = isinstance(network.layers[-1], Softmax | Sigmoid)
    return network.layers[:-1] if ends else network.layers


def as_batch(network: Network, images: Floats) -> Floats:
    """``(C, H, W)`` or ``(N, C, H, W)`` as the latter; other types than floats become float32.

    Raises:
        ValueError: the network does not read such images.
    """
    images = np.asarray(images)
    if not np.issubdtype(images.dtype, np.floating):
        images = images.astype(np.float32)
    batch = images[None] if images.ndim == len(network.input_shape) else images
    if batch.shape[1:] != network.input_shape:
        raise ValueError(
            f"{network.name} reads images of shape {network.input_shape}, not {images.shape}"
        )
    return batch


def require_class(network: Network, label: int) -> int:
    """``label``, if the network has this class.

    Raises:
        ValueError: it does not.
    """
    if not 0 <= label < network.classes:
        raise ValueError(f"{network.name} has the classes 0 to {network.classes - 1}, no {label}")
    return label


def logits(network: Network, images: Floats) -> Floats:
    """``(N, C, H, W)`` to ``(N, classes)``."""
    layers = logit_layers(network)
    return np.concatenate([batch_first(run(layers, x)) for x in _chunks(images)])


def gradients(network: Network, images: Floats, seed: Floats) -> Floats:
    """The gradient of ``seed · logits`` for each image, ``(N, C, H, W)``.

    Args:
        network: not modified.
        images: ``(N, C, H, W)``.
        seed: the weight of each logit, ``(classes,)``.
    """
    layers = logit_layers(network)
    parts = []
    with restoring_gradients(network):
        for x in _chunks(images):
            run(layers, x)
            dy = spread(seed, x)
            for layer in reversed(layers):
                dy = layer.backward(dy)
            parts.append(batch_first(dy))
    return np.concatenate(parts)


def run(layers: Sequence[Layer], x: Floats) -> Floats:
    """Forward through ``layers``, batch axis last."""
    for layer in layers:
        x = layer.forward(x)
    return x


def gradients_by_layer(layers: Sequence[Layer], dy: Floats) -> tuple[dict[str, Floats], Floats]:
    """Go backward after ``run`` and keep the gradient at every layer.

    Args:
        layers: in order.
        dy: the gradient for the output of the last one, ``(…, N)``.

    Returns:
        By layer name, as in ``Network.trace``, the gradient for that layer's *output* (copies, last
        layer first); and the gradient for the input of the first layer.
    """
    found: dict[str, Floats] = {}
    for layer in reversed(layers):
        found[layer.name] = dy.copy()
        if isinstance(layer, Residual):
            through, dx = gradients_by_layer(layer.layers, dy)
            past, dx_past = gradients_by_layer(layer.shortcut, dy)
            found |= {f"{layer.name}.{name}": d for name, d in (through | past).items()}
            dy = dx + dx_past
        else:
            dy = layer.backward(dy)
    return found, dy


def spread(seed: Floats, x: Floats) -> Floats:
    """``seed``, ``(classes,)``, for every image of the batch ``x``: ``(classes, N)``."""
    return np.repeat(seed.astype(x.dtype)[:, None], x.shape[-1], axis=1)


@contextmanager
def restoring_gradients(network: Network) -> Iterator[None]:
    """Restores ``network.gradients`` at the end."""
    before = network.gradients.copy()
    try:
        yield
    finally:
        np.copyto(network.gradients, before)


def _chunks(images: Floats) -> Iterator[Floats]:
    for start in range(0, len(images), CHUNK):
        yield batch_last(images[start : start + CHUNK])
