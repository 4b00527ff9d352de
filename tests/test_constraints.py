"""constraints.txt pins what an installation really brings, at the version that is tested."""

from __future__ import annotations

import tomllib

from kb.home import REPOSITORY
from tests.licences import brought, key

VENV = ("pip", "setuptools")  # come with venv, not with us


def pins() -> dict[str, str]:
    """Name and version of every line of constraints.txt."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("#")[0].strip().split("==") for line in lines]
    return {key(name): pinned for name, pinned in pairs}


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
