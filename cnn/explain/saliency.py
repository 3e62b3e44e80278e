"""Saliency: which pixels make an answer more likely, and which less.

Every method explains one number, the *score* of a class: its logit, or, with ``against``, its logit
minus that of another class ("why a 4 rather than a 9?"). Results have signs: positive makes the
class more likely. Images are ``(C, H, W)`` or a batch ``(N, C, H, W)``, numbers 0..1, and the
results have that batch axis too.

* ``input_gradient``: Simonyan et al., "Deep Inside Convolutional Networks", 2013, arXiv:1312.6034.
* ``gradient_times_input``: Shrikumar et al., 2016, arXiv:1605.01713.
* ``smooth_grad``: Smilkov et al., "SmoothGrad", 2017, arXiv:1706.03825.
* ``integrated_gradients``: Sundararajan et al., "Axiomatic Attribution", 2017, arXiv:1703.01365.
* ``grad_cam``: Selvaraju et al., "Grad-CAM", 2017, arXiv:1610.02391.
* ``occlusion``: Zeiler and Fergus, "Visualizing and Understanding", 2013, arXiv:1311.2901.
"""

from __future__ import annotations

import numpy as np

from cnn.arrays import Bools, Floats, batch_first, batch_last
from cnn.explain.passes import (
    as_batch,
    gradients,
    gradients_by_layer,
    logit_layers,
    logits,
    require_class,
    restoring_gradients,
    spread,
)
from cnn.network import Network

SAMPLES = 25
NOISE = 0.15
STEPS = 32
PATCH = 4
PATCH_STRIDE = 2


def score(network: Network, images: Floats, label: int, against: int | None = None) -> Floats:
    """The score of each image: ``()`` or ``(N,)``.

    Raises:
        ValueError: there is no such class, or the network does not read such images.
    """
    values = logits(network, as_batch(network, images)) @ seed_of(network, label, against)
    return _like(images, network, values)


def input_gradient(
    network: Network, images: Floats, label: int, against: int | None = None
) -> Floats:
    """The change of the score per added ink in each pixel, shaped like ``images``.

    Raises:
        ValueError: as in ``score``.
    """
    seed = seed_of(network, label, against)
    return _like(images, network, gradients(network, as_batch(network, images), seed))


def gradient_times_input(
    network: Network, images: Floats, label: int, against: int | None = None
) -> Floats:
    """The gradient times the ink: each pixel's contribution if the score were linear."""
    return input_gradient(network, images, label, against) * images


def smooth_grad(
    network: Network,
    images: Floats,
    label: int,
    against: int | None = None,
    *,
    rng: np.random.Generator,
    samples: int = SAMPLES,
    noise: float = NOISE,
) -> Floats:
    """The mean gradient of copies with added noise, which has less speckle; shaped like ``images``.

    Args:
        network, images, label, against: as in ``score``.
        rng: draws the noise; the same state gives the same result.
        samples: the number of copies.
        noise: its standard deviation, as a share of the range of an image's numbers.
    """
    batch = as_batch(network, images)
    pixels = batch.reshape(len(batch), -1)
    spans = (noise * np.ptp(pixels, axis=1)).astype(batch.dtype)
    drawn = rng.standard_normal((samples, *batch.shape)).astype(batch.dtype)
    noisy = batch + drawn * spans[:, None, None, None]
    return _like(images, network, _mean_gradient(network, noisy, label, against))


def integrated_gradients(
    network: Network,
    images: Floats,
    label: int,
    against: int | None = None,
    *,
    steps: int = STEPS,
    baseline: Floats | None = None,
) -> Floats:
    """Each pixel's contribution to the change of the score on the straight path from ``baseline``.

    *Completeness*: the contributions of an image add up to its score minus the baseline's, except
    for the error of numerical integration (the midpoint rule).

    Args:
        network, images, label, against: as in ``score``.
        steps: the number of points on the path.
        baseline: the start of the path, shaped like one image; by default blank.
    """
    batch = as_batch(network, images)
    start = np.zeros_like(batch[0]) if baseline is None else as_batch(network, baseline)[0]
    shares = ((np.arange(steps) + 0.5) / steps).astype(batch.dtype)
    way = start + shares[:, None, None, None, None] * (batch - start)
    return _like(images, network, _mean_gradient(network, way, label, against) * (batch - start))


