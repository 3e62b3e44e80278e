from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cnn import BadFile
from cnn.errors import one_line
from cnn.files import open_to_read, remove_leftovers, temporary_folder, write_atomically

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither modes nor links")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_that_every_new_file_has(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "new", b"1")
        (tmp_path / "other").write_bytes(b"1")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == mode(tmp_path / "other") == 0o666 & ~mask


@posix
def test_the_mask_of_the_process_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(_mask: int) -> int:
        raise AssertionError("other threads write files meanwhile")

    monkeypatch.setattr(os, "umask", touched)
    write_atomically(tmp_path / "new", b"1")


@posix
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomically(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


@posix
def test_a_link_still_points_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "file", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert len(list((tmp_path / "there").iterdir())) == 1


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".npz")
    write_atomically(path, b"1")
    assert path.read_bytes() == b"1"


def test_a_file_that_must_not_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_atomically(path, b"first", replace=False)
    with pytest.raises(FileExistsError):
        write_atomically(path, b"second", replace=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_without_links_takes_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    test_a_file_that_must_not_be_replaced_stays(tmp_path)


@posix
def test_what_killed_processes_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    gone, own = ended.pid, os.getpid()
    left = [tmp_path / f".{gone}-0123abcd.part", tmp_path / f"cnn-{gone}-0123abcd"]
    left[0].write_bytes(b"half")
    left[1].mkdir()
    (left[1] / "images.npy").write_bytes(b"many")
    kept = [f".{own}-0123abcd.part", f"cnn-{own}-0123abcd", "mine.npz", ".part", "cnn-mine"]
    kept += [f"{gone}-0123abcd", f"{gone}-0123abcd.part", f".{gone}-0123abcd", f"cnn-{gone}-mine"]
    for name in kept:
        (tmp_path / name).write_bytes(b"1")
    remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(kept)
    remove_leftovers(tmp_path / "nowhere")


def test_a_temporary_folder_is_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = temporary_folder(), temporary_folder()
    assert one != other
    assert one.parent == tmp_path
    remove_leftovers(tmp_path)
    assert one.is_dir()


def test_a_null_character_in_a_name_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="null character"):
        open_to_read("a\0b")
    with pytest.raises(OSError, match="null character"):
        write_atomically("a\0b", b"")


@posix
def test_a_name_that_the_locale_cannot_spell_is_an_error_of_the_system(tmp_path: Path) -> None:
    code = """if True:
        from cnn.files import open_to_read, write_atomically
        for use in (open_to_read, lambda path: write_atomically(path, b"")):
            try:
                use(chr(0xfc) + ".npz")
            except OSError as error:
                print(error.strerror)
    """
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )
    sentence = "this system's character encoding cannot spell its name"
    assert result.stdout.splitlines() == [sentence] * 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", r"a\nb"),
        ("a\r\x1b[31mb", r"a\r\x1b[31mb"),
        ("\u202eabc", r"\u202eabc"),
        ("schön – 7", "schön – 7"),
    ],
)
def test_a_complaint_has_one_line(text: str, line: str) -> None:
    assert one_line(text) == line
    assert str(BadFile(text, text)) == f"{line}: {line}"


def test_a_complaint_is_not_long_whatever_it_quotes() -> None:
    complaint = one_line("it begins " + "x" * 10_000 + " it ends")
    assert len(complaint) <= 400
    assert complaint.startswith("it begins ")
    assert complaint.endswith(" it ends")
    assert len(str(BadFile("net.npz", "y" * 10_000))) < 500


@posix
def test_pipes_and_devices_are_neither_replaced_nor_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.npz"
    os.mkfifo(pipe)
    for use in (open_to_read, lambda path: write_atomically(path, b"1")):
        with pytest.raises(OSError, match="pipe or device"):
            use(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]
    with pytest.raises(OSError, match="pipe or device"):
        open_to_read("/dev/zero")
    open_to_read("/dev/null", may_wait=True).close()
