"""What there is to say about a filter, in sentences."""

from __future__ import annotations

from collections.abc import Collection

import cnn
from cnn.explain.accuracy import Count
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.filters import FilterStatistics, Study
from digitpad.pages.filters.model import Filter
from digitpad.pages.filters.numbers import StrongestPatch
from digitpad.pages.filters.survey import FilterSurvey
from digitpad.reading.reader import Prediction
from digitpad.text.numbers import in_powers, minus, thousands

MOST_NAMED = 8
NEVER_ALL = 0.9999  # what is rounded to all of it is not certain
NO_FILTERS = "This network has no convolutions, so it has no filters."
NO_PATCHES = "No test image excites it."
LEARNING = "While the network learns: pause it to mute filters, and to read the test set."


def layer_title(layer: FilterLayer) -> str:
    """As ``conv2: 16 filters``."""
    return f"{layer.name}: {layer.channels} filters"


def what_it_does(layer: FilterLayer, field: tuple[int, int]) -> str:
    """What the filters of a layer see and give; ``field`` is how much of the ink."""
    inputs = layer.conv.kernel.value.shape[1]
    seen = f"Sees {field[0]}×{field[1]} pixels of ink"
    through = f" through {inputs} maps" if inputs > 1 else ""
    return f"{seen}{through}, gives {layer.size[0]}×{layer.size[1]} numbers."


def what_it_answered(study: Study, one: FilterStatistics, layer: FilterLayer) -> str:
    """A filter's answers to the test set."""
    so_far = "" if study.is_complete else f" (so far {thousands(study.images)} images)"
    if one.is_dead:
        if isinstance(layer.activation, cnn.ReLU):
            sums = "its sums are never above 0, so ReLU answers 0 everywhere"
            return f"Dead: {sums}, in every test image{so_far}."
        always = number(one.maximum) if one.maximum else "0"
        return f"Dead: it answers {always} everywhere, in every test image{so_far}."
    name = "ReLU" if isinstance(layer.activation, cnn.ReLU) else "activation"
    after = f" after {name}" if layer.activation else ""
    return (
        f"Over 0 in {percent(one.active_images)} of the test images, at "
        f"{percent(one.active_places)} of all places{so_far}. "
        f"Mean{after} {number(one.mean)}, largest {number(one.maximum)}."
    )


def nothing_yet(learning: bool) -> str:
    """Why there are no statistics."""
    return "They are counted when the training rests." if learning else ""


def not_yet(learning: bool) -> str:
    """What stands where a picture is to come."""
    return "when the training rests" if learning else "nothing yet"


def favourite(one: StrongestPatch) -> str:
    """Where a patch comes from, and what it does to the filter."""
    image, value = one.excitement.image + 1, number(one.excitement.value)
    return f"test image {image}, a {one.label}: {value}"


def which_are_muted(filters: Collection[Filter]) -> str:
    """The muted filters by name, or how many if these are many."""
    if not filters:
        return "No filter is muted. Click one and press Space to mute it."
    if len(filters) > MOST_NAMED:
        return f"{len(filters)} filters are muted."
    layers = sorted({filter.layer for filter in filters})
    names = (
        f"{layer} "
        + ", ".join(str(n + 1) for n in sorted(f.channel for f in filters if f.layer == layer))
        for layer in layers
    )
    return f"Muted: {'; '.join(names)}."


def answer(prediction: Prediction | None) -> str:
    """As ``4 (98 %)``."""
    if prediction is None:
        return "–"
    label = prediction.label
    if label is None:
        return f"no digit ({percent(1 - float(prediction.probabilities.sum()))})"
    return f"{label} ({percent(min(float(prediction.probabilities[label]), NEVER_ALL))})"


def accuracy(count: Count | None) -> str:
    """As ``99.1 %``; with dots while it is being counted."""
    if count is None:
        return "…"
    return f"{100 * count.accuracy:.1f} %" + ("" if count.is_complete else " …")


def state(survey: FilterSurvey, learning: bool) -> str:
    """What is being done with the test set."""
    if learning:
        return LEARNING
    if survey.problem:
        return survey.problem
    current = survey.current
    images = "" if current is None else f"{thousands(current.images)} of {thousands(current.total)}"
    if survey.is_cancelled:
        return f"Cancelled after {images} test images." if images else "Cancelled."
    if survey.is_busy:
        return f"Reading the test set: {images}" if images else "Reading the test set…"
    return ""


def percent(share: float) -> str:
    """``share`` in whole percent; neither all nor nothing is said of what only nearly is."""
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def number(value: float) -> str:
    """``value`` with two digits behind the point, or as ``3·10⁻⁵``; nought has no sign."""
    return in_powers(value) if 0 < abs(value) < 0.0005 else minus(f"{value or 0.0:.2f}")
