"""Sentences about filters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import cnn
from cnn.explain.accuracy import AccuracyCount
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.filters import FilterStatistics, NetworkStatistics
from digitpad.pages.filters.model import Filter
from digitpad.pages.filters.numbers import StrongestPatch
from digitpad.pages.filters.survey import FilterSurvey
from digitpad.reading.classes import class_name
from digitpad.reading.reader import Prediction
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import exact_percent, thousands, two_decimals, whole_percent
from digitpad.text.translation import tr

MOST_NAMED = 8
NEVER_ALL = 0.9999  # a probability that rounds to 100 % is not certain


def no_filters() -> str:
    """Shown instead of the page for a network without convolutions."""
    return tr("This network has no convolutions, so it has no filters.")


def layer_title(layer: FilterLayer) -> str:
    """Such as "conv2: 16 filters"."""
    return tr("{layer}: %n filter(s)", "", layer.channels, layer=layer.name)


def layer_text(layer: FilterLayer, field: tuple[int, int]) -> str:
    """What a layer's filters see, ``field`` pixels of ink, and what they output."""
    inputs = layer.conv.kernel.value.shape[1]
    values = {
        "field": f"{field[0]}×{field[1]}",
        "outputs": f"{layer.size[0]}×{layer.size[1]}",
        "inputs": inputs,
    }
    if inputs == 1:
        return tr("Sees {field} pixels of ink, {outputs} outputs.", **values)
    return tr("Sees {field} pixels of ink through {inputs} maps, {outputs} outputs.", **values)


def statistics_text(
    statistics: NetworkStatistics, one: FilterStatistics, layer: FilterLayer
) -> str:
    """A filter's outputs on the test set."""
    if one.is_dead and isinstance(layer.activation, cnn.ReLU):
        text = tr("Dead: never above 0 in any test image, so ReLU always outputs 0.")
    elif one.is_dead:
        value = two_decimals(one.maximum)
        text = tr("Dead: always outputs {value}, in every test image.", value=value)
    else:
        values = {
            "images": whole_percent(one.active_images),
            "positions": whole_percent(one.active_places),
            "mean": two_decimals(one.mean),
            "maximum": two_decimals(one.maximum),
        }
        if isinstance(layer.activation, cnn.ReLU):
            text = tr(
                "Active in {images} of test images and {positions} of positions. "
                "After ReLU: mean {mean}, max {maximum}.",
                **values,
            )
        else:
            text = tr(
                "Active in {images} of test images and {positions} of positions. "
                "Output: mean {mean}, max {maximum}.",
                **values,
            )
    if statistics.is_complete:
        return text
    so_far = tr("So far {count} images.", count=thousands(statistics.images))
    return f"{text} {so_far}"


def nothing_yet(learning: bool) -> str:
    """Shown instead of statistics."""
    return tr("Available when training is paused.") if learning else ""


def no_picture_yet(learning: bool) -> str:
    """Shown instead of a picture."""
    return tr("available when training is paused") if learning else tr("nothing yet")


def no_patches() -> str:
    """Shown instead of patches for a filter that is never active."""
    return tr("No test image activates it.")


def patch_text(one: StrongestPatch) -> str:
    """Such as "test image 123, a 7: 3.15"."""
    return tr(
        "test image {number}, digit {digit}: {value}",
        number=one.match.image + 1,
        digit=one.label,
        value=two_decimals(one.match.value),
    )


def muted_text(filters: Collection[Filter]) -> str:
    """Such as "Off: conv1 filters 2, 9"; only the number of filters if there are many."""
    if not filters:
        return tr("No filter is off. Click one and press Space to turn it off.")
    if len(filters) > MOST_NAMED:
        return tr("Filters off: %n", "", len(filters))
    layers = sorted({filter.layer for filter in filters})
    return "; ".join(
        _muted_in(layer, sorted(f.channel + 1 for f in filters if f.layer == layer))
        for layer in layers
    )


def _muted_in(layer: str, numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return tr("Off: {layer} filter {number}", layer=layer, number=numbers[0])
    names = ", ".join(map(str, numbers))
    return tr("Off: {layer} filters {numbers}", layer=layer, numbers=names)


def answer_text(prediction: Prediction | None) -> str:
    """Such as "4 (98 %)"."""
    if prediction is None:
        return "–"
    label = prediction.label
    if label is None:
        share = 1 - float(prediction.probabilities.sum())
        answer = class_name(DIGITS)
        return tr("{answer} ({share})", answer=answer, share=whole_percent(share))
    share = min(float(prediction.probabilities[label]), NEVER_ALL)
    return tr("{answer} ({share})", answer=label, share=whole_percent(share))


def accuracy_text(count: AccuracyCount | None) -> str:
    """Such as "99.1 %"; with dots while it is being counted."""
    if count is None:
        return "…"
    return exact_percent(count.accuracy, 1) + ("" if count.is_complete else " …")


def survey_text(survey: FilterSurvey, learning: bool) -> str:
    """The progress of reading the test set."""
    if learning:
        return tr("Pause training to turn filters off and to read the test set.")
    if survey.problem:
        return survey.problem
    current = survey.current
    if current is None:
        if survey.is_cancelled:
            return tr("Cancelled.")
        return tr("Reading the test set…") if survey.is_busy else ""
    counts = {"images": thousands(current.images), "total": thousands(current.total)}
    if survey.is_cancelled:
        return tr("Cancelled after {images} of {total} test images.", **counts)
    return tr("Reading the test set: {images} of {total}", **counts) if survey.is_busy else ""
