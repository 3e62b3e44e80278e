"""Work in the background: heard of while it is wanted, and never after that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QThread

from digitpad.tasks.thread import BackgroundThread

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def background(
    qt: object, must_end: Callable[[Callable[[], object]], None]
) -> Iterator[BackgroundThread]:
    made = BackgroundThread()
    yield made
    must_end(made.shut_down)


def numbers(count: int, stopped: threading.Event | None = None) -> Generator[int, None, None]:
    try:
        yield from range(count)
    finally:
        if stopped is not None:
            stopped.set()


def test_everything_arrives_in_order_from_another_thread(
    background: BackgroundThread, wait_until: Wait
) -> None:
    arrived: list[int] = []
    done: list[bool] = []
    threads: list[QThread] = []

    def steps() -> Generator[int, None, None]:
        threads.append(QThread.currentThread())
        yield from range(5)

    background.arrived.connect(arrived.append)
    background.finished.connect(lambda: done.append(background.is_busy))
    background.start(steps)
    assert background.is_busy
    wait_until(lambda: done)
    assert arrived == [0, 1, 2, 3, 4]
    assert done == [False]
    assert threads[0] is not QThread.currentThread()


def test_its_thread_is_no_nicer_than_the_windows(
    background: BackgroundThread, wait_until: Wait
) -> None:
    priorities: list[QThread.Priority] = []

    def steps() -> Generator[None, None, None]:
        priorities.append(QThread.currentThread().priority())
        yield

    background.start(steps)
    wait_until(lambda: not background.is_busy)
    assert priorities == [QThread.Priority.InheritPriority]


def test_what_was_stopped_is_not_heard_of_and_ends_soon(
    background: BackgroundThread, wait_until: Wait
) -> None:
    arrived: list[int] = []
    ended = threading.Event()
    background.arrived.connect(arrived.append)
    background.finished.connect(lambda: pytest.fail("it has not finished"))
    background.start(partial(numbers, 10**9, ended))
    wait_until(lambda: arrived)
    background.stop()
    assert not background.is_busy
    count = len(arrived)
    wait_until(ended.is_set)
    assert len(arrived) == count


def test_new_work_takes_the_place_of_the_old(
    background: BackgroundThread, wait_until: Wait
) -> None:
    arrived: list[int] = []
    done: list[bool] = []
    ended = threading.Event()
    background.arrived.connect(arrived.append)
    background.finished.connect(lambda: done.append(True))
    background.start(partial(numbers, 10**9, ended))
    background.start(partial(numbers, 3))
    wait_until(lambda: done and ended.is_set())
    assert arrived == [0, 1, 2]


def test_a_failure_is_told(background: BackgroundThread, wait_until: Wait) -> None:
    errors: list[Exception] = []
    background.failed.connect(errors.append)

    def steps() -> Generator[int, None, None]:
        yield 1
        raise ValueError("no such thing")

    background.start(steps)
    wait_until(lambda: errors)
    assert str(errors[0]) == "no such thing"
    assert not background.is_busy


def test_a_rest_does_not_hold_up_the_end(
    background: BackgroundThread, wait_until: Wait, must_end: Callable[[Callable[[], object]], None]
) -> None:
    arrived: list[int] = []
    background.arrived.connect(arrived.append)
    background.start(partial(numbers, 3), rest=1000.0)
    wait_until(lambda: arrived)
    must_end(background.shut_down)
    assert arrived == [0]


def test_numbers_beyond_all_bounds_do_not_warn(
    background: BackgroundThread, wait_until: Wait
) -> None:
    done: list[bool] = []
    background.finished.connect(lambda: done.append(True))
    background.start(lambda: iter_of(np.array([1e308]) * 1e308))
    wait_until(lambda: done)


def iter_of(value: object) -> Generator[object, None, None]:
    yield value
