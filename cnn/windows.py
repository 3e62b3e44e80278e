"""im2col and its adjoint col2im, which turn a convolution into one matrix product.

``im2col`` makes every patch under the kernel one *column*, and every kernel is one row, so that a
single product computes all outputs::

    (out, C·kh·kw) @ (C·kh·kw, oh·ow·N) -> (out, oh·ow·N)

The gradients follow directly. Those of a product's two factors are products again::

    d_kernels = dy @ columns.T:  (out, oh·ow·N) @ (oh·ow·N, C·kh·kw) -> (out, C·kh·kw)
    d_columns = kernels.T @ dy:  (C·kh·kw, out) @ (out, oh·ow·N) -> (C·kh·kw, oh·ow·N)

and as im2col only *copies* pixels, its adjoint *adds* the gradients of all copies of a pixel:
``col2im``.

Neither iterates over pixels in Python. The patches are a strided view of the image
(``numpy.lib.stride_tricks``, as in the articles on im2col), and col2im iterates over the rows of
the kernel, then over its columns: ``kh + kw`` long additions instead of ``kh·kw``.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnn.arrays import Floats, Scratch, Shape

Pair = tuple[int, int]


def output_size(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """The number of kernel positions along one axis.

    If the stride does not divide evenly, the last ``(size + 2·padding - kernel) % stride`` rows (or
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
        x: the padded image.
        kernel: height and width of the kernel.
        stride: vertical and horizontal step.
        out: the result, ``(C·kh·kw, oh·ow·N)``, each row contiguous; by default a new array.
        scratch: reusable working memory.
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
    """Copies all patches to ``out``, ``(C, kh, kw, oh, ow, N)``, for a stride above 1.

    First, every ``stride``-th column is made adjacent, so that the positions of an output row are
    one long run again, of ``ow·N`` numbers instead of ``N``.
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
    """The adjoint of ``im2col``: adds each entry to the pixel that it was copied from.

    Args:
        columns: ``(C·kh·kw, oh·ow·N)``.
        shape: of the padded image, ``(C, H, W, N)``.
        kernel, stride: as in ``im2col``.
        scratch: reusable memory for the result and the intermediate sums.

    Returns:
        The sums, ``(C, H, W, N)``; 0 for pixels that no kernel covers.
    """
    channels, height, width, count = shape
    (kh, kw), (down, right) = kernel, stride
    oh, ow = output_size(height, kh, down), output_size(width, kw, right)
    columns = columns.reshape(channels, kh, kw, oh, ow, count)
    scratch = scratch or Scratch()
    rows = scratch.get("half-way", (channels, height, kw, ow, count), columns.dtype)
    image = scratch.get("image", shape, columns.dtype)
    overlap_add(columns.transpose(1, 3, 0, 2, 4, 5), rows.swapaxes(0, 1), down)
    overlap_add(rows.transpose(2, 3, 0, 1, 4), image.transpose(2, 0, 1, 3), right)
    return image


def overlap_add(pieces: Floats, out: Floats, stride: int) -> None:
    """Add ``pieces[k]`` to ``out[k::stride]`` for every ``k``.

    Args:
        pieces: ``(kernel, places, ...)``.
        out: ``(length, ...)``; its contents are overwritten.
        stride: distance between positions.
    """
    kernel, places = pieces.shape[:2]
    reach = places * stride
    out[0 if kernel < stride else reach :] = 0  # not covered by any piece
    for k in range(kernel):
        target = out[k : k + reach : stride]
        if k < stride:  # the first at this position: copying is cheaper than adding to zeros
            target[...] = pieces[k]
        else:
            target += pieces[k]
