"""The views of an answer: the digit and the bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import cnn
from digitpad.ink.box import Box
from digitpad.pages.common import theme
from digitpad.pages.common.answer_view import AnswerView
from digitpad.pages.common.probabilities_view import ProbabilitiesView
from digitpad.reading.reader import Prediction, ReadDigit, Reading, recognise_input
from digitpad.reading.state import ReadingState
from digitpad.text.numbers import percent

View = AnswerView | ProbabilitiesView


def answer(probabilities: list[float]) -> Prediction:
    image = np.zeros((28, 28), np.float32)
    image[5, 20] = 1.0
    return Prediction(image, np.array(probabilities, np.float32), {})


def three() -> Prediction:
    return answer([0.01, 0, 0, 0.9, 0, 0.05, 0, 0, 0.04, 0])


@pytest.fixture(params=[AnswerView, ProbabilitiesView])
def view(qt: object, request: pytest.FixtureRequest) -> Iterator[View]:
    made = request.param()
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def test_an_answer_is_painted(
    view: View, count_paints: Callable[..., object], wait_until: Callable[..., None]
) -> None:
    counter = count_paints(view)
    before = view.grab().toImage()
    count = counter.count  # type: ignore[attr-defined]
    view.show_prediction(three())
    wait_until(lambda: counter.count > count)  # type: ignore[attr-defined]
    assert view.grab().toImage() != before
    view.show_prediction(None)
    assert view.grab().toImage() == before


def test_the_answer_in_words(qt: object) -> None:
    view = AnswerView()
    assert view.text() == "Draw a digit"
    view.show_prediction(three())
    assert view.text() == "3, 90.0 %"
    assert view.accessibleDescription() == "3, 90.0 %"
    view.show_prediction(None)
    assert view.text() == "Draw a digit"


def sharp(digit: int) -> Prediction:
    return answer([float(number == digit) for number in range(10)])


def written(*lines: str) -> Reading:
    """Digits in lines, 10 wide and 20 high."""
    return Reading(
        tuple(
            ReadDigit((0,), Box(12 * x, 30 * y, 12 * x + 10, 30 * y + 20), sharp(int(digit)))
            for y, line in enumerate(lines)
            for x, digit in enumerate(line)
        )
    )


def state_of(reading: Reading | None, chosen: int = 0) -> ReadingState:
    return ReadingState(
        cnn.preset("rows", np.random.default_rng(0)), reading=reading, chosen=chosen
    )


def shown(*lines: str) -> AnswerView:
    view, reading = AnswerView(), written(*lines)
    view.resize(240, 114)
    view.show_state(state_of(reading))
    return view


def rim(view: QWidget) -> int:
    """The number of pixels in the outermost columns of ``view`` that differ from the background."""
    image = view.grab().toImage()
    ground = image.pixelColor(0, image.height() - 1)
    columns = (0, image.width() - 1)
    return sum(
        image.pixelColor(x, y) != ground
        for x in columns
        for y in range(round(image.height() * 0.6))
    )


@pytest.mark.parametrize("count", [2, 9, 18, 25, 60, 300])
def test_however_many_digits_there_are_none_is_cut(qt: object, count: int) -> None:
    view = shown("8" * count)
    assert rim(view) == 0
    assert view.toolTip() == "8" * count


def test_how_sure_it_is_has_room_in_a_narrow_column(qt: object) -> None:
    view = AnswerView()
    view.resize(145, 140)
    view.show_prediction(answer([0, 0.8, 0, 0, 0, 0, 0, 0, 0, 0, 0.2]))
    image = view.grab().toImage()
    ground = image.pixelColor(0, 0)
    assert all(image.pixelColor(x, y) == ground for x in (143, 144) for y in range(140))


def test_lines_of_digits_stay_lines(qt: object) -> None:
    view = shown("31", "42")
    assert view.text() == "31 / 42; 3, > 99.9 %"
    assert view.toolTip() == "31\n42"
    assert shown("3", "4").text().startswith("3 / 4"), "one below the other"
    assert view.grab().toImage() != shown("3142").grab().toImage()
    view.show_prediction(three())
    assert not view.toolTip()


@pytest.mark.parametrize("digit", [0, 4, 9])
@pytest.mark.parametrize("width", [320, 354, 700])
def test_no_percentage_is_cut(qt: object, digit: int, width: int) -> None:
    view = ProbabilitiesView()
    view.resize(width, 144)
    view.show_prediction(sharp(digit))
    image = view.grab().toImage()
    dark = [
        x
        for x in range(width)
        for y in range(20)
        if (abs(x - (digit + 0.5) * width / 10) < 0.08 * width)
        and image.pixelColor(x, y).lightness() < 100
    ]
    font = theme.scaled_font(view.font(), 0.78, bold=True)
    room = (width - 72) / 10 + 16
    words = QFontMetrics(theme.fitting_font(font, ">99.9", room))
    assert max(dark) - min(dark) > 0.88 * words.horizontalAdvance(">99.9")


def two_digits() -> Reading:
    box = Box(0, 0, 10, 10)
    predictions = (three(), answer([0, 0, 0.99, 0, 0, 0, 0, 0, 0, 0]))
    return Reading(tuple(ReadDigit((i,), box, each) for i, each in enumerate(predictions)))


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ([0, 0, 0, 0, 0.44, 0, 0, 0, 0, 0.41, 0.15], "not sure: 4 or 9, 44.0 % or 41.0 %"),
        ([0, 0, 0, 0, 0.2, 0, 0, 0, 0, 0.1, 0.7], "not a digit, 70.0 %"),
        ([0, 0, 0, 0.99961, 0, 0, 0, 0, 0, 0, 0], "3, > 99.9 %"),
        ([0, 0, 0, 0.9994, 0, 0, 0, 0, 0, 0, 0], "3, 99.9 %"),
    ],
)
def test_the_answer_is_not_surer_than_the_network(
    qt: object, probabilities: list[float], words: str
) -> None:
    view = AnswerView()
    view.show_prediction(answer(probabilities))
    assert view.text() == words
    assert not view.grab().isNull()


def test_of_several_digits_all_are_shown_and_one_is_described(qt: object) -> None:
    view = AnswerView()
    reading = two_digits()
    view.show_state(state_of(reading, chosen=1))
    assert view.text() == "32; 2, 99.0 %"
    second = view.grab().toImage()
    view.show_state(state_of(reading, chosen=0))
    assert view.text() == "32; 3, 90.0 %"
    assert view.grab().toImage() != second
    view.show_prediction(None)
    assert view.text() == "Draw a digit"


def test_no_digit_has_a_line_where_the_network_knows_it(qt: object) -> None:
    view = ProbabilitiesView()
    view.resize(400, 164)
    *body, last = cnn.PRESETS["lenet"].layers
    rng = np.random.default_rng(0)
    view.show_network(cnn.Network([*body, {**last, "out_features": 11}], rng))
    view.show_prediction(answer([0, 0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0.75]))
    assert "no digit: 75 %" in view.accessibleDescription()
    image = view.grab().toImage()
    accent = theme.accent(view.palette()).rgb()
    line = [image.pixelColor(x, 164 - 8).rgb() == accent for x in range(400)]
    trough = 400 - line.index(True) - 8 - 30
    assert sum(line) == pytest.approx(0.75 * trough, rel=0.1)
    assert filled(view, 1, theme.accent(view.palette())) == 0, "no digit has won"
    view.show_network(cnn.Network([*body, last], rng))
    view.show_prediction(answer([0, 0.25, 0, 0.75, 0, 0, 0, 0, 0, 0]))
    assert "no digit" not in view.accessibleDescription()


def test_both_digits_stand_out_if_the_answer_is_not_sure(qt: object) -> None:
    view = ProbabilitiesView()
    view.resize(400, 144)
    view.show_prediction(answer([0, 0.45, 0, 0.4, 0.15, 0, 0, 0, 0, 0]))
    accent = theme.accent(view.palette())
    assert filled(view, 1, accent) > 30
    assert filled(view, 3, accent) > 30
    assert filled(view, 4, accent) == 0


def filled(view: QWidget, digit: int, colour: QColor) -> int:
    """How many pixels of a bar have ``colour``, going down its middle."""
    image = view.grab().toImage()
    x = round((digit + 0.5) * view.width() / 10)
    return sum(image.pixelColor(x, y).rgb() == colour.rgb() for y in range(22, image.height() - 26))


def test_the_bars_are_as_high_as_the_probabilities(qt: object) -> None:
    view = ProbabilitiesView()
    view.resize(400, 144)
    view.show_prediction(answer([0, 0.25, 0, 0.75, 0, 0, 0, 0, 0, 0]))
    accent, quiet = theme.accent(view.palette()), theme.quiet(view.palette())
    winner, second = filled(view, 3, accent), filled(view, 1, quiet)
    assert winner == pytest.approx(0.75 * 100, abs=5)
    assert second == pytest.approx(0.25 * 100, abs=5)
    assert filled(view, 7, quiet) == 0


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0"), (0.0004, "0"), (0.001, "0.1"), (0.5, "50.0"), (0.9994, "99.9"), (1.0, ">99.9"),
        (np.nan, "nan"),
    ],
)  # fmt: skip
def test_percentages_are_short(share: float, text: str) -> None:
    assert percent(share) == text


def test_views_take_what_the_recogniser_gives(view: View, network: cnn.Network) -> None:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 10:13] = 1.0
    view.show_prediction(recognise_input(network, image))
    assert not view.grab().isNull()
