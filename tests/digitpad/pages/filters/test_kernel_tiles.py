"""The pictures of kernels."""

from __future__ import annotations

import numpy as np

from digitpad.pages.common import colour
from digitpad.pages.filters.kernel_tiles import kernel_tiles, tile_size
from tests.digitpad.pages.filters.test_kernels_view import KERNELS


def test_a_tile_holds_every_kernel_in_its_place() -> None:
    tiles = kernel_tiles(KERNELS, dark=False, paper=7)
    assert tiles.shape == (16, *tile_size(KERNELS.shape)) == (16, 11, 17)
    table = colour.diverging(dark=False)
    expected = colour.paint_signed(KERNELS, colour.limit_of(KERNELS), table)
    np.testing.assert_array_equal(tiles[:, 6:11, 6:11], expected[:, 4])
    assert (tiles[:, 5] == 7).all()
    assert tile_size((4, 8, 1, 1)) == (3, 3)
