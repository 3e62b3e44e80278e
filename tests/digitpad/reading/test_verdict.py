from __future__ import annotations

import numpy as np
import pytest

from digitpad.reading.verdict import judge


def given(classes: int = 11, **shares: float) -> np.ndarray:
    probabilities = np.zeros(classes, np.float32)
    for name, share in shares.items():
        probabilities[int(name[1:])] = share
    return probabilities


def test_a_clear_digit() -> None:
    verdict = judge(given(_7=0.9, _1=0.08, _10=0.02))
    assert (verdict.state, verdict.label) == ("digit", 7)
    assert verdict.rivals == (7, 1)
    assert verdict.probabilities.shape == (10,)


def test_not_sure_between_two() -> None:
    verdict = judge(given(_4=0.44, _9=0.46, _10=0.1))
    assert (verdict.state, verdict.label) == ("unsure", 9)
    assert verdict.rivals == (9, 4)


def test_no_digit_has_no_label() -> None:
    verdict = judge(given(_0=0.3, _10=0.7))
    assert (verdict.state, verdict.label) == ("none", None)


def test_the_most_probable_class_is_named_whatever_it_is() -> None:
    dot = judge(given(_5=0.29, _2=0.11, _10=0.41))
    assert (dot.state, dot.label) == ("none", None)
    torn = judge(given(_5=0.45, _2=0.12, _10=0.43))
    assert (torn.state, torn.label, torn.rivals) == ("unsure", 5, (5, 10))


@pytest.mark.parametrize("classes", [10, 11])
def test_of_equally_probable_classes_the_lowest_is_named_first(classes: int) -> None:
    verdict = judge(np.full(classes, 1 / classes, np.float32))
    assert (verdict.state, verdict.label, verdict.rivals) == ("unsure", 0, (0, 1))
    assert verdict.ranking == tuple(range(classes))


def test_a_network_of_ten_classes_never_says_that_it_is_none() -> None:
    assert judge(given(10, _3=1.0)).state == "digit"
    assert judge(np.full(10, 0.1, np.float32)).state == "unsure"


def test_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="10 or 11"):
        judge(np.zeros(9, np.float32))
