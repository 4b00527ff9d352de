"""The steps of samples/ops/Containerfile without a container: `python -m tests.containerfile` (需联网).

Each RUN is run by a shell as it stands there, in a folder that stands for the root of the image, without what
only root may do. Then the image's own command and the question of its first lines are run, against the sample
portal. It installs the packages anew, so it is no part of the suite.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kb.entry import CommandLine
from kb.home import REPOSITORY
from samples.portal import Portal

FILE = REPOSITORY / "samples" / "ops" / "Containerfile"
_ROOT_ONLY = re.compile(r"\buseradd\b[^&]*&&\s*|&&\s*chown [^&]*|\buseradd\b.*")
_PLACES = ("/opt/tiaowen", "/home/tiaowen")


def steps(text: str) -> Iterator[tuple[str, str]]:
    """The instructions in order, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", text)
    for line in joined.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def moved(command: str, root: Path) -> str:
    """A command with the places of the image below a folder, without what only root may do."""
    kept = _ROOT_ONLY.sub("", command).strip()
    for place in _PLACES:
        kept = kept.replace(place, f"{root}{place}")
    return kept


def shell(command: str, folder: Path, environment: dict[str, str]) -> int:
    print(f"$ {command}", flush=True)
    began = time.monotonic()
    done = subprocess.run(["/bin/sh", "-ec", command], cwd=folder, env=environment, check=False)
    print(f"  exit {done.returncode}, {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode


def copied(folder: Path) -> None:
    """What COPY . . brings: the files that git tracks, as .dockerignore leaves them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (REPOSITORY / name).is_file():
            shutil.copy(REPOSITORY / name, target)


def tried(root: Path, portal: Portal) -> list[str]:
    """The steps that failed."""
    text = FILE.read_text(encoding="utf-8")
    folder = root / "opt" / "tiaowen"
    (root / "home" / "tiaowen").mkdir(parents=True)
    (root / "opt").mkdir()
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(root / "home" / "tiaowen")}
    environment["PATH"] = f"{Path(sys.executable).resolve().parent}:{environment['PATH']}"
    failed: list[str] = []
    for word, rest in steps(text):
        if word == "RUN":
            command = moved(rest, root)
            failed += (
                [rest] if command and shell(command, folder if folder.is_dir() else root, environment) else []
            )
        elif word == "COPY":
            copied(folder)
        elif word == "ENV":
            name, _, value = rest.partition("=")
            environment[name] = moved(value, root)
        elif word == "CMD":
            replica = environment | {"TIAOWEN_REPLICA": portal.base_url}
            night = shlex.join(re.findall(r'"([^"]+)"', rest))
            failed += [night] if shell(f"{night} --only miit_notices", folder, replica) else []
            (asked,) = re.findall(r"tiaowen (\.venv/bin/python search_cli\.py .+)", text)
            failed += [asked] if shell(f"{asked} --limit 1", folder, replica) else []
    return failed


def main() -> int:
    CommandLine("tests.containerfile", __doc__).parse_args()
    with tempfile.TemporaryDirectory() as root, Portal() as portal:
        failed = tried(Path(root), portal)
    print("\n".join(f"failed: {one}" for one in failed) or "every step of the container file works")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
