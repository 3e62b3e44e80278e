"""The contact sheet: complete, by one writer, and in slices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from digitpad.handwriting import WAYS
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.imaging.normalise import network_input
from digitpad.ink.drawing import PAD_SIZE
from digitpad.pages.handwriting.contact_sheet import KINDS, ON_PAD, ContactSheet
from digitpad.pages.handwriting.kind_names import KIND_NAMES
from tests.digitpad.hand import wait

Wait = Callable[[Callable[[], object]], None]


def test_all_ways_are_there_and_what_is_no_digit() -> None:
    assert [kind.label for kind in KINDS] == [
        *(digit for digit in range(10) for _ in WAYS[digit]),
        *[None] * len(NEGATIVES),
    ]
    assert "7: crossed seven" in [kind.title for kind in KINDS]
    assert "no digit: scribble" in [kind.title for kind in KINDS]
    assert {kind.way.__name__ for kind in KINDS} == set(KIND_NAMES)


def test_it_is_drawn_in_slices_and_for_somebody_who_looks(
    qt: object, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.tasks.idle.SLICE_SECONDS", 0.0)
    sheet = ContactSheet()
    counts: list[int] = []
    sheet.changed.connect(lambda: counts.append(len(sheet.drawings)))
    sheet.show_writer(3)
    assert sheet.drawings == []
    sheet.set_visible(True)
    wait_until(lambda: len(sheet.drawings) == len(KINDS))
    assert counts == [0, *range(1, len(KINDS) + 1)]
    sheet.set_visible(False)
    sheet.show_writer(4)
    wait(50)
    assert sheet.drawings == []


def test_a_hand_writes_the_same_again_and_another_does_not(qt: object, wait_until: Wait) -> None:
    def written(hand: int) -> list[object]:
        sheet = ContactSheet()
        sheet.show_writer(hand)
        sheet.set_visible(True)
        wait_until(lambda: len(sheet.drawings) == len(KINDS))
        return list(sheet.drawings)

    assert written(1) == written(1)
    assert all(a != b for a, b in zip(written(1), written(2), strict=True))


def test_on_the_pad_a_drawing_is_large_and_reads_the_same(qt: object, wait_until: Wait) -> None:
    sheet = ContactSheet()
    sheet.set_visible(True)
    wait_until(lambda: len(sheet.drawings) == len(KINDS))
    for number in (0, 20, 55):
        placed = sheet.for_pad(number, 22.0)
        points = np.concatenate([stroke.array for stroke in placed.strokes])
        low, high = points.min(axis=0), points.max(axis=0)
        assert max(high - low) == pytest.approx(ON_PAD * PAD_SIZE)
        assert (low + high) / 2 == pytest.approx(PAD_SIZE / 2)
        assert {stroke.brush for stroke in placed.strokes} == {22.0}
        np.testing.assert_allclose(
            network_input(placed), network_input(sheet.drawings[number]), atol=1e-3
        )
