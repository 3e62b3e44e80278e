"""The page "Why?" with real clicks, compared with the plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QWidget

import cnn
from cnn.explain import saliency
from cnn.explain.deltas import BackwardPass, backward_pass
from digitpad.explanation import stroke_ablation as blame_module
from digitpad.explanation.attribution import METHODS, Explanation, explain
from digitpad.explanation.stroke_ablation import StrokeAblation
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.why import model as question_module
from digitpad.pages.why.page import WhyPage
from digitpad.pages.why.saliency_gallery import SaliencyTile
from digitpad.pages.why.saliency_view import SaliencyView
from tests.digitpad.hand import let_read, wait
from tests.digitpad.ink_samples import BAR, SEVEN, crossed_seven

Wait = Callable[[Callable[[], object]], None]


class Heard:
    """The latest answers of the page's model, and the number of explanations."""

    def __init__(self, page: WhyPage) -> None:
        self.explanation: Explanation | None = None
        self.blame: StrokeAblation | None = None
        self.backward: BackwardPass | None = None
        self.explanations = 0
        page.model.compared.connect(self._explained)
        page.model.ablation_ready.connect(lambda found: setattr(self, "blame", found))
        page.model.gradients_ready.connect(lambda found: setattr(self, "backward", found))

    def _explained(self, found: Explanation | None) -> None:
        self.explanation = found
        self.explanations += 1


@pytest.fixture
def recognition(qt: object, network: cnn.Network) -> Recognition:
    pad = Pad()
    pad.show_drawing(crossed_seven())
    made = Recognition(pad, network, parent=pad)
    made.pad = pad  # type: ignore[attr-defined]
    return made


@pytest.fixture
def page(recognition: Recognition) -> Iterator[WhyPage]:
    made = WhyPage(recognition)
    made.resize(810, 640)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def heard(page: WhyPage, recognition: Recognition) -> Heard:
    """With everything answered once."""
    made = Heard(page)
    let_read(recognition)
    page.set_visible(False)
    page.set_visible(True)  # computes everything at once
    finish(page)
    assert made.backward is not None
    return made


def finish(page: WhyPage) -> None:
    """Run the event loop until everything is computed."""
    while page.model.is_working:
        QApplication.processEvents()


def find(page: QWidget, kind: type, name: str = "") -> QWidget:
    found = page.findChild(kind, name) if name else page.findChild(kind)
    assert found is not None
    return found


def press(page: QWidget, label: int) -> None:
    QTest.mouseClick(find(page, QPushButton, f"class{label}Button"), Qt.MouseButton.LeftButton)


def test_every_method_is_asked_about_the_answer(
    page: WhyPage, heard: Heard, recognition: Recognition
) -> None:
    prediction = recognition.state.prediction
    assert prediction is not None
    assert heard.explanation is not None
    winner, second = prediction.rivals
    expected = explain(recognition.network, prediction.input, winner, second, "conv2")
    assert (heard.explanation.label, heard.explanation.against) == (winner, second)
    assert set(heard.explanation.pictures) == set(METHODS)
    for method, picture in expected.pictures.items():
        np.testing.assert_allclose(
            heard.explanation.pictures[method], picture, rtol=1e-4, atol=1e-5, err_msg=method
        )
        assert picture.shape == (28, 28)
    total = heard.explanation.pictures["integrated"].sum()
    assert total == pytest.approx(heard.explanation.gained, rel=0.1, abs=0.05)


def test_the_method_that_is_shown_large_is_answered_first(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    order: list[str] = []
    ones: list[Explanation] = []
    page.model.explained.connect(lambda found: (order.append("one"), ones.append(found)))
    page.model.compared.connect(lambda _found: order.append("all"))
    page.model.choose(6)
    page.model.show_large("occlusion")  # asked while the one before is being answered
    wait_until(lambda: "all" in order)
    assert order == ["one", "all"]
    assert list(ones[0].pictures) == ["occlusion"]
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(3)))
    wait_until(lambda: len(order) == 4)
    assert order[2:] == ["one", "all"]
    prediction = recognition.state.prediction
    assert prediction is not None
    expected = saliency.occlusion(recognition.network, prediction.input[None], 6)
    np.testing.assert_allclose(ones[-1].pictures["occlusion"], expected, rtol=1e-3, atol=1e-5)


