from __future__ import annotations

import numpy as np
import pytest

from digitpad.imaging.raster import Placement, rasterise


@pytest.mark.parametrize("points", [1, 2, 12])
def test_many_lines_cover_what_each_alone_covers(points: int) -> None:
    rng = np.random.default_rng(points)
    lines = [
        (rng.uniform(0, 28, (points, 2)), 2.5) for _ in range(4)
    ]  # few enough not to be gathered
    alone = [rasterise([line], (28, 28), Placement(1.0)) for line in lines]
    together = rasterise(lines, (28, 28), Placement(1.0))
    np.testing.assert_allclose(together, np.max(alone, axis=0), atol=1e-6)


def test_rows_far_from_all_ink_stay_blank() -> None:
    heap = np.random.default_rng(0).uniform((5, 20), (25, 24), (500, 2))
    image = rasterise([(heap, 2.5)], (200, 28), Placement(1.0))
    assert image[18:26].any()
    assert not image[:18].any()
    assert not image[26:].any()


@pytest.mark.parametrize("width", [1.0, 1.7, 2.3, 2.5, 3.2])
@pytest.mark.parametrize("pen", [False, True])
def test_a_line_is_as_wide_as_it_says(width: float, pen: bool) -> None:
    line = np.array([[14.2, 3.0], [14.2, 25.0]])
    placement = Placement(1.0, pen=width if pen else None)
    image = rasterise([(line, 9.0 if pen else width)], (28, 28), placement)
    assert image[14].sum() == pytest.approx(width, abs=0.06)
