from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.arrays import Scratch
from cnn.windows import col2im, im2col, output_size

sides = st.integers(1, 3)


@given(st.integers(1, 3), sides, sides, sides, sides, st.integers(0, 5), st.integers(0, 5))
def test_a_column_is_the_patch_under_the_kernel(
    channels: int, kh: int, kw: int, down: int, right: int, more_h: int, more_w: int
) -> None:
    x = np.random.default_rng(0).normal(size=(channels, kh + more_h, kw + more_w, 2))
    columns = im2col(x, (kh, kw), (down, right))
    oh, ow = output_size(kh + more_h, kh, down), output_size(kw + more_w, kw, right)
    columns = columns.reshape(channels, kh, kw, oh, ow, 2)
    for i in range(oh):
        for j in range(ow):
            patch = x[:, i * down : i * down + kh, j * right : j * right + kw]
            np.testing.assert_array_equal(columns[:, :, :, i, j], patch)


@given(st.integers(1, 3), sides, sides, sides, sides, st.integers(0, 5), st.integers(0, 5))
def test_col2im_is_the_adjoint_of_im2col(
    channels: int, kh: int, kw: int, down: int, right: int, more_h: int, more_w: int
) -> None:
    """<im2col(x), c> = <x, col2im(c)> for every x and c: the definition of an adjoint."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(channels, kh + more_h, kw + more_w, 3))
    columns = im2col(x, (kh, kw), (down, right))
    c = rng.normal(size=columns.shape)
    back = col2im(c, x.shape, (kh, kw), (down, right))
    np.testing.assert_allclose((columns * c).sum(), (x * back).sum(), rtol=1e-12, atol=1e-12)


def test_rows_that_the_stride_does_not_reach_get_nothing() -> None:
    x = np.ones((1, 6, 5, 1))
    assert output_size(6, 3, 2) == 2
    back = col2im(im2col(x, (3, 3), (2, 2)), x.shape, (3, 3), (2, 2))
    assert (back[0, 5] == 0).all()
    assert (back[0, :5] > 0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_given_memory_is_used_and_the_type_is_kept(dtype: type) -> None:
    x, scratch = np.arange(32, dtype=dtype).reshape(1, 4, 4, 2), Scratch()
    out = np.empty((4, 18), dtype)
    assert im2col(x, (2, 2), out=out) is out
    image = col2im(out, x.shape, (2, 2), scratch=scratch)
    expected = image.copy()
    image.fill(np.nan)
    assert col2im(out, x.shape, (2, 2), scratch=scratch) is image
    np.testing.assert_array_equal(image, expected)
    assert image.dtype == dtype
