"""The sandbox (沙箱): a child process for everything that starts another program or may hang or abort.

`run` gives the child an address space, CPU seconds, a file size and a wall clock, a death with its parent,
and no network where the kernel lets us take it away. A child killed by a limit is a result, not an error.
`python -m pipeline.sandbox FILE` reads an attachment in a child and prints it as JSON; it never ends in a
traceback. The child is the same program, told so by its first word.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from cleaners.attachments import read_attachment
from cleaners.model import Attachment, Removed, Table
from kb.home import REPOSITORY

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use (限额)."""

    memory: int = 1 << 30
    cpu_seconds: int = 60
    file_bytes: int = 256 << 20
    wall_seconds: int = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended (结果): its exit code, its output, and the limit that ended it, if one did."""

    returncode: int
    stdout: bytes
    stderr: bytes
    limit: str | None
    network: bool  # whether the child could reach a network


LIMITS = Limits()
_SMALL = Limits(cpu_seconds=20, wall_seconds=60)  # for all but PDF, whose tables cost a second for 30 pages
_IN_CHILD = "--in-child"


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


@cache
def can_cut_network() -> bool:
    """Whether this kernel lets a process leave the network behind (user namespaces)."""
    probe = (
        "import ctypes,sys;"
        f"sys.exit(0 if ctypes.CDLL(None).unshare({_CLONE_NEWUSER | _CLONE_NEWNET}) == 0 else 1)"
    )
    return subprocess.run([sys.executable, "-I", "-c", probe], check=False).returncode == 0


def _confined(limits: Limits, cut: bool) -> Callable[[], None]:
    """What the child does to itself before it starts the program."""

    def confine() -> None:
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if cut:
            _libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 2))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return confine


def run(argv: Sequence[str], *, limits: Limits = LIMITS, stdin: bytes = b"") -> Outcome:
    """Run a program in the sandbox and wait for its end; its whole group dies with it."""
    cut = can_cut_network()
    with subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=REPOSITORY,
        start_new_session=True,
        preexec_fn=_confined(limits, cut),
    ) as child:
        try:
            stdout, stderr = child.communicate(stdin, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            stdout, stderr = child.communicate()
            return Outcome(child.returncode, stdout, stderr, "time", not cut)
    return Outcome(child.returncode, stdout, stderr, _limit_of(child.returncode, stderr), not cut)


def _limit_of(returncode: int, stderr: bytes) -> str | None:
    """Which limit ended a child, by its signal or its last words."""
    if b"MemoryError" in stderr or b"bad_alloc" in stderr:
        return "memory"
    ended = {
        -signal.SIGXCPU: "cpu",
        -signal.SIGXFSZ: "file",
        -signal.SIGKILL: "killed",
        -signal.SIGABRT: "memory",  # what native readers do when an allocation fails
        -signal.SIGSEGV: "crash",
    }
    return ended.get(returncode)


def read_in_sandbox(body: bytes, *, name: str, limits: Limits | None = None) -> Attachment:
    """read_attachment in a child of its own; a killed child is status limit:<which>."""
    allowed = limits or (LIMITS if body.startswith(b"%PDF") else _SMALL)
    with tempfile.NamedTemporaryFile(prefix="attachment-") as file:
        file.write(body)
        file.flush()
        argv = [sys.executable, "-m", "pipeline.sandbox", _IN_CHILD, file.name, name]
        outcome = run(argv, limits=allowed)
    if outcome.limit is not None:
        return Attachment(f"limit:{outcome.limit}", "unknown", notes=("the reader was stopped",))
    try:
        return attachment_of(json.loads(outcome.stdout))
    except (ValueError, KeyError, TypeError):
        return Attachment("corrupt", "unknown", notes=(f"the reader ended with code {outcome.returncode}",))


def attachment_of(fields: dict[str, Any]) -> Attachment:
    """The record of a reading printed as JSON."""
    tables = tuple(Table(tuple(map(tuple, t["rows"])), t["page"]) for t in fields["tables"])
    return Attachment(
        status=fields["status"],
        kind=fields["kind"],
        text=fields["text"],
        tables=tables,
        pages=fields["pages"],
        notes=tuple(fields["notes"]),
        removed=tuple(Removed(**cut) for cut in fields.get("removed", ())),
    )


def read_file(path: Path, read: Callable[[bytes], Attachment]) -> Attachment:
    """A reading of a file; what goes wrong on the way is a status too."""
    try:
        return read(path.read_bytes())
    except OSError as error:
        return Attachment("corrupt", "unknown", notes=(f"cannot be read: {error.strerror}",))
    except MemoryError:
        return Attachment("limit:memory", "unknown", notes=("the reader ran out of memory",))


def _print(read: Attachment) -> None:
    """A reading as one line of JSON; half characters are escaped, for no encoding has them."""
    try:
        line = json.dumps(asdict(read), ensure_ascii=False)
        printed = line.encode("utf-8", "backslashreplace")
    except MemoryError:
        stopped = Attachment("limit:memory", read.kind, notes=("the reading is larger than the memory",))
        printed = json.dumps(asdict(stopped)).encode()
    sys.stdout.buffer.write(printed + b"\n")
    sys.stdout.buffer.flush()


def _asked(arguments: Sequence[str]) -> tuple[Path, str]:
    """The file that a person names, and what it is called."""
    from kb.entry import CommandLine  # a child is started for every attachment: it does not pay for this

    parser = CommandLine("pipeline.sandbox", __doc__)
    parser.add_argument("path", metavar="FILE", type=Path)
    parser.add_argument("name", metavar="NAME", nargs="?", help="what it is called, where not as it lies")
    asked = parser.parse_args(arguments)
    return asked.path, asked.path.name if asked.name is None else asked.name


def main(arguments: Sequence[str]) -> int:
    """Print FILE, called NAME, as JSON; 0: it was read, 1: its status says why not, 2: there is no FILE."""
    in_child = arguments[:1] == [_IN_CHILD]
    arguments = arguments[1:] if in_child else arguments
    path, name = (Path(arguments[0]), arguments[1]) if in_child else _asked(arguments)
    read_body = partial(read_attachment if in_child else read_in_sandbox, name=name)
    read = read_file(path, read_body)
    _print(read)
    if not path.is_file():
        sys.stderr.write(f"{path}: {'; '.join(read.notes)}\n")
        return 2
    return 0 if read.status in ("ok", "needs_review") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
