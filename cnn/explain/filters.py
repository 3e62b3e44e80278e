"""Statistics of every filter over many images: how often, how strongly, and where it is active.

One pass counts for all filters of all convolutions, so that switching between them costs nothing.
The images that activate a unit most describe it: Zeiler and Fergus, "Visualizing and Understanding
Convolutional Networks", 2014.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from cnn.arrays import Bools, Floats, Integers
from cnn.data.dataset import Dataset
from cnn.explain.accuracy import AccuracyCount
from cnn.explain.chunks import chunk_results
from cnn.explain.filter_layers import FilterLayer, filter_layers
from cnn.explain.tally import BINS, Tally, tally
from cnn.fast.minibatch import WORKERS
from cnn.metrics import check_data, classified_correctly
from cnn.network import Network

NINE = 9


@dataclass(frozen=True)
class StrongestMatch:
    """An image with a large output of a filter, and its position.

    Attributes:
        image: its index in the dataset.
        row, column: the position in the filter's map.
        value: the activation's input there.
    """

    image: int
    row: int
    column: int
    value: float


@dataclass(frozen=True, eq=False)
class FilterStatistics:
    """The outputs of one filter for all images so far, at every position of its map.

    A filter is *active* where its sum, the input of the activation, is above 0, so that a ReLU
    passes it.

    Attributes:
        edges: ``(bins + 1,)``; the edges of the histogram's bins, ascending, with 0 in the middle.
        counts: ``(bins,)``; the number of sums between two edges, including the left one.
        mean, minimum, maximum: of the activation's outputs.
        active_places, active_images: the shares in which it was active, 0 .. 1; in an image, at one
            position or more.
        best: the images with the largest sums, in descending order, with at most one position of
            each image (of equal ones the first). Images without activity are not included.
    """

    edges: Floats
    counts: Integers
    mean: float
    minimum: float
    maximum: float
    active_places: float
    active_images: float
    best: tuple[StrongestMatch, ...]

    @property
    def is_dead(self) -> bool:
        """Whether its output is the same everywhere, as if its ReLU never passes anything."""
        return self.minimum == self.maximum


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """The outputs of all filters of one convolution for all images so far.

    Attributes:
        tally: the counts.
        size: height and width of a map.
    """

    tally: Tally
    size: tuple[int, int]

    @property
    def dead(self) -> Bools:
        """``(C,)``: which filters are dead (``FilterStatistics.is_dead``)."""
        return self.tally.least_answers == self.tally.largest_answers

    def of(self, channel: int) -> FilterStatistics:
        """The statistics of one filter."""
        counted = self.tally
        places = counted.images * self.size[0] * self.size[1]
        end = float(np.ldexp(1.0, int(counted.exponents[channel])))
        return FilterStatistics(
            edges=np.linspace(-end, end, BINS + 1),
            counts=counted.counts[channel],
            mean=float(counted.answer_totals[channel]) / places,
            minimum=float(counted.least_answers[channel]),
            maximum=float(counted.largest_answers[channel]),
            active_places=float(counted.active_places[channel]) / places,
            active_images=float(counted.active_images[channel]) / counted.images,
            best=tuple(self._best(channel)),
        )

    def _best(self, channel: int) -> Iterator[StrongestMatch]:
        counted = self.tally
        columns = zip(
            counted.best_images[channel].tolist(),
            counted.best_places[channel].tolist(),
            counted.best_sums[channel].tolist(),
            strict=True,
        )
        for image, place, value in columns:
            if value > 0:
                row, column = divmod(place, self.size[1])
                yield StrongestMatch(image, row, column, value)


@dataclass(frozen=True, eq=False)
class NetworkStatistics(AccuracyCount):
    """A network's accuracy and its filters' outputs for the first images of a dataset.

    Attributes:
        layers: the filters' statistics, by the name of their convolution.
    """

    layers: Mapping[str, LayerStatistics]

    def __add__(self, later: NetworkStatistics) -> NetworkStatistics:
        """The result for the images of both."""
        return NetworkStatistics(
            images=self.images + later.images,
            total=self.total,
            right=self.right + later.right,
            layers={
                name: LayerStatistics(layer.tally + later.layers[name].tally, layer.size)
                for name, layer in self.layers.items()
            },
        )


def network_statistics(
    network: Network, data: Dataset, best: int = NINE, workers: int = WORKERS
) -> Iterator[NetworkStatistics]:
    """Collect statistics of all filters of ``network`` for the images of ``data``.

    A generator: each result covers more images, the last one all of them. Closing it ends the work.
    It needs the memory of a few chunks of images.

    Args:
        network: not modified.
        data: labelled images.
        best: the number of images with the largest sums to keep for each filter.
        workers: number of threads; the result does not depend on it.

    Raises:
        ValueError: the network cannot read these images, or a sum is not finite.
    """
    check_data(network, data)
    so_far: NetworkStatistics | None = None
    layers = filter_layers(network)
    for chunks in chunk_results(network, data, partial(_study_chunk, layers, data, best), workers):
        for chunk in chunks:
            so_far = chunk if so_far is None else so_far + chunk
        assert so_far is not None
        yield so_far


def _study_chunk(
    layers: tuple[FilterLayer, ...], data: Dataset, best: int, network: Network, places: slice
) -> NetworkStatistics:
    count = places.stop - places.start
    x = network.scratch.get("input", (*network.input_shape, count), np.float32)
    logits, outputs = _outputs(network, data.batch(places, out=x))
    counted = {
        layer.name: LayerStatistics(
            tally(outputs[layer.sums], outputs[layer.answers], places.start, best, network.scratch),
            layer.size,
        )
        for layer in layers
    }
    right = int(classified_correctly(logits, data.labels[places]).sum())
    return NetworkStatistics(count, len(data), right, counted)


def _outputs(network: Network, x: Floats) -> tuple[Floats, dict[str, Floats]]:
    """The logits, and the output of every layer by name; valid until the network's next pass."""
    outputs: dict[str, Floats] = {}
    for layer in network.layers:
        outputs |= layer.trace(x) if layer.inner else {layer.name: layer.forward(x)}
        x = outputs[layer.name]
    return x, outputs
