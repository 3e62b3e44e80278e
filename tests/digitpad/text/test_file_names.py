from __future__ import annotations

import pytest

from digitpad.text.file_names import LONGEST, file_name, picture_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lenet", "lenet"),
        ("MNIST_cnn 2.0 (best)", "MNIST_cnn 2.0 (best)"),
        ("../../etc/passwd", "etc-passwd"),
        ("/tmp/net", "tmp-net"),
        (r"C:\\Windows\\net", "C-Windows-net"),
        ("a\nb\0c", "a-b-c"),
        ("größer", "größer"),
        (".hidden", "hidden"),
        ("", "network"),
        ("...", "network"),
        ("con", "network"),
        ("LPT1.txt", "network"),
        ("x" * 500, "x" * LONGEST),
    ],
)
def test_what_a_file_says_of_itself_is_no_path(text: str, name: str) -> None:
    assert file_name(text, "network") == name


def test_names_of_pictures() -> None:
    assert picture_name("conv1, map 3") == "conv1-map-3"
    assert picture_name("../..") == "picture"
