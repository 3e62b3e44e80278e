"""im2col and its adjoint col2im: a convolution becomes one matrix product.

``im2col`` lays every patch under the kernel out as one *column*, so that the kernels, one a row,
meet all patches in a single product::

    (out, C·kh·kw) @ (C·kh·kw, oh·ow·N) -> (out, oh·ow·N)

The way back needs no derivation of its own. The gradients of a product's two factors are products
again::

    d_kernels = dy @ columns.T:  (out, oh·ow·N) @ (oh·ow·N, C·kh·kw) -> (out, C·kh·kw)
    d_columns = kernels.T @ dy:  (C·kh·kw, out) @ (out, oh·ow·N) -> (C·kh·kw, oh·ow·N)

and as im2col only *copies* pixels, its adjoint *adds* each copy's gradient onto the pixel that it
came from: ``col2im``.

Neither looks at a single pixel in Python. The patches are a strided view of the image
(``numpy.lib.stride_tricks``, as the articles on im2col end up doing), and col2im goes through the
rows of the kernel, then through its columns: ``kh + kw`` long additions instead of ``kh·kw``.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnn.arrays import Floats, Scratch, Shape

Pair = tuple[int, int]


def output_size(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """How many places a kernel takes along one axis.

    Where the stride does not divide, the last ``(size + 2·padding - kernel) % stride`` rows (or
    columns) of the padded image are under no kernel: they are dropped, and get no gradient.
    """
    return (size + 2 * padding - kernel) // stride + 1


def patches(x: Floats, kernel: Pair, stride: Pair) -> Floats:
    """A view of all patches: ``(C, H, W, N)`` to ``(C, kh, kw, oh, ow, N)``, without a copy."""
    channels, height, width, count = x.shape
    shape = (
        channels,
        *kernel,
        output_size(height, kernel[0], stride[0]),
        output_size(width, kernel[1], stride[1]),
        count,
    )
    c, h, w, n = x.strides
    return as_strided(x, shape, (c, h, w, h * stride[0], w * stride[1], n), writeable=False)


def im2col(
    x: Floats,
    kernel: Pair,
    stride: Pair = (1, 1),
    out: Floats | None = None,
    scratch: Scratch | None = None,
) -> Floats:
    """Every patch as a column: ``(C, H, W, N)`` to ``(C·kh·kw, oh·ow·N)``.

    Args:
        x: the image, padded already.
        kernel: height and width of the kernel.
        stride: step down and step right.
        out: where to write, ``(C·kh·kw, oh·ow·N)``, each row contiguous; a new array if not given.
        scratch: keeps what is needed on the way there.
    """
    view = patches(x, kernel, stride)
    rows = view.shape[0] * view.shape[1] * view.shape[2]
    if out is None:
        return view.reshape(rows, -1)
    patch_by_patch = out.reshape(view.shape)
    if stride[1] == 1:
        np.copyto(patch_by_patch, view)
    else:
        _copy_by_phase(x, kernel, stride, patch_by_patch, scratch or Scratch())
    return out


def _copy_by_phase(x: Floats, kernel: Pair, stride: Pair, out: Floats, scratch: Scratch) -> None:
    """All patches into ``out``, ``(C, kh, kw, oh, ow, N)``, for a stride that leaves columns out.

    With every ``stride``-th column laid together first, the places of an output row are one long
    run again, ``ow·N`` numbers and not ``N``.
    """
    down, right = stride
    for phase in range(min(right, kernel[1])):
        apart = x[:, :, phase::right]
        columns = scratch.get(f"phase{phase}", apart.shape, x.dtype)
        np.copyto(columns, apart)
        wide = len(range(phase, kernel[1], right))
        view = patches(columns, (kernel[0], wide), (down, 1))
        out[:, :, phase::right] = view[..., : out.shape[4], :]


def col2im(
    columns: Floats,
    shape: Shape,
    kernel: Pair,
    stride: Pair = (1, 1),
    scratch: Scratch | None = None,
) -> Floats:
    """The adjoint of ``im2col``: each entry is added to the pixel it was copied from.

    Args:
        columns: ``(C·kh·kw, oh·ow·N)``.
        shape: of the padded image, ``(C, H, W, N)``.
        kernel, stride: as in ``im2col``.
        scratch: keeps the image that is returned, and the half-way sums; new ones if not given.

    Returns:
        The sums, ``(C, H, W, N)``; pixels that no kernel covers are 0.
    """
    channels, height, width, count = shape
    (kh, kw), (down, right) = kernel, stride
    oh, ow = output_size(height, kh, down), output_size(width, kw, right)
    columns = columns.reshape(channels, kh, kw, oh, ow, count)
    scratch = scratch or Scratch()
    rows = scratch.get("half-way", (channels, height, kw, ow, count), columns.dtype)
    image = scratch.get("image", shape, columns.dtype)
    _overlap_add(columns.swapaxes(2, 3), rows, down)
    lines = (channels * height, -1, count)
    _overlap_add(rows.reshape(-1, kw, ow, count), image.reshape(lines), right)
    return image


def _overlap_add(pieces: Floats, out: Floats, stride: int) -> None:
    """Lay ``pieces[:, k]`` over ``out[:, k::stride]``, for every ``k``, and add where they overlap.

    Args:
        pieces: ``(A, kernel, places, ...)``.
        out: ``(A, length, ...)``; whatever it holds is lost.
        stride: from place to place.
    """
    kernel, places = pieces.shape[1:3]
    reach = places * stride
    out[:, 0 if kernel < stride else reach :] = 0  # what no piece comes to lie on
    for k in range(kernel):
        target = out[:, k : k + reach : stride]
        if k < stride:  # the first on this place: copying is cheaper than adding to zeros
            target[...] = pieces[:, k]
        else:
            target += pieces[:, k]
