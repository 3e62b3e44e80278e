"""Arrays as files that other programs read: a table of text, and NumPy's own format."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.generic]

AXES = ("kernel", "channel")
"""The names of the axes before the rows, the last one last."""


def as_table(name: str, values: Numbers, separator: str = ",") -> str:
    """``values`` as lines of text, with ``separator`` between the numbers of a row.

    Reading the text gives exactly the same float32 numbers. A vector is one column. Arrays of more
    than two axes are written as blocks, each below a line like ``# conv1, channel 3 of 6``, which
    ``numpy.loadtxt`` ignores; counting starts at 1.

    Raises:
        ValueError: there are more than four axes.
    """
    if values.ndim > len(AXES) + 2:
        raise ValueError(f"values must have at most {len(AXES) + 2} axes, not {values.ndim}")
    if values.ndim < 3:
        return _block(values, separator)
    blocks = _headed_blocks(name, values, separator)
    return "\n".join(blocks)


def as_npy(values: Numbers) -> bytes:
    """``values`` as the content of a ``.npy`` file, without pickled objects.

    Raises:
        ValueError: they are Python objects.
    """
    stream = io.BytesIO()
    np.save(stream, values, allow_pickle=False)
    return stream.getvalue()


def _headed_blocks(name: str, values: Numbers, separator: str) -> Iterator[str]:
    leading = values.shape[:-2]
    axes = AXES[-len(leading) :]
    for place in np.ndindex(*leading):
        where = (
            f"{axis} {index + 1} of {count}"
            for axis, index, count in zip(axes, place, leading, strict=True)
        )
        header = ", ".join([name, *where])
        yield f"# {header}\n{_block(values[place], separator)}"


def _block(values: Numbers, separator: str) -> str:
    stream = io.StringIO()
    whole = np.issubdtype(values.dtype, np.integer) or values.dtype == np.bool_
    np.savetxt(stream, np.atleast_1d(values), fmt="%d" if whole else "%.9g", delimiter=separator)
    return stream.getvalue()
