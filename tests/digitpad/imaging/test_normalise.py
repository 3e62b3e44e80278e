from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnn
from cnn.arrays import Floats
from digitpad.imaging.normalise import (
    CENTRE,
    DOT_PEN,
    INK,
    PEN,
    WIDEST,
    InputSteps,
    centre_of_mass,
    input_stages,
    network_input,
)
from digitpad.imaging.render import render
from digitpad.ink.box import Box
from digitpad.ink.drawing import Drawing, Point, Stroke
from digitpad.reading.verdict import judge
from tests.digitpad.imaging import golden

SEVEN = ((60.0, 30.0), (140.0, 34.0), (100.0, 150.0))


def drawing(*strokes: tuple[Point, ...], brush: float = 14.0, size: float = 280.0) -> Drawing:
    return Drawing(tuple(Stroke(points, brush) for points in strokes), size, size)


def seen(*strokes: tuple[Point, ...], brush: float = 14.0) -> Floats:
    image = network_input(drawing(*strokes, brush=brush))
    assert image is not None
    return image


def sides(image: Floats, level: float = 0.0) -> tuple[int, int]:
    """Width and height of what is darker than `level`."""
    columns, rows = np.flatnonzero(image.max(0) > level), np.flatnonzero(image.max(1) > level)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def test_mnist_itself_is_centred_and_scaled_the_way_we_do_it() -> None:
    images = cnn.load_mnist_test().inputs()[:, 0]
    means = np.mean([centre_of_mass(image) for image in images], axis=0)
    np.testing.assert_allclose(means, CENTRE, atol=0.05)
    assert np.median([max(sides(image)) for image in images]) == 20


def test_no_ink_is_no_input() -> None:
    assert network_input(Drawing()) is None
    assert network_input(Drawing((Stroke((), 5.0),))) is None


def test_the_longest_side_is_20_pixels_and_the_mass_is_in_the_centre() -> None:
    image = seen(SEVEN)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0.0
    assert image.max() == INK
    dark = image / INK
    across, down = dark.max(axis=0).sum(), dark.max(axis=1).sum()  # sides, parts of pixels too
    assert down == pytest.approx(20, abs=0.5)
    assert across == pytest.approx(PEN + (20 - PEN) * 80 / 120, abs=0.8)
    assert centre_of_mass(image) == pytest.approx((CENTRE, CENTRE), abs=0.05)


def test_a_seven_is_not_mirrored_or_turned() -> None:
    rows, columns = np.nonzero(seen(SEVEN) > 0.5)
    bar, foot = columns[rows == rows.min() + 1], columns[rows == rows.max() - 1]
    assert np.ptp(bar) > 2 * np.ptp(foot)
    assert bar.min() < foot.min() < foot.max() < bar.max()


def moved(dx: float, dy: float, scale: float = 1.0) -> tuple[Point, ...]:
    return tuple((x * scale + dx, y * scale + dy) for x, y in SEVEN)


@pytest.mark.parametrize(("dx", "dy"), [(100, 120), (-55, -20), (0, 200), (-1000, 1e6)])
def test_the_place_on_the_pad_or_off_it_does_not_matter(dx: float, dy: float) -> None:
    np.testing.assert_allclose(seen(moved(dx, dy)), seen(SEVEN), atol=1e-3)


@pytest.mark.parametrize("brush", [1e-6, 3.0, 14.0, 34.0])
@pytest.mark.parametrize("scale", [0.3, 3.0, 1000.0])
def test_neither_the_size_nor_the_brush_matters(scale: float, brush: float) -> None:
    np.testing.assert_allclose(seen(moved(0, 0, scale), brush=brush), seen(SEVEN), atol=1e-3)


def test_a_tap_is_a_blot_in_the_middle() -> None:
    dot = seen(((33.0, 200.0),))
    assert dot.sum() == pytest.approx(INK * math.pi * (DOT_PEN / 2) ** 2, rel=0.12)
    assert max(sides(dot)) <= 6
    assert centre_of_mass(dot) == pytest.approx((CENTRE, CENTRE), abs=0.05)
    trembling = seen(((33.0, 200.0), (33.4, 200.3), (33.1, 200.4)))
    assert max(sides(trembling)) <= 7
    np.testing.assert_allclose(trembling, dot, atol=0.3)


@pytest.mark.parametrize("tremble", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("angle", range(0, 180, 30))
def test_the_shipped_network_takes_a_trembling_tap_for_no_digit(tremble: float, angle: int) -> None:
    x, y = tremble * math.cos(math.radians(angle)), tremble * math.sin(math.radians(angle))
    dot = seen(((140.0, 140.0), (140.0 + x, 140.0 + y)), brush=22.0)
    assert judge(cnn.bundled_network("best").probabilities(dot[None, None])[0]).state == "none"


@pytest.mark.parametrize("brush", [1e-6, 0.5, 14.0])
def test_a_thin_upright_line_does_not_fade(brush: float) -> None:
    image = seen(((50.0, 20.0), (50.0, 220.0)), brush=brush)
    assert image[14].sum() == pytest.approx(INK * PEN, abs=0.05)
    assert image[14].max() >= 0.9 * INK
    assert 20 <= sides(image)[1] <= 21


def test_ink_is_not_cut_off_where_the_mass_is_far_to_one_side() -> None:
    roof = tuple((x, y) for y in range(20, 80, 10) for x in (20.0, 260.0))
    stem = Stroke(((140.0, 70.0), (140.0, 260.0)), 4.0)
    image = network_input(Drawing((Stroke(roof, 20.0), stem)))
    assert image is not None
    assert sides(image)[1] >= 20  # with the mass in the centre it would be 18
    assert centre_of_mass(image)[0] == pytest.approx(CENTRE, abs=0.05)
    assert centre_of_mass(image)[1] < CENTRE - 1


def stretched(wider: float) -> tuple[Point, ...]:
    return tuple((x * wider, y) for x, y in SEVEN)


@pytest.mark.parametrize("wider", [3.0, 5.0, 8.0])
def test_very_wide_ink_is_pressed_together_and_its_lines_are_not(wider: float) -> None:
    """Ink as wide as 1.5 times its height, which is not squeezed."""
    as_wide_as_may_be = seen(stretched(WIDEST * 120 / 80))
    np.testing.assert_allclose(seen(stretched(wider)), as_wide_as_may_be, atol=1e-3)
    assert sides(as_wide_as_may_be, INK / 2) == pytest.approx((20, 15), abs=1)


def test_a_dash_stays_a_dash() -> None:
    wide, high = sides(seen(((20.0, 100.0), (260.0, 104.0))))
    assert wide > 4 * high


def test_repeated_points_change_nothing() -> None:
    stuttering = tuple(point for point in SEVEN for _ in range(5))
    np.testing.assert_allclose(seen(stuttering), seen(SEVEN), atol=1e-5)


def test_uneven_speed_changes_nothing() -> None:
    (x0, y0), (x1, y1) = SEVEN[:2]
    shares = np.linspace(0, 1, 60) ** 3
    fine = tuple((x0 + s * (x1 - x0), y0 + s * (y1 - y0)) for s in shares.tolist())
    np.testing.assert_allclose(seen((*fine, SEVEN[2])), seen(SEVEN), atol=0.03)


def test_every_line_is_as_wide_as_the_other() -> None:
    thin = Stroke(((50.0, 20.0), (50.0, 220.0)), 8.0)
    thick = Stroke(((120.0, 20.0), (120.0, 220.0)), 24.0)
    image = network_input(Drawing((thin, thick)))
    assert image is not None
    assert image[:, :14].sum() == pytest.approx(image[:, 14:].sum(), rel=0.02)


def without(*names: str, brush: float = 14.0) -> Floats:
    image = network_input(drawing(SEVEN, brush=brush), InputSteps(**dict.fromkeys(names, False)))
    assert image is not None
    return image


def test_without_any_step_the_whole_sheet_is_made_smaller() -> None:
    naive = without("box", "rim", "centring", "pen", brush=20.0)
    np.testing.assert_allclose(naive, render(drawing(SEVEN, brush=20.0), 28), atol=1e-6)


def test_each_step_does_what_it_says() -> None:
    assert max(sides(without("box"))) <= 12, "a small seven stays small"
    assert 27 <= max(sides(without("rim"))) <= 28
    aside = without("centring")
    rows, columns = np.flatnonzero(aside.max(axis=1)), np.flatnonzero(aside.max(axis=0))
    assert rows[0] + rows[-1] == columns[0] + columns[-1] == 27, "its box is in the middle"
    assert centre_of_mass(aside)[1] < CENTRE - 2
    thin, thick = without("pen", brush=4.0), without("pen", brush=24.0)
    assert thick.sum() > 3 * thin.sum()
    assert thick.max() == 1.0, "as black as it is on the sheet"
    assert max(sides(thin)) == pytest.approx(20, abs=1)
    assert max(sides(thick)) == pytest.approx(20, abs=1)


def test_an_export_is_confirmed() -> None:
    seven = drawing(SEVEN, brush=10.0)
    with_box, whole = input_stages(seven), input_stages(seven, InputSteps(box=False))
    assert with_box is not None
    assert whole is not None
    assert with_box.taken == Box(55.0, 25.0, 145.0, 155.0)
    assert whole.taken == Box(0.0, 0.0, 280.0, 280.0)
    np.testing.assert_array_equal(with_box.scaled, without("centring", brush=10.0))
    np.testing.assert_array_equal(with_box.centred, network_input(seven))


def test_ink_beside_the_sheet_is_nothing_on_it() -> None:
    beside = network_input(drawing(((-900.0, 0.0), (-900.0, 50.0))), InputSteps(box=False))
    assert beside is not None
    assert not beside.any()


STROKES = st.lists(
    st.lists(
        st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
        | st.tuples(st.floats(0, 280), st.floats(0, 280)),
        max_size=8,
    ).map(tuple),
    max_size=4,
)


@settings(deadline=None)
@given(
    strokes=STROKES, brush=st.floats(1e-6, 1e9), steps=st.builds(InputSteps, *[st.booleans()] * 4)
)
def test_whatever_is_drawn_gives_a_sound_input(
    strokes: list[tuple[Point, ...]], brush: float, steps: InputSteps
) -> None:
    image = network_input(drawing(*strokes, brush=brush), steps)
    if image is None:
        assert not any(strokes)
        return
    assert image.shape == (28, 28)
    assert np.isfinite(image).all()
    assert 0.0 <= image.min() <= image.max() <= 1.0
    if steps.box and steps.pen:
        assert image.sum() > 0.5


def test_a_wild_scribble_of_20_000_points_is_read() -> None:
    """Its points are merged in cells, as its ink covers everything anyway."""
    jumps = np.random.default_rng(0).normal(0, 3, (20_000, 2))
    image = seen(tuple(map(tuple, jumps.tolist())), brush=0.5)
    np.testing.assert_allclose(image[10:18, 10:18], INK, atol=0.01)


@pytest.mark.parametrize(("dx", "dy"), [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_ink_whose_mass_lies_at_an_end_stays_whole_on_every_side(dx: int, dy: int) -> None:
    """A ball of ink at the end of a thin line: centred by its mass, the line would leave the
    picture."""
    turns = [(140 + 3 * math.cos(a), 140 + 3 * math.sin(a)) for a in np.linspace(0, 60, 400)]
    hair = ((140.0, 140.0), (140.0 + 120 * dx, 140.0 + 120 * dy))
    heap = tuple((x + (n % 20) * 0.8, y + (n // 20) * 0.8) for n, (x, y) in enumerate(turns))
    image = seen(heap, hair)
    rows, columns = np.flatnonzero(image.max(axis=1)), np.flatnonzero(image.max(axis=0))
    assert 20 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22


def test_far_from_the_origin_nothing_is_magnified_beyond_the_precision_of_numbers() -> None:
    assert Box(1e9, -1e9, 1e9, -1e9).longest == pytest.approx(1.0)
    assert Box(0.0, 0.0, 0.0, 0.0).longest > 0


def test_the_inputs_of_fixed_drawings_never_change() -> None:
    """Of all shapes and brushes; a grey level of rounding between processors is allowed."""
    with np.load(golden.FILE) as expected:
        assert set(expected) == set(golden.DRAWINGS)
        for name, image in golden.inputs().items():
            np.testing.assert_allclose(image * 255, expected[name], atol=1.0, err_msg=name)