def test_strokes_and_deltas_are_those_of_the_same_question(
    page: WhyPage, heard: Heard, recognition: Recognition
) -> None:
    prediction = recognition.state.prediction
    assert prediction is not None
    assert heard.blame is not None
    assert heard.backward is not None
    label = int(prediction.outputs.argmax())
    expected = blame_module.ablate(recognition.network, crossed_seven(), label)
    assert [p.stroke for p in heard.blame.strokes] == [SEVEN, BAR]
    assert heard.blame.strokes[1].without == pytest.approx(expected.strokes[1].without, rel=1e-4)
    plain = backward_pass(recognition.network, prediction.input[None], label)
    np.testing.assert_allclose(
        heard.backward.gradients["conv1.kernel"], plain.gradients["conv1.kernel"], rtol=1e-3,
        atol=1e-6,
    )  # fmt: skip


def test_another_class_can_be_asked_about_and_the_answer_followed_again(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    prediction = recognition.state.prediction
    assert prediction is not None
    winner = int(prediction.outputs.argmax())
    other = (winner + 4) % 10
    follow = find(page, QCheckBox, "followAnswerBox")
    assert isinstance(follow, QCheckBox)
    assert follow.isChecked()
    assert find(page, QPushButton, f"class{winner}Button").isChecked()  # type: ignore[attr-defined]
    press(page, other)
    assert not follow.isChecked()
    wait_until(lambda: heard.backward is not None and heard.backward.label == other)
    assert heard.explanation is not None
    assert (heard.explanation.label, heard.explanation.against) == (other, winner)
    assert heard.blame is not None
    assert heard.blame.label == other
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(11)))
    wait_until(lambda: heard.explanations >= 3)
    assert heard.explanation.label == other  # the choice stays
    follow.click()
    assert recognition.state.prediction is not None
    new = int(recognition.state.prediction.outputs.argmax())
    wait_until(lambda: heard.explanation is not None and heard.explanation.label == new)
    assert find(page, QPushButton, f"class{new}Button").isChecked()  # type: ignore[attr-defined]


def test_the_contrast_and_the_convolution_can_be_chosen(
    page: WhyPage, heard: Heard, wait_until: Wait
) -> None:
    layers, against = find(page, QComboBox, "layerBox"), find(page, QComboBox, "againstBox")
    assert isinstance(layers, QComboBox)
    assert isinstance(against, QComboBox)
    assert [layers.itemText(i) for i in range(layers.count())] == ["conv1", "conv2"]
    assert layers.currentText() == "conv2"
    assert against.currentText().startswith("next best: ")
    QTest.keyClick(layers, Qt.Key.Key_Up)
    wait_until(lambda: heard.explanation is not None and heard.explanation.layer == "conv1")
    assert page.model.label is not None
    other = (page.model.label + 3) % 10
    QTest.keyClicks(against, str(other))
    wait_until(lambda: heard.explanation is not None and heard.explanation.against == other)
    assert against.currentText() == str(other)