def occlusion(
    network: Network,
    images: Floats,
    label: int,
    against: int | None = None,
    *,
    size: int = PATCH,
    stride: int = PATCH_STRIDE,
    fill: float = 0.0,
) -> Floats:
    """How much the score falls when a square is erased: ``(H, W)`` or ``(N, H, W)``.

    A pixel's number is the mean over the squares that cover it. Squares that contain only ``fill``
    change nothing and are skipped.

    Args:
        network, images, label, against: as in ``score``.
        size: the square's side in pixels.
        stride: pixels between squares.
        fill: the value that replaces the pixels.
    """
    batch = as_batch(network, images)
    squares = covering(batch.shape[2:], size, stride)
    means = []
    for image in batch:
        copies, touched = erased(image, squares, fill)
        scores = score(network, np.concatenate([image[None], copies]), label, against)
        falls = np.zeros(len(squares), batch.dtype)
        falls[touched] = scores[0] - scores[1:]
        means.append(mean_over(squares, falls))
    return _like(images, network, np.stack(means))


def covering(shape: tuple[int, ...], size: int = PATCH, stride: int = PATCH_STRIDE) -> Bools:
    """Masks, ``(squares, H, W)``, of squares that together cover an image of shape ``(H, W)``."""
    height, width = shape
    tops, lefts = _places(height, size, stride), _places(width, size, stride)
    masks = np.zeros((len(tops), len(lefts), height, width), np.bool_)
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            masks[row, column, top : top + size, left : left + size] = True
    return masks.reshape(-1, height, width)


def erased(image: Floats, squares: Bools, fill: float = 0.0) -> tuple[Floats, Bools]:
    """Copies of an image, ``(C, H, W)``, each with one square erased.

    Returns:
        The copies, ``(N, C, H, W)``, for the squares that do not contain only ``fill``; and which
        squares these are, ``(squares,)``.
    """
    touched = ((image != fill) & squares[:, None]).any(axis=(1, 2, 3))
    return np.where(squares[touched, None], image.dtype.type(fill), image), touched


def mean_over(squares: Bools, numbers: Floats) -> Floats:
    """For each pixel the mean of the numbers, ``(squares,)``, of the squares that cover it."""
    flat = squares.reshape(len(squares), -1).astype(numbers.dtype)
    return (numbers @ flat / np.maximum(flat.sum(axis=0), 1)).reshape(squares.shape[1:])


def grad_cam(
    network: Network, images: Floats, layer: str, label: int, against: int | None = None
) -> Floats:
    """Where the maps that make a class more likely are active: ``(h, w)`` or ``(N, h, w)``, ≥ 0.

    ``ReLU(sum_k a_k A_k)`` over the maps ``A_k`` of ``layer``, each weighted with the mean of the
    score's gradient over it. ``cnn.explain.overlay`` puts the result over the image.

    Args:
        network, images, label, against: as in ``score``.
        layer: any layer with maps, named as in ``Network.trace``; the paper uses a convolution's
            maps after the ReLU (``FilterLayer.answers`` in ``cnn.explain.filter_layers``).

    Raises:
        ValueError: as in ``score``; or there is no such layer, or it has no maps.
    """
    batch = as_batch(network, images)
    layers = logit_layers(network)
    x = batch_last(batch)
    maps: dict[str, Floats] = {}
    for one in layers:
        traced = one.trace(x)
        x = traced[one.name]
        maps |= traced
    if layer not in maps or maps[layer].ndim != 4:
        raise ValueError(f"{network.name} has no layer {layer!r} with maps")
    with restoring_gradients(network):
        deltas, _ = gradients_by_layer(
            layers, spread(seed_of(network, label, against), batch_last(batch))
        )
    weights = deltas[layer].mean(axis=(1, 2), keepdims=True)
    values = np.maximum((weights * maps[layer]).sum(axis=0), 0)
    return _like(images, network, batch_first(values))


def seed_of(network: Network, label: int, against: int | None = None) -> Floats:
    """The weight of each logit in the score, ``(classes,)``: 1, and -1 for ``against``.

    Raises:
        ValueError: there is no such class.
    """
    seed = np.zeros(network.classes, np.float32)
    for number, sign in ((label, 1), (against, -1)):
        if number is None:
            continue
        seed[require_class(network, number)] += sign
    return seed


def _mean_gradient(network: Network, copies: Floats, label: int, against: int | None) -> Floats:
    """``(copies, N, C, H, W)`` to the mean of their gradients, ``(N, C, H, W)``."""
    flat = copies.reshape(-1, *copies.shape[2:])
    found = gradients(network, flat, seed_of(network, label, against))
    return found.reshape(copies.shape).mean(axis=0)


def _places(length: int, size: int, stride: int) -> list[int]:
    last = max(0, length - size)
    return sorted({*range(0, last + 1, stride), last})


def _like(images: Floats, network: Network, values: Floats) -> Floats:
    """``values`` without the batch axis, if ``images`` has none."""
    return values[0] if np.ndim(images) == len(network.input_shape) else values
