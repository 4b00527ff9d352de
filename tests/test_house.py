"""The house keeps its own rules: imports, packages of the card, decisions, docs and hygiene."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("cleaners", "kb", "index", "reader", "pipeline", "alerts", "crawler")
# Import names of the card's packages, each of which production code must really use.
CARD = ("scrapy", "bs4", "lxml", "jieba", "whoosh", "sqlite_utils")


def tracked(*suffixes: str) -> list[Path]:
    """Files of the repository that git tracks, or all files when there is no git."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = [ROOT / line for line in listed.splitlines()] or list(ROOT.rglob("*"))
    return [p for p in paths if p.is_file() and p.suffix in suffixes]


def imports(path: Path) -> set[str]:
    """Top-level names of all modules a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", CARD)
def test_every_package_of_the_card_is_imported_by_production_code(package: str) -> None:
    users = [p for p in tracked(".py") if p.relative_to(ROOT).parts[0] in ROOMS and package in imports(p)]
    assert users, f"no room imports {package}"


def test_every_run_time_dependency_is_pinned_exactly() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = pyproject.split("dependencies = [")[1].split("]")[0]
    names = {re.split(r"[<>=]", name)[0].lower() for name in re.findall(r'"([^"]+)"', block)}
    assert names <= pinned


def test_one_file_owns_each_engine() -> None:
    owners = {"sqlite_utils": {"kb/store.py"}, "scrapy": {"crawler"}, "apprise": {"alerts/elsewhere.py"}}
    for package, allowed in owners.items():
        for path in tracked(".py"):
            relative = path.relative_to(ROOT)
            if relative.parts[0] in ROOMS and package in imports(path):
                assert relative.as_posix() in allowed or relative.parts[0] in allowed, relative


def test_only_the_home_reads_the_environment() -> None:
    readers = [
        p.relative_to(ROOT).as_posix()
        for p in tracked(".py")
        if p.relative_to(ROOT).parts[0] in ROOMS
        and re.search(r"os\.environ|os\.getenv", p.read_text(encoding="utf-8"))
    ]
    assert readers == ["kb/home.py"]


def test_the_search_command_only_mounts_the_reader() -> None:
    path = ROOT / "search_cli.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
    assert imports(path) <= {"__future__", "sys", "typer", "reader", "alerts"}


def test_there_are_no_drawers_for_odds_and_ends() -> None:
    assert not [p for p in tracked(".py") if p.stem in ("utils", "helpers", "misc", "common")]


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno > 60
    ]
    assert not long


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (len(node.body) == 1 and isinstance(node.body[0], ast.Pass)))
    ]
    assert not swallowed


def test_decisions_are_numbered_and_short() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [p.name[:4] for p in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    assert all(len(p.read_text(encoding="utf-8").splitlines()) <= 24 for p in records)


def test_no_generated_or_heavy_file_is_kept() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    names = listed.splitlines()
    assert not [n for n in names if n == "kb.db" or n.startswith("var/")]
    assert not [n for n in names if (ROOT / n).is_file() and (ROOT / n).stat().st_size > 1_000_000]


def test_every_module_says_what_it_owns() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in tracked(".py")
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent
