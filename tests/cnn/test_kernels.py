from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ZEN5 = "vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f avx512cd avx512bw avx512dq avx512vl"
CODE = """
import os, sys
from pathlib import Path
import {first}
from cnn.kernels import prefer_avx512
os.environ.update({preset!r}) if {preset!r} else os.environ.pop("OPENBLAS_CORETYPE", None)
if {hide!r}:
    sys.modules.pop("numpy")
prefer_avx512(Path({path!r}))
print(os.environ.get("OPENBLAS_CORETYPE"))
"""


@pytest.mark.parametrize(
    ("cpuinfo", "preset", "hide", "expected"),
    [
        (ZEN5, {}, True, "SkylakeX"),
        (ZEN5.replace(" avx512vl", ""), {}, True, "None"),
        (ZEN5.replace("AuthenticAMD", "GenuineIntel"), {}, True, "None"),
        (ZEN5, {"OPENBLAS_CORETYPE": "Haswell"}, True, "Haswell"),
        (ZEN5, {}, False, "None"),
        ("", {}, True, "None"),
        (None, {}, True, "None"),
    ],
)
def test_avx512_is_asked_for_only_where_it_is_missed(
    tmp_path: Path, cpuinfo: str | None, preset: dict[str, str], hide: bool, expected: str
) -> None:
    path = tmp_path / "cpuinfo"
    if cpuinfo is not None:
        path.write_text(cpuinfo + "\n\nvendor_id\t: Other\n")
    code = CODE.format(first="cnn", preset=preset, hide=hide, path=str(path))
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert result.stdout.strip() == expected


@pytest.mark.parametrize("first", ["numpy", "cnn"])
def test_a_helper_computes_with_the_kernels_of_its_parent(first: str) -> None:
    """Whoever was imported first, the bits do not depend on the number of processes."""
    code = f"""if True:
        import {first}
        import numpy as np, cnn
        data = cnn.load_mnist_test()[:128]
        ends = set()
        for workers in (1, 2):
            network = cnn.preset("lenet", np.random.default_rng(0))
            list(cnn.train(network, data, None, cnn.TrainingSettings(epochs=1), workers))
            ends.add(network.values.tobytes())
        print(len(ends))
    """
    command = [sys.executable, "-c", code]
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert result.stdout.strip() == "1"
