from itertools import count
from multiprocessing import active_children
from os import scandir
from pathlib import Path

import numpy as np
import pytest

import cnn
from cnn.explain.filters import study
from digitpad.elsewhere import elsewhere


class TwoPartsError(Exception):
    """Cannot be unpickled, as many exceptions that compose their words themselves."""

    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")


def refuse():
    yield 0
    raise TwoPartsError("the disk", "it is full")


def test_it_gives_what_the_generator_gives():
    assert list(elsewhere(range, 2, 5)) == [2, 3, 4]


def test_a_network_answers_there_as_it_does_here():
    rng = np.random.default_rng(0)
    network = cnn.preset("residual", rng)
    data = cnn.Dataset(rng.integers(0, 256, (100, 28, 28), np.uint8), np.arange(100) % 10)
    (here,) = study(network, data, 9, 1)
    (there,) = elsewhere(study, network, data, 9, 1)
    assert there.right == here.right
    for name, layer in here.layers.items():
        np.testing.assert_array_equal(there.layers[name].tally.counts, layer.tally.counts)


def test_an_error_there_is_raised_here():
    rng = np.random.default_rng(0)
    wrong = cnn.Dataset(np.zeros((1, 5, 5), np.uint8), np.zeros(1, np.uint8))
    with pytest.raises(ValueError, match="28"):
        next(elsewhere(study, cnn.preset("lenet", rng), wrong))


def test_an_error_of_the_system_there_is_raised_here(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        next(elsewhere(scandir, tmp_path / "nowhere"))


def test_an_error_that_cannot_leave_its_process_is_told_in_words():
    numbers = elsewhere(refuse)
    assert next(numbers) == 0
    with pytest.raises(RuntimeError, match="TwoPartsError: the disk: it is full"):
        next(numbers)


def test_what_cannot_leave_its_process_is_told():
    with pytest.raises(TypeError, match="pickle"):
        next(elsewhere(map, memoryview, [b""]))


def test_leaving_ends_the_process():
    numbers = elsewhere(count)
    assert next(numbers) == 0
    assert len(active_children()) == 1
    numbers.close()
    assert active_children() == []


def test_a_process_that_dies_is_told():
    numbers = elsewhere(count)
    next(numbers)
    (process,) = active_children()
    process.kill()
    with pytest.raises(RuntimeError, match="unexpectedly"):
        list(numbers)
    assert active_children() == []