def test_nothing_is_computed_while_the_page_is_hidden(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.hide()
    calls: list[object] = []
    real = question_module.explaining
    monkeypatch.setattr(question_module, "explaining", lambda *a: calls.append(a) or real(*a))
    before = heard.explanations
    told: list[object] = []
    page.model.changed.connect(lambda: told.append("changed"))
    recognition.set_network(cnn.preset("gap", np.random.default_rng(5)))
    let_read(recognition)
    assert not told
    page.model.choose(4)
    wait(130)
    assert not page.model.is_working
    assert not calls
    page.show()
    wait_until(lambda: heard.explanations > before)
    assert calls
    assert find(page, QComboBox, "layerBox").count() == 3  # type: ignore[attr-defined]


def test_a_method_is_shown_large_with_its_numbers(page: WhyPage, heard: Heard) -> None:
    tile = find(page, SaliencyTile, "occlusionTile")
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert page.model.method == "occlusion"
    assert "falls if 4×4 pixels" in find(page, QLabel, "methodSentence").text()  # type: ignore[attr-defined]
    large = find(page, SaliencyView)
    told: list[str] = []
    large.hovered.connect(told.append)  # type: ignore[attr-defined]
    pixel = (large.width() - 2) // 28
    QTest.mouseMove(large, QPoint(1 + 12 * pixel + pixel // 2, 1 + 5 * pixel + pixel // 2))
    assert heard.explanation is not None
    value = f"{heard.explanation.pictures['occlusion'][5, 12]:+.3f}".replace("-", "−")
    assert told[-1].startswith(f"Row 6, column 13: {value}")
    name, numbers = large.array_at(QPoint(5, 5))  # type: ignore[attr-defined]
    assert name == "Occlusion"
    np.testing.assert_array_equal(numbers, heard.explanation.pictures["occlusion"])
    before = large.grab().toImage()
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Left)  # through the tiles, as through any group of buttons
    assert page.model.method != "occlusion"
    assert large.grab().toImage() != before


def test_an_empty_pad_has_nothing_to_explain(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    full = page.grab().toImage()
    recognition.pad.clear()  # type: ignore[attr-defined]
    wait_until(lambda: heard.explanation is None)
    assert heard.blame is None
    assert heard.backward is None
    assert page.model.label is None
    assert find(page, QLabel, "askedShare").text() == "Draw a digit."  # type: ignore[attr-defined]
    assert page.grab().toImage() != full
    find(page, QCheckBox, "followAnswerBox").click()  # type: ignore[attr-defined]
    assert page.model.follows


def test_networks_of_every_kind_can_be_asked(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    for name in ("residual", "rows"):
        network = cnn.preset(name, np.random.default_rng(0))
        heard.backward = None
        recognition.set_network(network)
        let_read(recognition)
        wait_until(lambda: heard.backward is not None)
        assert heard.backward is not None
        assert heard.explanation is not None
        has_maps = name != "rows"
        assert ("grad_cam" in heard.explanation.pictures) is has_maps
        assert find(page, QComboBox, "layerBox").isEnabled() is has_maps
        assert not page.grab().isNull()


def test_no_digit_can_be_asked_about_where_the_network_knows_it(
    page: WhyPage, heard: Heard, recognition: Recognition, wait_until: Wait
) -> None:
    eleventh = find(page, QPushButton, "class10Button")
    assert not eleventh.isVisible()
    layers = [*cnn.PRESETS["lenet"].layers[:-1], {"kind": "dense", "out_features": 11}]
    heard.backward = None
    recognition.set_network(cnn.Network(layers, np.random.default_rng(0)))
    wait_until(lambda: heard.backward is not None)
    assert eleventh.isVisible()
    press(page, 10)
    wait_until(lambda: heard.explanation is not None and heard.explanation.label == 10)
    heard.backward = None
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(0)))
    wait_until(lambda: heard.backward is not None)
    assert page.model.follows  # there is no such class any more


def test_the_page_may_close_while_it_computes(recognition: Recognition) -> None:
    page = WhyPage(recognition)
    page.show()
    for _ in range(3):
        let_read(recognition)
        page.close()
        page.show()
    page.close()
    page.deleteLater()
    wait(1)


def test_a_network_with_fewer_classes_may_come_while_the_page_is_not_seen(
    recognition: Recognition, page: WhyPage
) -> None:
    """Until the pad has been read again, the next best class may not exist any more."""
    recognition.set_network(cnn.bundled_network("best"))
    three = ((80.0, 60.0), (140.0, 40.0), (190.0, 70.0), (130.0, 135.0), (195.0, 200.0),
             (150.0, 240.0), (80.0, 220.0))  # fmt: skip
    recognition.pad.show_drawing(Drawing((Stroke(three, 22.0),)))  # type: ignore[attr-defined]
    page.show()
    wait(100)
    assert page.model.against == 10
    page.hide()
    recognition.set_network(cnn.preset("rows", np.random.default_rng(0)))
    page.show()
    wait(200)  # what fails is logged, and that fails this test
    assert page.model.against is not None
