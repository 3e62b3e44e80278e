"""Finds the packages; everything else is in pyproject.toml.

The folder `assets` is installed as `digitpad_assets`, a name that no other project uses. Only here
can setuptools both find packages and rename one.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["cnn*", "digitpad*"]), "digitpad_assets"],
    package_dir={"digitpad_assets": "assets"},
)
