"""constraints.txt pins what an installation really brings, at the version that is tested."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from kb.home import REPOSITORY

VENV = ("pip", "setuptools")  # come with venv, not with us


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """Name and version of every line of constraints.txt."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("#")[0].strip().split("==") for line in lines]
    return {key(name): pinned for name, pinned in pairs}


def brought(requirements: list[str]) -> dict[str, str]:
    """What these requirements bring with them, all the way down, as it is installed here."""
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        name = key(wanted.name)
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = version(wanted.name)
        except PackageNotFoundError:  # the lint packages come with `make lint`
            continue
        waiting += [Requirement(line) for line in requires(wanted.name) or ()]
    return found


def test_everything_that_is_installed_is_pinned_at_its_version() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["test"], *extras["alerts"], *extras["lint"]]
    held = pins()
    loose = {
        name: found for name, found in brought(wanted).items() if held.get(name) != found and name not in VENV
    }
    assert not loose


def test_every_package_is_pinned_once() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(pins()) == len(lines)
