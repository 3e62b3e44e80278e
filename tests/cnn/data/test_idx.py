from __future__ import annotations

import contextlib
import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn import BadFile, read_idx, write_idx

TYPES = [np.uint8, np.int8, np.int16, np.int32, np.float32, np.float64]


@settings(max_examples=60)
@given(
    dtype=st.sampled_from(TYPES),
    shape=st.lists(st.integers(0, 4), max_size=5),
    name=st.sampled_from(["a.idx", "a.idx.gz"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, dtype: type, shape: list[int], name: str
) -> None:
    path = tmp_path_factory.mktemp("idx") / name
    array = np.random.default_rng(0).integers(-100, 100, shape).astype(dtype)
    write_idx(path, array)
    back = read_idx(path)
    np.testing.assert_array_equal(back, array)
    assert back.dtype == array.dtype
    assert back.dtype.isnative


def test_the_bytes_are_those_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "two.idx"
    write_idx(path, np.array([[1], [-2]], np.int16))
    assert path.read_bytes() == b"\0\0\x0b\x02" + struct.pack(">IIhh", 2, 1, 1, -2)


def test_gzip_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.gz", tmp_path / "packed.idx"
    write_idx(tmp_path / "a.idx", np.arange(5, dtype=np.uint8))
    content = (tmp_path / "a.idx").read_bytes()
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    np.testing.assert_array_equal(read_idx(plain), read_idx(packed))


def header(code: int, *lengths: int) -> bytes:
    return bytes([0, 0, code, len(lengths)]) + struct.pack(f">{len(lengths)}I", *lengths)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an IDX file"),
        (b"PK\3\4 something else", "not an IDX file"),
        (header(0x0A, 3) + b"abc", "not an IDX file"),
        (header(0x08, 3)[:-2], "cut short inside its header"),
        (header(0x08, 3) + b"ab", r"cut short: expected 3 bytes of data for shape \(3,\)"),
        (header(0x08, 3) + b"abcd", "longer than its header says"),
        (header(0x0E, 2**32 - 1, 2**32 - 1), "claims [0-9,]+ bytes"),
        (bytes([0, 0, 8, 200]) + b"\0" * 800, "200 dimensions"),
        (gzip.compress(header(0x08, 3) + b"abc")[:-9], "gzip data is damaged or cut short"),
        (b"\x1f\x8b\x08nonsense" + b"x" * 40, "gzip data is damaged"),
        (gzip.compress(header(0x08, 2) + b"\0" * 10**7), "longer than its header says"),
    ],
)
def test_nonsense_gets_a_sentence_with_the_file_in_it(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "bad.idx"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=words) as caught:
        read_idx(path)
    assert str(caught.value).startswith(f"{path}: ")


@given(st.binary(max_size=60))
def test_no_bytes_get_anything_but_an_array_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "x"
    path.write_bytes(b"\0\0" + content)
    with contextlib.suppress(BadFile):
        read_idx(path)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_idx(tmp_path / "none")


def test_types_without_a_code_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no code for int64"):
        write_idx(tmp_path / "a", np.arange(3))
    assert not list(tmp_path.iterdir())


def test_a_length_of_0_hides_no_others_that_are_huge(tmp_path: Path) -> None:
    path = tmp_path / "huge.idx"
    path.write_bytes(bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**32 - 1, 2**32 - 1, 0))
    with pytest.raises(BadFile, match="claims 18,446,744,065,119,617,025 bytes"):
        read_idx(path)


def test_where_there_is_no_memory_it_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_idx(tmp_path / "images", np.zeros((3, 4), np.uint8))

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "empty", full)
    with pytest.raises(BadFile, match="does not fit in memory"):
        read_idx(tmp_path / "images")
