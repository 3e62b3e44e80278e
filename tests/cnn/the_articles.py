"""The articles' code, written from their descriptions, for comparison only. The first article
iterates over images and positions in Python loops, with channels last; the third builds index
arrays for im2col, and adds with ``np.add.at``.
"""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Integers


class FirstArticle:
    """Its network with its loops: images ``(N, 28, 28, 1)``, kernels ``(kw, kh, in, out)``.

    Args:
        weights: ``k1 b1 k2 b2 w3 b3``, as its script saves them.
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights

    def forward(self, images: Floats) -> Floats:
        """Logits, ``(N, 10)``."""
        w = self.weights
        self.x1 = images
        self.z1 = convolve(images, w["k1"], w["b1"])
        self.p1, self.m1 = pool(np.maximum(self.z1, 0))
        self.z2 = convolve(self.p1, w["k2"], w["b2"])
        self.p2, self.m2 = pool(np.maximum(self.z2, 0))
        return self.p2.reshape(len(images), -1) @ w["w3"] + w["b3"]

    def step(self, images: Floats, labels: Integers, rate: float) -> None:
        """One step of plain gradient descent on the mean loss."""
        w, count = self.weights, len(images)
        logits = self.forward(images)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        delta = powers / powers.sum(axis=1, keepdims=True)
        delta[np.arange(count), labels] -= 1
        delta /= count
        gradients = {"w3": self.p2.reshape(count, -1).T @ delta, "b3": delta.sum(axis=0)}
        delta = (delta @ w["w3"].T).reshape(self.p2.shape)
        delta = unpool(delta, self.m2) * (self.z2 > 0)
        gradients["k2"], gradients["b2"] = (
            kernel_gradient(self.p1, delta),
            delta.sum(axis=(0, 1, 2)),
        )
        delta = unpool(input_gradient(delta, w["k2"]), self.m1) * (self.z1 > 0)
        gradients["k1"], gradients["b1"] = (
            kernel_gradient(self.x1, delta),
            delta.sum(axis=(0, 1, 2)),
        )
        for name, gradient in gradients.items():
            w[name] -= rate * gradient


def rows_of_patches(image: Floats, size: int) -> Floats:
    """``(H, W, C)`` to ``(oh·ow, size·size·C)``, patch by patch."""
    height, width, channels = image.shape
    oh, ow = height - size + 1, width - size + 1
    rows = np.zeros((oh * ow, size * size * channels), image.dtype)
    for i in range(oh):
        for j in range(ow):
            rows[i * ow + j] = image[i : i + size, j : j + size].ravel()
    return rows


def convolve(images: Floats, kernel: Floats, bias: Floats | float) -> Floats:
    size, outputs = kernel.shape[0], kernel.shape[3]
    side = images.shape[1] - size + 1
    maps = np.zeros((len(images), side, side, outputs), images.dtype)
    for n in range(len(images)):
        rows = rows_of_patches(images[n], size)
        maps[n] = (rows @ kernel.reshape(-1, outputs) + bias).reshape(side, side, outputs)
    return maps


def kernel_gradient(images: Floats, delta: Floats) -> Floats:
    size = images.shape[1] - delta.shape[1] + 1
    total = np.zeros((size * size * images.shape[3], delta.shape[3]), images.dtype)
    for n in range(len(images)):
        total += rows_of_patches(images[n], size).T @ delta[n].reshape(-1, delta.shape[3])
    return total.reshape(size, size, images.shape[3], delta.shape[3])


def input_gradient(delta: Floats, kernel: Floats) -> Floats:
    """The delta, padded with zeros, under kernels turned by 180°."""
    margins = kernel.shape[0] - 1
    framed = np.pad(delta, ((0, 0), (margins, margins), (margins, margins), (0, 0)))
    return convolve(framed, np.ascontiguousarray(kernel[::-1, ::-1].swapaxes(2, 3)), 0.0)


def pool(maps: Floats) -> tuple[Floats, Floats]:
    """2×2 maxima, and a 1 at the position of each."""
    count, height, width, channels = maps.shape
    pooled = np.zeros((count, height // 2, width // 2, channels), maps.dtype)
    mask = np.zeros_like(maps)
    for n in range(count):
        for c in range(channels):
            for i in range(height // 2):
                for j in range(width // 2):
                    window = maps[n, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, c]
                    place = window.argmax()
                    pooled[n, i, j, c] = window.max()
                    mask[n, 2 * i + place // 2, 2 * j + place % 2, c] = 1
    return pooled, mask


def unpool(delta: Floats, mask: Floats) -> Floats:
    return delta.repeat(2, axis=1).repeat(2, axis=2) * mask


def patch_indices(shape: tuple[int, ...], size: int) -> tuple[Integers, Integers, Integers]:
    """The third article's index arrays: channel, row and column of every entry of im2col's
    matrix."""
    _, channels, height, width = shape
    oh, ow = height - size + 1, width - size + 1
    inside = np.indices((channels, size, size)).reshape(3, -1, 1)
    outside = np.indices((oh, ow)).reshape(2, 1, -1)
    return inside[0], inside[1] + outside[0], inside[2] + outside[1]


def index_im2col(images: Floats, size: int) -> Floats:
    """``(N, C, H, W)`` to ``(C·size·size, oh·ow·N)`` by fancy indexing."""
    k, i, j = patch_indices(images.shape, size)
    return images[:, k, i, j].transpose(1, 2, 0).reshape(k.shape[0], -1)


def index_col2im(columns: Floats, shape: tuple[int, ...], size: int) -> Floats:
    """Its adjoint, by ``np.add.at``."""
    k, i, j = patch_indices(shape, size)
    images = np.zeros(shape, columns.dtype)
    entries = columns.reshape(k.shape[0], -1, shape[0]).transpose(2, 0, 1)
    np.add.at(images, (slice(None), k, i, j), entries)
    return images
