"""The network library: which network is in use, and that none is lost."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.models.bundled_networks import BundledNetwork, bundled_networks
from digitpad.models.network_library import BRIEF, SAVED_NETWORKS, FileError, NetworkLibrary
from digitpad.reading.compatibility import why_incompatible


def other_network() -> cnn.Network:
    return cnn.preset("lenet", np.random.default_rng(5))


@pytest.fixture
def session(qt: object, tmp_path: Path, network: cnn.Network) -> NetworkLibrary:
    bundled = (
        BundledNetwork("best", "to start with", lambda: network),
        BundledNetwork(
            "lenet", "for teaching", lambda: cnn.preset("lenet", np.random.default_rng(3))
        ),
    )
    return NetworkLibrary(bundled, tmp_path / "kept")


def test_it_begins_with_the_bundled_network(session: NetworkLibrary, network: cnn.Network) -> None:
    assert session.network is network
    assert session.is_bundled
    assert not session.is_modified


def test_every_bundled_network_can_be_used(session: NetworkLibrary, network: cnn.Network) -> None:
    session.use_bundled("lenet")
    assert session.is_bundled
    assert session.bundled_name == "lenet"
    assert session.network is not network
    session.use_bundled()
    assert session.bundled_name == "best"
    assert session.network is network
    session.use_trained(other_network())
    assert session.bundled_name is None


def test_those_that_ship_can_be_loaded_and_read_the_pad() -> None:
    ship = bundled_networks()
    assert "lenet" in [bundled.name for bundled in ship]
    for bundled in ship:
        assert why_incompatible(bundled.load()) is None


def test_a_network_that_knows_no_digit_can_be_opened(
    session: NetworkLibrary, tmp_path: Path
) -> None:
    *body, last = cnn.PRESETS["lenet"].layers
    eleven = cnn.Network([*body, {**last, "out_features": 11}], np.random.default_rng(0))
    cnn.save_network(eleven, tmp_path / "eleven.npz")
    session.open(tmp_path / "eleven.npz")
    assert session.network.classes == 11


def test_short_trainings_do_not_push_others_out(session: NetworkLibrary) -> None:
    session.save_trained(other_network())
    for _ in range(3):
        time.sleep(0.002)
        session.save_trained(other_network(), brief=True)
    newest, oldest = session.saved_networks()
    assert BRIEF in newest.name
    assert BRIEF not in oldest.name


def test_what_was_saved_is_what_is_opened(session: NetworkLibrary, tmp_path: Path) -> None:
    trained = other_network()
    session.use_trained(trained)
    session.save(tmp_path / "mine.npz")
    session.use_bundled()
    session.open(tmp_path / "mine.npz")
    assert session.title == "lenet (mine.npz)"
    np.testing.assert_array_equal(session.network.values, trained.values)


def test_a_trained_network_is_modified_until_it_is_saved(
    session: NetworkLibrary, tmp_path: Path
) -> None:
    session.use_trained(other_network())
    assert session.is_modified
    assert not session.is_bundled
    session.save(tmp_path / "mine.npz")
    assert not session.is_modified


def test_a_trained_network_survives_going_back_to_the_bundled_one(session: NetworkLibrary) -> None:
    trained = other_network()
    session.use_trained(trained)
    session.use_bundled()
    (kept,) = session.saved_networks()
    session.open(kept)
    np.testing.assert_array_equal(session.network.values, trained.values)


def test_only_the_last_few_are_kept(session: NetworkLibrary) -> None:
    session.folder.mkdir()
    for i in range(SAVED_NETWORKS + 5):
        (session.folder / f"lenet 2001-01-01 00.00.{i:02d}.000.npz").touch()
    session.save_trained(other_network())
    assert len(session.saved_networks()) == SAVED_NETWORKS
    assert "2001" not in session.saved_networks()[0].name
    assert session.saved_networks()[-1].name.endswith("00.06.000.npz")


def test_two_networks_of_one_second_are_both_kept(session: NetworkLibrary) -> None:
    session.save_trained(other_network())
    time.sleep(0.002)
    session.save_trained(other_network())
    assert len(session.saved_networks()) == 2


@pytest.mark.parametrize("content", [b"", b"no network", b"PK\x03\x04" + bytes(100)])
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    session: NetworkLibrary, tmp_path: Path, network: cnn.Network, content: bytes
) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(content)
    with pytest.raises(FileError, match=r"bad\.npz") as caught:
        session.open(bad)
    assert "\n" not in str(caught.value)
    assert session.network is network
    assert session.is_bundled


def test_a_missing_file_is_named(session: NetworkLibrary, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone\.npz .*no such file"):
        session.open(tmp_path / "gone.npz")


def test_a_network_for_other_pictures_is_refused(session: NetworkLibrary, tmp_path: Path) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 3}]
    odd = cnn.Network(layers, np.random.default_rng(0), (1, 8, 8), "odd")
    cnn.save_network(odd, tmp_path / "odd.npz")
    with pytest.raises(FileError, match="1×8×8 pictures into 3 classes"):
        session.open(tmp_path / "odd.npz")
    assert session.is_bundled


def test_a_place_where_nothing_can_be_written_is_one_sentence(
    session: NetworkLibrary, tmp_path: Path
) -> None:
    with pytest.raises(FileError, match=r"net\.npz cannot be written"):
        session.save(tmp_path / "no such folder" / "net.npz")


def test_the_newest_is_kept_whatever_its_name(session: NetworkLibrary) -> None:
    session.folder.mkdir()
    for i in range(SAVED_NETWORKS):
        (session.folder / f"wide9 2001-01-01 00.00.{i:02d}.000.npz").touch()
    late = cnn.preset("best", np.random.default_rng(0))
    session.save_trained(late)
    newest, *_, oldest = session.saved_networks()
    assert newest.name.startswith("best ")
    assert oldest.name == "wide9 2001-01-01 00.00.01.000.npz"


def test_weights_too_large_to_count_with_are_refused(
    session: NetworkLibrary, tmp_path: Path
) -> None:
    before = session.network
    hostile = other_network()
    hostile.values *= 1e38
    cnn.save_network(hostile, tmp_path / "huge.npz")
    with pytest.raises(FileError, match=r"huge\.npz are too large to compute with"):
        session.open(tmp_path / "huge.npz")
    assert session.network is before


FOREIGN = (
    "1st try.npz",
    "thesis 07 final.npz",
    "lenet 2026-11-01 10.00.03.000 (copy).npz",
    "0.npz",
    "my (a moment) idea.npz",
    "zz (a moment) z.npz",
    "lenet 2026-99-99 10.00.03.000.npz",
)


def own_names(start: str, count: int) -> list[str]:
    return [f"lenet {start}.{i:02d}.000.npz" for i in range(count)]


def test_files_of_other_people_are_neither_removed_nor_counted(session: NetworkLibrary) -> None:
    session.folder.mkdir()
    for name in (*FOREIGN, *own_names("2001-11-01 10.00", SAVED_NETWORKS)):
        (session.folder / name).touch()
    (session.folder / "lenet 2001-11-01 10.00.00.777.npz").mkdir()
    link = session.folder / "lenet 2001-11-01 10.00.00.888.npz"
    link.symlink_to("/nowhere")
    session.save_trained(other_network())
    session.save_trained(other_network(), brief=True)
    there = {path.name for path in session.folder.iterdir()}
    assert set(FOREIGN) <= there
    assert link.is_symlink()
    assert len(session.saved_networks()) == SAVED_NETWORKS


@pytest.mark.parametrize("now", [datetime(2025, 11, 1, 9), datetime(2026, 10, 25, 2, 5)])
def test_a_clock_that_was_set_back_costs_no_network(
    session: NetworkLibrary, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """By a year, or by an hour as at the end of summer time."""
    session.folder.mkdir()
    for name in own_names("2026-10-25 02.30", SAVED_NETWORKS):
        (session.folder / name).touch()
    moments = iter(now + timedelta(minutes=n) for n in range(100))
    current = [next(moments)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return current[0]

    monkeypatch.setattr("digitpad.models.network_library.datetime", Clock)
    trained = [other_network() for _ in range(3)]
    for seed, network in enumerate(trained):
        network.values += seed
        session.save_trained(network)
        current[0] = next(moments)
    newest = session.saved_networks()[:3]
    for path, network in zip(newest, reversed(trained), strict=True):
        np.testing.assert_array_equal(cnn.load_network(path).values, network.values)


def test_another_window_may_remove_what_is_old_first(
    session: NetworkLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.folder.mkdir()
    for name in own_names("2001-01-01 00.00", SAVED_NETWORKS + 3):
        (session.folder / name).touch()
    really_unlink = Path.unlink

    def twice(path: Path, missing_ok: bool = False) -> None:
        really_unlink(path)
        really_unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", twice)
    session.save_trained(other_network())
    assert len(session.saved_networks()) == SAVED_NETWORKS


def test_two_windows_at_the_same_moment_keep_two_networks(
    session: NetworkLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 1, 2, 3, 4, 5)

    monkeypatch.setattr("digitpad.models.network_library.datetime", Clock)
    session.save_trained(other_network())
    session.save_trained(other_network())
    assert len(session.saved_networks()) == 2


@pytest.mark.parametrize(
    "name", ["../../etc/net", "/tmp/net", "a\\b", "con", "..", "x" * 200, "\n"]
)
def test_the_name_in_a_file_chooses_no_folder(
    session: NetworkLibrary, tmp_path: Path, name: str
) -> None:
    hostile = other_network()
    hostile.name = name
    session.save_trained(hostile)
    (kept,) = session.saved_networks()
    assert kept.parent == session.folder
    assert {path.parent for path in tmp_path.rglob("*.npz")} == {session.folder}


def test_the_hour_that_summer_time_repeats_is_put_in_order_by_the_files_own_times(
    session: NetworkLibrary,
) -> None:
    session.folder.mkdir()
    now = datetime.now()
    paths = []
    for named, written in ((10, 70), (40, 40)):  # minutes ago
        name = f"lenet {now - timedelta(minutes=named):%Y-%m-%d %H.%M.%S}.000.npz"
        paths.append(session.folder / name)
        paths[-1].touch()
        seconds = (now - timedelta(minutes=written)).timestamp()
        os.utime(paths[-1], (seconds, seconds))
    assert session.saved_networks() == paths[::-1]
