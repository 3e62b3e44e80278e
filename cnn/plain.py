"""A convolutional network on one page, in NumPy alone; the rest of ``cnn`` is the same, but fast.

``python -m cnn.plain`` trains LeNet on MNIST to 98 % in less than a minute. Images are ``(N, C, H,
W)``: batch, channels, height, width. ``im2col`` makes every patch under a kernel one *row*, and
every kernel is one *column*, so that a convolution is a single matrix product::

    (N·oh·ow, C·kh·kw) @ (C·kh·kw, out_channels) -> (N·oh·ow, out_channels)

``backward`` turns ``dy``, the gradient with respect to a layer's output, into that of its input.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Array = np.ndarray[Any, Any]
Rng = np.random.Generator
Layers = Sequence[Any]


def im2col(x: Array, kernel_size: int, stride: int = 1) -> Array:
    """Every patch as a row: ``(N, C, H, W)`` to ``(N·oh·ow, C·kh·kw)``."""
    windows = sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, oh, ow, kh, kw)
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * kernel_size**2)


def col2im(rows: Array, shape: Sequence[int], kernel_size: int, stride: int = 1) -> Array:
    """Adds every number to the pixel that ``im2col`` copied it from; returns ``(N, C, H, W)``."""
    oh, ow = ((size - kernel_size) // stride + 1 for size in shape[2:])
    copies = rows.reshape(shape[0], oh, ow, shape[1], kernel_size, kernel_size)
    copies = copies.transpose(0, 3, 1, 2, 4, 5)  # (N, C, oh, ow, kh, kw)
    x = np.zeros(shape, rows.dtype)
    for i in range(kernel_size):
        for j in range(kernel_size):
            x[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride] += copies[..., i, j]
    return x


class Layer:
    """A step of the network. Its ``backward`` belongs to the latest ``forward``."""

    parameters: Sequence[Array] = ()
    gradients: Sequence[Array] = ()


class Conv(Layer):
    """A convolution: ``(N, in_channels, H, W)`` to ``(N, out_channels, oh, ow)``."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, rng: Rng, padding: int = 0
    ) -> None:
        inputs = in_channels * kernel_size**2
        self.kernel, self.bias = self.parameters = initial(inputs, out_channels, rng)
        self.kernel_size, self.padding = kernel_size, padding

    def forward(self, x: Array) -> Array:
        p, k = self.padding, self.kernel_size
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.shape = n, _, height, width = x.shape
        self.rows = im2col(x, k)
        y = self.rows @ self.kernel + self.bias
        return y.reshape(n, height - k + 1, width - k + 1, -1).transpose(0, 3, 1, 2)

    def backward(self, dy: Array) -> Array:
        dy = dy.transpose(0, 2, 3, 1).reshape(len(self.rows), -1)
        self.gradients = [self.rows.T @ dy, dy.sum(axis=0)]
        dx = col2im(dy @ self.kernel.T, self.shape, self.kernel_size)
        p, (height, width) = self.padding, dx.shape[2:]
        return dx[:, :, p : height - p, p : width - p]


class ReLU(Layer):
    """Negative numbers become 0."""

    def forward(self, x: Array) -> Array:
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dy: Array) -> Array:
        return dy * (self.x > 0)


class MaxPool(Layer):
    """The largest number of each window; of equal ones, the first gets the gradient."""

    def __init__(self, kernel_size: int = 2) -> None:
        self.kernel_size = kernel_size

    def forward(self, x: Array) -> Array:
        k = self.kernel_size
        self.shape = n, channels, height, width = x.shape
        rows = im2col(x.reshape(n * channels, 1, height, width), k, stride=k)
        self.largest = rows.argmax(axis=1)
        y = rows[np.arange(len(rows)), self.largest]
        return y.reshape(n, channels, height // k, width // k)

    def backward(self, dy: Array) -> Array:
        k, (n, channels, height, width) = self.kernel_size, self.shape
        rows = np.zeros((dy.size, k * k), dy.dtype)
        rows[np.arange(dy.size), self.largest] = dy.ravel()
        return col2im(rows, (n * channels, 1, height, width), k, stride=k).reshape(self.shape)


class Flatten(Layer):
    """``(N, C, H, W)`` to ``(N, C·H·W)``."""

    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.shape)


