"""The backward pass for one image, derived as in the first article (``cnn``), in all its steps.

The article's *delta* is the gradient of the loss with respect to a layer's output. It starts at the
logits as ``δ = a - y`` (softmax and cross-entropy in one; ``a`` are the probabilities, ``y`` is 1
at the label), and each layer computes the delta of its input:

* a dense layer multiplies by its transposed weights, ``Wᵀ δ``;
* max pooling passes it to the largest pixel, and 0 to the others;
* a ReLU passes it where its output was above 0;
* a convolution convolves it with its kernels turned by 180°.

The gradient of the kernels is the convolution of the layer's input with δ; that of a bias is the
sum of its map's δ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats, batch_last
from cnn.explain.passes import (
    as_batch,
    gradients_by_layer,
    logit_layers,
    require_class,
    restoring_gradients,
    run,
)
from cnn.layers import Sigmoid
from cnn.losses import softmax
from cnn.network import Network


@dataclass(frozen=True, eq=False)
class BackwardPass:
    """The backward pass for one image and label.

    Attributes:
        label: the right answer.
        probabilities: ``(classes,)``, the outputs of the forward pass.
        loss: the cross-entropy.
        deltas: by layer name, first to last, the gradient of the loss with respect to that layer's
            output, without batch axis; "input" is the gradient for the image. The last is ``a -
            y``.
        gradients: by parameter, as ``Network.state`` names them ("conv1.kernel"), first to last.
    """

    label: int
    probabilities: Floats
    loss: float
    deltas: Mapping[str, Floats]
    gradients: Mapping[str, Floats]


def backward_pass(network: Network, image: Floats, label: int) -> BackwardPass:
    """Run the backward pass of ``image``, ``(C, H, W)``, if ``label`` is the right answer.

    In inference mode: dropout does nothing, and batch normalisation uses its running statistics.
    The loss of a network that ends in a sigmoid is the binary cross-entropy, whose first delta is
    ``a - y`` too.

    Raises:
        ValueError: there is no such class, or the network does not read such an image.
    """
    layers, last = logit_layers(network), network.layers[-1]
    logits = run(layers, batch_last(as_batch(network, image)[:1]))
    is_sigmoid = isinstance(last, Sigmoid)
    probabilities = last.forward(logits) if is_sigmoid else softmax(logits)
    target = np.zeros_like(probabilities)
    target[require_class(network, label)] = 1
    with restoring_gradients(network):
        found, at_input = gradients_by_layer(layers, probabilities - target)
        gradients = _gradients(network)
    deltas = {"input": at_input} | dict(reversed(found.items()))
    return BackwardPass(
        label=label,
        probabilities=probabilities[:, 0].copy(),
        loss=_loss(probabilities[:, 0], target[:, 0], is_sigmoid),
        deltas={name: delta[..., 0].copy() for name, delta in deltas.items()},
        gradients=gradients,
    )


def _gradients(network: Network) -> dict[str, Floats]:
    """Copies of every parameter's gradient; ``state`` names and orders them as they lie."""
    names = [name for name in network.state() if name not in network.statistics()]
    parameters = [p for layer in network.layers for p in layer.parameters]
    return {n: p.grad.copy() for n, p in zip(names, parameters, strict=True)}


def _loss(probabilities: Floats, target: Floats, is_sigmoid: bool) -> float:
    tiny = np.finfo(probabilities.dtype).tiny
    right = np.log(np.maximum(probabilities, tiny))
    wrong = np.log(np.maximum(1 - probabilities, tiny))
    terms = target * right + (1 - target) * wrong if is_sigmoid else target * right
    return abs(float(terms.sum()))  # no term is above 0
