from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.handwriting import Writer
from digitpad.handwriting.corpus import drawn_digits
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.imaging.normalise import network_input
from digitpad.ink.box import Box
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.reading import reader as reader_module
from digitpad.reading.compatibility import why_incompatible
from digitpad.reading.reader import Prediction, Reader, read, recognise, recognise_input

THREE = Drawing((Stroke(((90.0, 60.0), (170.0, 70.0), (110.0, 130.0), (180.0, 210.0)), 22.0),))
CROSS = Stroke(((30.0, 60.0), (65.0, 55.0)), 9.0)
SEVEN = Stroke(((10.0, 10.0), (70.0, 12.0), (30.0, 110.0)), 9.0)
ONE = Stroke(((110.0, 8.0), (108.0, 112.0)), 9.0)
SPECK = Stroke(((200.0, 60.0), (201.0, 61.0)), 9.0)


@pytest.fixture
def network() -> cnn.Network:
    return cnn.preset("lenet", rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def trained() -> cnn.Network:
    return cnn.bundled_network("lenet")


def knowing_no_digit(network: cnn.Network, bias: float) -> cnn.Network:
    """`network` with an eleventh class whose logit is always this much higher."""
    *body, last = network.config()
    twin = cnn.Network(
        [*body, {**last, "out_features": 11}], np.random.default_rng(0), name="knowing"
    )
    name = network.layers[-1].name
    state = dict(network.state())
    state[f"{name}.weight"] = np.pad(state[f"{name}.weight"], ((0, 1), (0, 0)))
    state[f"{name}.bias"] = np.pad(state[f"{name}.bias"], (0, 1), constant_values=bias)
    twin.load_state(state)
    return twin


def test_no_ink_no_prediction(network: cnn.Network) -> None:
    assert recognise(network, Drawing()) is None
    assert read(network, Drawing((Stroke((), 3.0),))) is None


def test_a_prediction_holds_what_the_network_saw_and_computed(network: cnn.Network) -> None:
    prediction = recognise(network, THREE)
    seen = network_input(THREE)
    assert prediction is not None
    assert seen is not None
    np.testing.assert_array_equal(prediction.input, seen)
    np.testing.assert_array_equal(prediction.trace["input"], seen[np.newaxis])
    np.testing.assert_allclose(
        prediction.probabilities, network.probabilities(seen[np.newaxis, np.newaxis])[0], rtol=1e-4
    )
    assert list(prediction.trace) == ["input", *network.shapes, "softmax"]


def test_the_label_is_the_most_probable_digit(network: cnn.Network) -> None:
    data = cnn.load_mnist_test()
    for image in data.inputs(slice(0, 20))[:, 0]:
        prediction = recognise_input(network, image)
        assert prediction.probabilities.shape == (10,)
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert prediction.label == np.argmax(prediction.probabilities)


def test_a_prediction_says_what_its_outputs_come_to() -> None:
    def of(*shares: float) -> Prediction:
        return Prediction(np.zeros((28, 28), np.float32), np.array(shares, np.float32), {})

    torn = of(0, 0, 0, 0, 0.45, 0, 0, 0, 0, 0.48, 0.07)
    assert (torn.label, torn.state, torn.rivals) == (9, "unsure", (9, 4))
    none = of(*[0.02] * 10, 0.8)
    assert (none.label, none.state) == (None, "none")
    assert none.probabilities.shape == none.verdict.probabilities.shape == (10,)
    assert of(0, 0, 1, 0, 0, 0, 0, 0, 0, 0).state == "digit"


def test_a_number_is_read_digit_by_digit(trained: cnn.Network) -> None:
    drawing = Drawing((ONE, CROSS, SPECK, SEVEN))
    reading = read(trained, drawing)
    assert reading is not None
    assert [digit.strokes for digit in reading.digits] == [(1, 3), (0,)]
    assert [digit.box for digit in reading.digits] == [Box(10, 10, 70, 110), Box(108, 8, 110, 112)]
    assert reading.text == "71"
    for digit in reading.digits:
        part = Drawing(tuple(drawing.strokes[n] for n in digit.strokes))
        alone = recognise(trained, part)
        assert alone is not None
        np.testing.assert_array_equal(digit.prediction.input, alone.input)
        assert list(digit.prediction.trace) == list(alone.trace)
        for name, values in alone.trace.items():
            np.testing.assert_allclose(digit.prediction.trace[name], values, rtol=1e-3, atol=1e-4)


def test_the_network_decides_what_is_a_digit(trained: cnn.Network) -> None:
    bars = Drawing((ONE, Stroke(tuple((x + 12, y) for x, y in ONE.points), 9.0)))
    assert read(trained, bars).text == "11"  # type: ignore[union-attr]
    single = [Drawing((stroke,)) for stroke in bars.strokes]
    dislike = {bytes(network_input(drawing).data) for drawing in single}  # type: ignore[union-attr]

    class Choosy:
        """A network that reads neither part as a digit, but both together."""

        def probabilities(self, images: np.ndarray) -> np.ndarray:
            none = np.array([bytes(image[0].data) in dislike for image in images])
            return np.float32(np.stack([~none, *[0 * none] * 9, none], axis=1))

        trace = trained.trace

    reading = read(Choosy(), bars)  # type: ignore[arg-type]
    assert reading is not None
    assert [digit.strokes for digit in reading.digits] == [(0, 1)]


def test_what_is_no_digit_is_a_question_mark(trained: cnn.Network) -> None:
    never, always = knowing_no_digit(trained, -60), knowing_no_digit(trained, 60)
    drawing = Drawing((SEVEN, ONE))
    assert read(never, drawing).text == read(trained, drawing).text == "71"  # type: ignore[union-attr]
    none = read(always, drawing)
    assert none is not None
    assert none.text == "??"
    assert {digit.prediction.state for digit in none.digits} == {"none"}


def growing() -> list[Drawing]:
    """A pad while the user draws: all but the last stroke stay the same objects."""
    moves = []
    strokes: list[Stroke] = []
    for stroke in (SEVEN, CROSS, ONE):
        for points in range(1, len(stroke.points) + 1):
            moves.append(Drawing((*strokes, Stroke(stroke.points[:points], stroke.brush))))
        strokes.append(stroke)
    return moves


def test_a_reader_says_the_same_as_reading_afresh(trained: cnn.Network) -> None:
    reader = Reader()
    other = cnn.preset("lenet", rng=np.random.default_rng(1))
    moves = growing()
    for network, drawings in ((trained, moves), (other, moves[-1:]), (trained, moves[-2:])):
        for drawing in drawings:
            ours, afresh = reader.read(network, drawing), read(network, drawing)
            assert ours is not None
            assert afresh is not None
            assert [d.strokes for d in ours.digits] == [d.strokes for d in afresh.digits]
            assert [d.box for d in ours.digits] == [d.box for d in afresh.digits]
            for mine, fresh in zip(ours.digits, afresh.digits, strict=True):
                np.testing.assert_array_equal(mine.prediction.input, fresh.prediction.input)
                np.testing.assert_allclose(
                    mine.prediction.outputs, fresh.prediction.outputs, rtol=1e-3, atol=1e-5
                )
    assert reader.read(trained, Drawing()) is None


def test_a_reader_renders_only_what_is_new(
    trained: cnn.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[tuple[Stroke, ...]] = []

    def counted(drawing: Drawing, render: Callable[..., object] = network_input) -> object:
        rendered.append(drawing.strokes)
        return render(drawing)

    monkeypatch.setattr(reader_module, "network_input", counted)
    reader = Reader()
    first = Drawing((SEVEN, CROSS))
    reader.read(trained, first)
    assert sorted(map(len, rendered)) == [1, 1, 2]
    rendered.clear()
    reader.read(trained, Drawing((SEVEN, CROSS, ONE)))
    assert rendered
    assert all(ONE in strokes for strokes in rendered)
    rendered.clear()
    reader.read(trained, first)  # undone
    assert not rendered
    reader.read(trained, Drawing((SEVEN, CROSS, ONE)))
    rendered.clear()
    reader.read(cnn.preset("lenet", rng=np.random.default_rng(1)), Drawing((SEVEN, CROSS, ONE)))
    assert not rendered


def test_a_reader_does_not_hold_on_to_what_is_gone(trained: cnn.Network) -> None:
    reader = Reader()
    stroke = Stroke(SEVEN.points, 7.0)
    gone = weakref.ref(stroke)
    reader.read(trained, Drawing((stroke, ONE)))
    del stroke
    assert gone() is not None
    reader.read(trained, Drawing((ONE,)))
    gc.collect()
    assert gone() is None


def test_incompatible_networks_are_recognised(trained: cnn.Network) -> None:
    assert why_incompatible(trained) is None
    assert why_incompatible(knowing_no_digit(trained, 0)) is None
    for shape, classes in (((1, 28, 28), 9), ((1, 28, 28), 12), ((1, 20, 28), 10)):
        layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": classes}]
        problem = why_incompatible(cnn.Network(layers, np.random.default_rng(0), shape))
        assert problem is not None
        assert f"sorts {'×'.join(map(str, shape))} pictures into {classes} classes" in problem


CASES = Path(__file__).parents[2] / "cases"


def drawings_in(name: str) -> list[Drawing]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [Drawing.from_json(json.loads(line)) for line in lines]


@pytest.fixture(scope="module")
def best() -> cnn.Network:
    return cnn.bundled_network("best")


def test_crosses_letters_and_taps_are_one_drawing_and_no_digit(best: cnn.Network) -> None:
    for drawing in drawings_in("not-digits.jsonl"):
        reading, alone = read(best, drawing), recognise(best, drawing)
        assert reading is not None
        assert alone is not None
        assert (reading.text, alone.state) == ("?", "none")


def test_digits_in_dots_and_dashes_are_digits(best: cnn.Network) -> None:
    drawings = drawings_in("dotted-and-dashed.jsonl")
    assert [read(best, d).text for d in drawings] == ["2", "5", "7", "5"]  # type: ignore[union-attr]


def test_what_is_no_digit_on_the_handwriting_page_is_called_no_number(best: cnn.Network) -> None:
    """Except a row of digits, which is one number, and a fence, which is a row of 1s."""
    kinds = [way for way in NEGATIVES if way.__name__ not in ("number", "word", "grid")]
    numbers = 0
    for hand in range(20):
        writer = Writer.random(np.random.default_rng(hand))
        for place, way in enumerate(kinds):
            rng = np.random.default_rng([hand, place])
            reading = read(best, writer.draw(way(rng), rng))
            assert reading is not None
            numbers += len(reading.digits) > 1 and "?" not in reading.text
    assert numbers <= 0.03 * 20 * len(kinds)


def test_a_drawing_of_two_lines_without_any_digit_is_one(best: cnn.Network) -> None:
    bars = [((80.0, y), (200.0, y)) for y in (110.0, 170.0)]
    equals = read(best, Drawing(tuple(Stroke(bar, 22.0) for bar in bars)))
    assert equals is not None
    assert equals.text == "?"


@pytest.mark.slow
def test_generated_digits_are_read_correctly() -> None:
    """The floor from strokes to the answer: 0.9915 in November 2026."""
    network = cnn.bundled_network("best")
    answers = [(read(network, drawing), label) for drawing, label in drawn_digits(2000, seed=1)]
    right = sum(found is not None and found.text == str(label) for found, label in answers)
    assert right / len(answers) >= 0.988
