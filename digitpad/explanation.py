"""Why this answer: every method of `cnn.explain.saliency` for one picture, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.explain import saliency
from cnn.explain.filter_layers import filter_layer, filter_layers
from cnn.explain.placing import placed
from digitpad.classes import a_class, class_name
from digitpad.contour import Points, outline

GRAD_CAM = "grad_cam"
CONTRAST = "contrast"


@dataclass(frozen=True)
class Method:
    """A way to ask which pixels speak for a class.

    Attributes:
        title: what the field calls it.
        sentence: what it shows; ``{a}`` is the class asked about with its article, ``{b}`` the one
            that it is compared with, ``{layer}`` the convolution, ``{gained}`` how far the score
            has risen from blank paper.
    """

    title: str
    sentence: str


METHODS: Mapping[str, Method] = {
    "gradient": Method(
        "Input gradient",
        "Where a little more ink would speak for {a} (orange) or against it (blue).",
    ),
    "product": Method(
        "Gradient × input",
        "The gradient where there is ink: what the ink that is there does for {a}.",
    ),
    "smooth": Method(
        "SmoothGrad",
        "The mean gradient of 25 copies with noise on them: the same question, less speckle.",
    ),
    "integrated": Method(
        "Integrated gradients",
        "The gradient gathered on the way from blank paper to your ink. All pixels together make "
        "up what the score of {a} has gained: {gained}.",
    ),
    GRAD_CAM: Method(
        "Grad-CAM",
        "Where the maps of {layer} that speak for {a} are active.",
    ),
    "occlusion": Method(
        "Occlusion",
        "How far the score of {a} falls when a square of 4×4 pixels is wiped out here.",
    ),
    CONTRAST: Method(
        "Contrast",
        "Where more ink would speak for {a} rather than {b} (orange), or the other way round.",
    ),
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """The answer of every method.

    Attributes:
        image: what the network sees, ``(28, 28)``.
        label: the class asked about.
        against: the class that the contrast compares it with.
        layer: the convolution of Grad-CAM; None where the network has none, and no such picture.
        gained: by how much the score of `label` is higher than for blank paper.
        outline: of the ink, closed lines as `digitpad.contour` makes them.
        pictures: by the method's key in `METHODS`, ``(28, 28)``; above 0 is for the class.
    """

    image: Floats
    label: int
    against: int
    layer: str | None
    gained: float
    outline: Sequence[Points]
    pictures: Mapping[str, Floats]

    def title(self, method: str) -> str:
        """What is above the picture of a method."""
        if method == CONTRAST:
            return f"{class_name(self.label)} rather than {class_name(self.against)}"
        if method == GRAD_CAM and self.layer is not None:
            return f"Grad-CAM of {self.layer}"
        return METHODS[method].title

    def sentence(self, method: str) -> str:
        """What the picture of a method shows."""
        if method not in self.pictures:
            return "This network has no convolutions, so it has no maps."
        return METHODS[method].sentence.format(
            a=a_class(self.label),
            b=a_class(self.against),
            layer=self.layer,
            gained=f"{self.gained:+.1f}".replace("-", "−"),
        )


def convolutions(network: cnn.Network) -> tuple[str, ...]:
    """The names of the convolutions that Grad-CAM can look at, first to last."""
    return tuple(layer.name for layer in filter_layers(network))


def explain(
    network: cnn.Network, image: Floats, label: int, against: int, layer: str | None
) -> Explanation:
    """Ask every method about `image`, ``(28, 28)``; the other arguments are as in `Explanation`."""
    x = image[np.newaxis]
    gradient = saliency.input_gradient(network, x, label)
    blank, full = saliency.score(network, np.stack([np.zeros_like(x), x]), label)

    def smooth(against: int | None = None) -> Floats:
        rng = np.random.default_rng(0)  # the same noise every time, so that nothing flickers
        return saliency.smooth_grad(network, x, label, against, rng=rng)

    pictures = {
        "gradient": gradient[0],
        "product": (gradient * x)[0],
        "smooth": smooth()[0],
        "integrated": saliency.integrated_gradients(network, x, label)[0],
        "occlusion": saliency.occlusion(network, x, label),
        CONTRAST: smooth(against)[0],
    }
    if layer is not None:
        pictures[GRAD_CAM] = _cam(network, x, label, layer)
    return Explanation(image, label, against, layer, float(full - blank), outline(image), pictures)


def _cam(network: cnn.Network, x: Floats, label: int, layer: str) -> Floats:
    answers = filter_layer(network, layer).answers
    return placed(network, answers, saliency.grad_cam(network, x, answers, label))
