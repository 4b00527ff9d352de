"""Every package that this project brings, with its licence: `python -m tests.licences [--json | --check]`.

`--check` ends with 1 and a line for each package whose licence is not known, or is one under which the
program could not be passed on with ours.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires, version

from packaging.requirements import Requirement

from kb.entry import CommandLine
from kb.home import REPOSITORY

# Licences under which everything may be passed on, by the words that metadata use.
_FREE = re.compile(
    r"\b(?:MIT(?:-0|-CMU)?|0?BSD(?:-[0-9]-Clause)?|Apache(?: Software)?(?:[- ]2\.0)?"
    r"|PSF(?:L|-2\.0)?|Python Software Foundation|MPL[- ]2\.0|Mozilla Public License 2\.0|ISC"
    r"|ZPL-2\.1|Zlib|CC0-1\.0|Public Domain|Unlicense|HPND)(?![A-Za-z])"
)
_COPYLEFT = re.compile(r"GPL|GNU|Affero|SSPL|EUPL|CC-BY-(?:SA|NC)|Commons Clause|BUSL|proprietary", re.I)
_SHORT = 60  # characters; a longer field is the text of a licence, not its name
# Packages whose metadata say too little, read by a person: name -> (licence, why it is known).
REVIEWED: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package and the licence that its metadata name; empty where they name none."""

    name: str
    version: str
    licence: str


def key(name: str) -> str:
    """A name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(*extras: str) -> list[str]:
    """The requirements of the project, with those of these extras; all extras when none is named."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional: dict[str, list[str]] = project["optional-dependencies"]
    return [*project["dependencies"], *(one for name in extras or optional for one in optional[name])]


def brought(requirements: list[str]) -> dict[str, str]:
    """What these requirements bring with them, all the way down, as it is installed here."""
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        one = waiting.pop()
        name = key(one.name)
        if name in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = version(one.name)
        except PackageNotFoundError:  # the lint packages come with `make lint`
            continue
        waiting += [Requirement(line) for line in requires(one.name) or ()]
    return found


def packages() -> tuple[Package, ...]:
    """Everything that is installed here for this project."""
    found = brought(wanted())
    return tuple(Package(name, found[name], licence_of(name, metadata(name))) for name in sorted(found))


def licence_of(name: str, said: PackageMetadata) -> str:
    """The licence by the expression, else by the short field, else by the classifiers."""
    if name in REVIEWED:
        return REVIEWED[name][0]
    fields = [*(said.get_all("License-Expression") or ()), *(said.get_all("License") or ())]
    named = next((" ".join(field.split()) for field in fields if 0 < len(field.strip()) <= _SHORT), "")
    classed = [
        line.rsplit("::", 1)[-1].strip() for line in said.get_all("Classifier") or () if "License" in line
    ]
    return named or ", ".join(classed)


def objections(found: Iterable[Package]) -> list[str]:
    """A line for each package that may not come in unnoticed."""
    return [
        f"{one.name} {one.version}: {one.licence or 'no licence named'}"
        for one in found
        if not is_free(one.licence)
    ]


def is_free(licence: str) -> bool:
    """Whether a licence lets the whole be passed on; of several to choose from one is enough.

    >>> is_free("MIT"), is_free("GPL-3.0 OR MIT"), is_free("LGPLv2+"), is_free(""), is_free("Custom")
    (True, True, False, False, False)
    """
    choices = (re.split(r"\bAND\b", one) for one in re.split(r"\bOR\b", licence))
    return any(all(_FREE.search(part) and not _COPYLEFT.search(part) for part in parts) for parts in choices)


def main(arguments: list[str]) -> int:
    parser = CommandLine("tests.licences", __doc__)
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="as one JSON document")
    either.add_argument("--check", action="store_true", help="only what stands against one")
    asked = parser.parse_args(arguments)
    found = packages()
    if asked.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    elif not asked.check:
        width = max(len(f"{one.name} {one.version}") for one in found)
        print("\n".join(f"{f'{one.name} {one.version}':{width}}  {one.licence}" for one in found))
    against = objections(found)
    for line in against:
        print(f"licence: {line}", file=sys.stderr)
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