class Dense(Layer):
    """A fully connected layer: ``(N, in_features)`` to ``(N, out_features)``."""

    def __init__(self, in_features: int, out_features: int, rng: Rng) -> None:
        self.weight, self.bias = self.parameters = initial(in_features, out_features, rng)

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, dy: Array) -> Array:
        self.gradients = [self.x.T @ dy, dy.sum(axis=0)]
        return dy @ self.weight.T


def initial(inputs: int, outputs: int, rng: Rng) -> tuple[Array, Array]:
    """Weights that preserve the variance before a ReLU (He et al., 2015), and biases of 0."""
    weights = rng.normal(0, (2 / inputs) ** 0.5, (inputs, outputs))
    return weights.astype(np.float32), np.zeros(outputs, np.float32)


def softmax_cross_entropy(logits: Array, labels: Array) -> tuple[float, Array]:
    """The mean of ``-log p(label)``, and its gradient for the logits: ``(p - one_hot) / N``."""
    right = np.arange(len(labels)), labels
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    p[right] -= 1
    return -float(log_p[right].mean()), p / len(labels)


def loss_and_gradients(layers: Layers, x: Array, labels: Array) -> tuple[float, list[Array]]:
    """A pass forward through all layers, and back: the loss, and the gradient of each parameter."""
    for layer in layers:
        x = layer.forward(x)
    loss, dy = softmax_cross_entropy(x, labels)
    for layer in reversed(layers):
        dy = layer.backward(dy)
    return loss, [gradient for layer in layers for gradient in layer.gradients]


class SGD:
    """Stochastic gradient descent with momentum: ``v = momentum · v + gradient``."""

    def __init__(self, parameters: Sequence[Array], rate: float, momentum: float = 0.9) -> None:
        self.parameters, self.rate, self.momentum = parameters, rate, momentum
        self.velocities = [np.zeros_like(parameter) for parameter in parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        for p, v, gradient in zip(self.parameters, self.velocities, gradients, strict=True):
            v[:] = self.momentum * v + gradient
            p -= self.rate * v


def lenet(rng: Rng) -> Layers:
    """Two convolutions and a dense layer, for images of 28×28 and ten classes."""
    convolutions = [Conv(1, 6, 5, rng), ReLU(), MaxPool(), Conv(6, 16, 5, rng), ReLU(), MaxPool()]
    return [*convolutions, Flatten(), Dense(16 * 4 * 4, 10, rng)]


def train(layers: Layers, images: Array, labels: Array, rng: Rng, epochs: int) -> Iterator[float]:
    """Changes the parameters in place, in minibatches of 64; yields the loss of each."""
    optimiser = SGD([p for layer in layers for p in layer.parameters], rate=0.02)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images), 64):
            batch = order[start : start + 64]
            loss, gradients = loss_and_gradients(layers, images[batch], labels[batch])
            optimiser.step(gradients)
            yield loss


if __name__ == "__main__":
    from cnn.data import load_mnist

    mnist, rng = load_mnist(), np.random.default_rng(0)
    layers, images, x = lenet(rng), mnist.training.inputs(), mnist.test.inputs()
    for step, loss in enumerate(train(layers, images, mnist.training.labels, rng, epochs=2)):
        print(f"minibatch {step}: loss {loss:.3f}", end="\r")
    parts = [reduce(lambda x, layer: layer.forward(x), layers, part) for part in np.split(x, 20)]
    hits = np.concatenate(parts).argmax(axis=1) == mnist.test.labels
    print(f"\ntest accuracy {100 * hits.mean():.2f} %")
