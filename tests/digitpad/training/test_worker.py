from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import numpy as np
import pytest

import cnn
from digitpad.training import worker as module
from digitpad.training.worker import Command, Report, training_reports
from tests.digitpad.few_digits import few_digits

SETTINGS = cnn.TrainingSettings(epochs=2, batch_size=16)
BATCHES = 2 * 512 // 16


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    """The ends of the pipe for commands."""
    heard, said = Pipe(duplex=False)
    with heard, said:
        yield heard, said


@pytest.fixture(autouse=True)
def _each_batch_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REPORT_SECONDS", 0.0)


def reports(heard: Connection, network: cnn.Network) -> Iterator[Report]:
    return training_reports(heard, network, SETTINGS, few_digits)


def test_nothing_is_left_out(ends: tuple[Connection, Connection], network: cnn.Network) -> None:
    heard, said = ends
    losses: list[float] = []
    images: list[int] = []
    epochs: list[cnn.EpochDone] = []
    for report in reports(heard, network):
        losses += report.losses
        images += report.images
        epochs += report.epochs_done
        said.send(Command.NEXT)
    expected = network.copy()
    expected.load_state(cnn.preset("lenet", np.random.default_rng(0)).state())
    data = few_digits()
    events = list(cnn.train(expected, data.training, data.validation, SETTINGS))
    assert images == [16] * BATCHES
    assert losses == [event.loss for event in events if isinstance(event, cnn.BatchDone)]
    assert [each.validation_loss for each in epochs] == [
        event.validation_loss for event in events if isinstance(event, cnn.EpochDone)
    ]
    np.testing.assert_array_equal(network.values, expected.values)


def test_the_next_report_waits_until_the_last_was_dealt_with(
    ends: tuple[Connection, Connection], network: cnn.Network
) -> None:
    heard, said = ends
    found = reports(heard, network)
    assert len(next(found).losses) == 1
    said.send(Command.NEXT)
    assert len(next(found).losses) == 1
    assert len(next(found).losses) == BATCHES - 2, "nobody said NEXT: all the rest in one"
    assert list(found) == []


def test_it_waits_in_a_pause_until_it_resumes(
    ends: tuple[Connection, Connection], network: cnn.Network
) -> None:
    heard, said = ends
    found = reports(heard, network)
    next(found)
    said.send(Command.PAUSE)
    assert len(next(found).losses) == 1, "a pause reports where it stands, NEXT or not"
    before = network.values.copy()
    said.send(Command.STOP)
    assert next(found).losses == ()
    np.testing.assert_array_equal(network.values, before)
    assert list(found) == []


@pytest.mark.parametrize("words", [[Command.STOP], [Command.PAUSE, Command.STOP]])
def test_commands_sent_before_the_start_are_obeyed(
    ends: tuple[Connection, Connection], network: cnn.Network, words: list[Command]
) -> None:
    heard, said = ends
    for word in words:
        said.send(word)
    (only,) = reports(heard, network)
    assert only.losses == ()


def test_a_pause_before_it_began_shows_where_it_stands(
    ends: tuple[Connection, Connection], network: cnn.Network
) -> None:
    heard, said = ends
    said.send(Command.PAUSE)
    found = reports(heard, network)
    assert len(next(found).losses) == 1, "one batch, of which the window can tell"
    said.send(Command.RESUME)
    assert len(next(found).losses) == BATCHES - 1


def test_it_ends_when_its_commands_are_closed(
    ends: tuple[Connection, Connection], network: cnn.Network
) -> None:
    heard, said = ends
    found = reports(heard, network)
    next(found)
    said.close()
    with pytest.raises(EOFError):
        next(found)
