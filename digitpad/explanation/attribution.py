"""Attribution: every method of `cnn.explain.saliency` for one image, with a description."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.explain import saliency
from cnn.explain.filter_layers import filter_layer, filter_layers
from cnn.explain.overlay import overlaid
from digitpad.explanation.sliced_work import SlicedWork, finish
from digitpad.imaging.contour import Points, outline
from digitpad.reading.classes import a_class, class_name
from digitpad.text.numbers import minus
from digitpad.text.translation import QT_TR_NOOP, tr

GRAD_CAM = "grad_cam"
CONTRAST = "contrast"
AT_ONCE = 5
SQUARES_AT_ONCE = 16
PARTS_OF_THE_PATH = 4
ROUNDING = 1e-5
"""Differences between scores smaller than this share of them are rounding errors."""


@dataclass(frozen=True)
class Method:
    """A method that finds which pixels make a class more likely; both texts are to be translated.

    Attributes:
        title: its name in the literature.
        sentence: what it shows; ``{a}`` is the explained class with its article, ``{b}`` the one
            that it is compared with, ``{layer}`` the convolution, ``{gained}`` how much higher the
            score is than for blank paper.
    """

    title: str
    sentence: str


METHODS: Mapping[str, Method] = {
    "gradient": Method(
        QT_TR_NOOP("Input gradient"),
        QT_TR_NOOP("Where more ink would make {a} more likely (orange) or less likely (blue)."),
    ),
    "product": Method(
        QT_TR_NOOP("Gradient × input"),
        QT_TR_NOOP("The gradient where there is ink: the effect of that ink on {a}."),
    ),
    "smooth": Method(
        QT_TR_NOOP("SmoothGrad"),
        QT_TR_NOOP("The mean gradient of 25 noisy copies: the same, with less speckle."),
    ),
    "integrated": Method(
        QT_TR_NOOP("Integrated gradients"),
        QT_TR_NOOP(
            "The gradient, summed along the way from blank paper to your ink. All pixels together "
            "give the change of the score of {a}: {gained}."
        ),
    ),
    GRAD_CAM: Method(
        QT_TR_NOOP("Grad-CAM"),
        QT_TR_NOOP("Where the maps of {layer} that make {a} more likely are active."),
    ),
    "occlusion": Method(
        QT_TR_NOOP("Occlusion"),
        QT_TR_NOOP("How far the score of {a} falls if 4×4 pixels are erased here."),
    ),
    CONTRAST: Method(
        QT_TR_NOOP("Contrast"),
        QT_TR_NOOP("Where more ink would favour {a} over {b} (orange), or the reverse (blue)."),
    ),
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """The pictures of all methods.

    Attributes:
        image: the network's input, ``(28, 28)``.
        label: the explained class.
        against: the class that it is compared with.
        layer: the convolution of Grad-CAM; None, and no such picture, if the network has none.
        gained: how much higher the score of `label` is than for blank paper.
        outline: of the ink, closed lines from `digitpad.imaging.contour`.
        pictures: by the method's key in `METHODS`, ``(28, 28)``; positive makes the class more
            likely.
    """

    image: Floats
    label: int
    against: int
    layer: str | None
    gained: float
    outline: Sequence[Points]
    pictures: Mapping[str, Floats]

    def title(self, method: str) -> str:
        """The title of a method's picture."""
        if method == CONTRAST:
            label, against = class_name(self.label), class_name(self.against)
            return tr("{label} rather than {against}", label=label, against=against)
        if method == GRAD_CAM and self.layer is not None:
            return tr("Grad-CAM of {layer}", layer=self.layer)
        return tr(METHODS[method].title)

    def sentence(self, method: str) -> str:
        """What the picture of a method shows."""
        if method not in self.pictures:
            return tr("This network has no convolutions, so it has no maps.")
        return tr(
            METHODS[method].sentence,
            a=a_class(self.label),
            b=a_class(self.against),
            layer=self.layer,
            gained=minus(f"{self.gained:+.1f}"),
        )


def convolutions(network: cnn.Network) -> tuple[str, ...]:
    """The names of the convolutions that Grad-CAM can use, first to last."""
    return tuple(layer.name for layer in filter_layers(network))


def explain(
    network: cnn.Network, image: Floats, label: int, against: int, layer: str | None
) -> Explanation:
    """Run every method on `image`, ``(28, 28)``; the other arguments are as in `Explanation`."""
    return finish(explaining(network, image, label, against, layer))


def explaining(
    network: cnn.Network,
    image: Floats,
    label: int,
    against: int,
    layer: str | None,
    methods: Collection[str] = METHODS,
) -> SlicedWork[Explanation]:
    """`explain` in slices, with only the methods in `methods`."""
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
    """Integrated gradients: a sum over parts of the path."""
    parts = PARTS_OF_THE_PATH
    total = np.zeros_like(x)
    for part in range(parts):
        start, end = (x * np.float32(share / parts) for share in (part, part + 1))
        steps = saliency.STEPS // parts
        total += saliency.integrated_gradients(network, end, label, steps=steps, baseline=start)
        yield
    return total


def _occlusion(network: cnn.Network, x: Floats, label: int, full: float) -> SlicedWork[Floats]:
    """Occlusion, a few squares at a time; `full` is the score of the whole image."""
    squares = saliency.covering(x.shape[1:])
    copies, touched = saliency.erased(x, squares)
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
    return overlaid(network, answers, saliency.grad_cam(network, x, answers, label))
