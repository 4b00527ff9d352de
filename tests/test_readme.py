"""The READMEs are followed to the letter: every command they show for an own base works in its order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest

from kb.home import REPOSITORY, Home

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAMS = {".venv/bin/python": [sys.executable], ".venv/bin/scrapy": [sys.executable, "-m", "scrapy"]}

FIRST = "《特色工坊集群认定管理办法》（产振部县域〔2022〕46号）第十五条"


def commands(readme: str) -> list[list[str]]:
    """The commands of a README's shell blocks, without their comments; `make` words are run by CI itself."""
    text = (REPOSITORY / readme).read_text(encoding="utf-8")
    lines = [shlex.split(line, comments=True) for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line and line[0] != "make"]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_of_a_readme_works_as_it_stands(home: Home, readme: str) -> None:
    shown = commands(readme)
    assert len(shown) == 5
    for program, *arguments in shown:
        done = subprocess.run(
            [*PROGRAMS[program], *arguments],
            cwd=REPOSITORY,
            env={**os.environ, "TIAOWEN_HOME": str(home.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), arguments
        assert done.stdout
        if "search" in arguments:  # the news that speaks of it is listed under the clause
            assert done.stdout.splitlines()[0] == f"1. {FIRST}"
