"""Which of OpenBLAS's matrix kernels are used. Has to happen before NumPy is first imported.

OpenBLAS picks its kernels by the processor's name, and for a processor newer than itself falls back
to those that every processor of the last ten years can run. On AMD's fifth Zen generation that
halves the speed of a matrix product: it has AVX-512, the kernels for it are there, and are not
used. ``OPENBLAS_CORETYPE`` is OpenBLAS's own way to be told.

Whoever imports NumPy first, or sets the variable, is left alone: nothing changes but speed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "OPENBLAS_CORETYPE"
AVX512 = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}
CPUINFO = Path("/proc/cpuinfo")


def prefer_avx512(cpuinfo: Path = CPUINFO) -> None:
    """Ask for the AVX-512 kernels where the processor has them and OpenBLAS would not find them."""
    if "numpy" in sys.modules or VARIABLE in os.environ:
        return
    try:
        facts = _first_processor(cpuinfo.read_text(encoding="utf-8"))
    except OSError:  # not Linux: OpenBLAS decides
        return
    if facts.get("vendor_id") == "AuthenticAMD" and set(facts.get("flags", "").split()) >= AVX512:
        os.environ[VARIABLE] = "SkylakeX"


def _first_processor(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.partition("\n\n")[0].splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}
