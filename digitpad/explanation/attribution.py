"""Why this answer: every method of `cnn.explain.saliency` for one picture, and what each shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.explain import saliency
from cnn.explain.filter_layers import filter_layer, filter_layers
from cnn.explain.placing import placed
from digitpad.explanation.steps import SlicedWork, finish
from digitpad.imaging.contour import Points, outline
from digitpad.reading.classes import a_class, class_name

GRAD_CAM = "grad_cam"
CONTRAST = "contrast"
AT_ONCE = 5
SQUARES_AT_ONCE = 16
PARTS_OF_THE_WAY = 4
ROUNDING = 1e-5
"""Differences of scores smaller than this share of them are errors of rounding."""


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
        outline: of the ink, closed lines as `digitpad.imaging.contour` makes them.
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
    return finish(explaining(network, image, label, against, layer))


def explaining(
    network: cnn.Network,
    image: Floats,
    label: int,
    against: int,
    layer: str | None,
    methods: Collection[str] = METHODS,
) -> SlicedWork[Explanation]:
    """`explain` in pieces, and only some methods where `methods` says so."""
    x = image[np.newaxis]
    blank, full = saliency.score(network, np.stack([np.zeros_like(x), x]), label).tolist()
    yield
    pictures: dict[str, Floats] = {}
    for method in methods:
        picture = yield from _picture(method, network, x, label, against, layer, full)
        if picture is not None:
            pictures[method] = picture
    return Explanation(image, label, against, layer, full - blank, outline(image), pictures)


def _picture(
    method: str,
    network: cnn.Network,
    x: Floats,
    label: int,
    against: int,
    layer: str | None,
    full: float,
) -> SlicedWork[Floats | None]:
    """A method's picture, ``(28, 28)``; None for Grad-CAM without a convolution."""
    yield
    match method:
        case "gradient":
            return saliency.input_gradient(network, x, label)[0]
        case "product":
            return saliency.gradient_times_input(network, x, label)[0]
        case "smooth":
            return (yield from _smooth(network, x, label))[0]
        case "integrated":
            return (yield from _integrated(network, x, label))[0]
        case "occlusion":
            return (yield from _occlusion(network, x, label, full))
        case "contrast":
            return (yield from _smooth(network, x, label, against))[0]
        case _:
            return None if layer is None else _cam(network, x, label, layer)


def _smooth(
    network: cnn.Network, x: Floats, label: int, against: int | None = None
) -> SlicedWork[Floats]:
    """SmoothGrad: a mean of means over a few copies each."""
    rng = np.random.default_rng(0)  # the same noise every time, so that nothing flickers
    parts = saliency.SAMPLES // AT_ONCE
    total = np.zeros_like(x)
    for _ in range(parts):
        total += saliency.smooth_grad(network, x, label, against, rng=rng, samples=AT_ONCE)
        yield
    return total / np.float32(parts)


def _integrated(network: cnn.Network, x: Floats, label: int) -> SlicedWork[Floats]:
    """Integrated gradients: a sum over stretches of the way."""
    parts = PARTS_OF_THE_WAY
    total = np.zeros_like(x)
    for part in range(parts):
        start, end = (x * np.float32(share / parts) for share in (part, part + 1))
        steps = saliency.STEPS // parts
        total += saliency.integrated_gradients(network, end, label, steps=steps, baseline=start)
        yield
    return total


def _occlusion(network: cnn.Network, x: Floats, label: int, full: float) -> SlicedWork[Floats]:
    """Occlusion, a few squares at a time; `full` is the score with none wiped out."""
    squares = saliency.covering(x.shape[1:])
    copies, touched = saliency.wiped(x, squares)
    yield
    falls = np.zeros(len(squares), np.float32)
    places = np.flatnonzero(touched)
    for start in range(0, len(copies), SQUARES_AT_ONCE):
        part = slice(start, start + SQUARES_AT_ONCE)
        falls[places[part]] = full - saliency.score(network, copies[part], label)
        yield
    falls[np.abs(falls) < ROUNDING * max(1.0, abs(full))] = 0.0
    return saliency.mean_over(squares, falls)


def _cam(network: cnn.Network, x: Floats, label: int, layer: str) -> Floats:
    answers = filter_layer(network, layer).answers
    return placed(network, answers, saliency.grad_cam(network, x, answers, label))
