"""The installed files: every module, every asset, two commands."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASSETS = [
    "icons/digitpad.svg",
    "icons/draw-eraser.svg",
    "icons/edit-clear-all.svg",
    "icons/edit-redo.svg",
    "icons/edit-undo.svg",
    "icons/media-playback-pause.svg",
    "icons/media-playback-start.svg",
    "icons/media-skip-backward.svg",
    "icons/media-skip-forward.svg",
    "mnist/README.md",
    "mnist/t10k-images-idx3-ubyte.gz",
    "mnist/t10k-labels-idx1-ubyte.gz",
    "mnist/train-images-idx3-ubyte.gz",
    "mnist/train-labels-idx1-ubyte.gz",
    "models/README.md",
    "models/best.npz",
    "models/lenet.npz",
]


def modules_on_disk() -> list[str]:
    """The files of code that must be installed, as paths from the root."""
    folders = [ROOT / "cnn", ROOT / "digitpad"]
    return sorted(
        path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.py")
    )


@pytest.mark.parametrize("name", ASSETS)
def test_the_installed_program_finds_its_assets(name: str) -> None:
    resource = files("digitpad_assets")
    for part in name.split("/"):
        resource = resource / part
    assert resource.is_file()


def test_nothing_but_the_agreed_is_on_the_top_level() -> None:
    agreed = {
        "pyproject.toml",
        "setup.py",  # finds the packages
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "digitpad",
        "cnn",
        "assets",
        "tests",
    }
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("only a clone tells what belongs to the project")
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    found = {line.split("/")[0] for line in listing.stdout.splitlines()}
    assert {name for name in found if not name.startswith(".")} == agreed


def test_qt_is_never_the_release_that_aborts() -> None:
    (qt,) = [need for need in SETTINGS["project"]["dependencies"] if need.startswith("PySide6")]
    assert qt.startswith("PySide6-Essentials")
    assert "!=6.12.0" in qt


def readme_commands(language: str) -> list[str]:
    """The lines of the README's first blocks of `language` code."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.+)\n```$", text, flags=re.MULTILINE)


def test_the_readme_begins_with_one_command_for_the_app_and_one_for_the_tests() -> None:
    app, tests, *_ = readme_commands("bash")
    assert app.startswith("python3 -m venv .venv && ")
    assert tests.startswith("python3 -m venv .venv && ")
    assert app.endswith("digitpad")
    assert tests.endswith("pytest")


def test_the_pictures_of_the_readme_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[.*?\]\((.+?)\)", text)
    assert pictures
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    program = "".join(re.findall(r"^```python\n(.+?)^```$", text, re.MULTILINE | re.DOTALL))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    gained, (left, right) = (map(float, line.split()) for line in done.stdout.splitlines()[-2:])
    assert next(gained) == pytest.approx(25.4, abs=0.05)
    assert left == pytest.approx(right, abs=1e-5)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built from a copy, so that it contains no leftovers and leaves none."""
    if importlib.util.find_spec("pip") is None:
        pytest.skip("there is no pip in this environment")
    source = tmp_path_factory.mktemp("source") / "digitpad"
    source.mkdir()
    for name in ("cnn", "digitpad", "assets"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out)]
    subprocess.run([*build, str(source)], check=True, timeout=110)
    (built,) = out.iterdir()
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_every_asset_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {*modules_on_disk(), "cnn/py.typed", "digitpad_assets/__init__.py"}
    assert names == expected | {f"digitpad_assets/{name}" for name in ASSETS}


@pytest.mark.slow
def test_the_program_in_the_wheel_finds_its_assets(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    code = (
        "import cnn, digitpad_assets\n"
        f"assert digitpad_assets.__file__.startswith({str(target)!r})\n"
        "assert len(cnn.load_mnist().training) == 50_000\n"
        "from digitpad.cli.parser import main\n"
        "raise SystemExit(main(['evaluate']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert '"images": 10000' in done.stdout
