"""Nights that are killed (强杀): `python -m tests.kills [N] [--seed S]` ends N nights by SIGKILL, JSON out.

Real nights, `scrapy nightly` on the sample portal, which is fictional: a first one that builds everything,
and one with new, changed and vanished pages on what is held. Each is killed at a random moment of a phase
(start, crawl, build, index, alerts, a message under way, backup, end): all its processes, its first process
alone, or a crawl alone, in which case it goes on to a red end; some of the reruns are killed as well. Then
the same command runs to its end, and what it leaves and tells is compared to what an undisturbed night does.

The phases are seen from outside, by the locks that are held, while the night is stopped to be killed: before
its first request it is at its start, behind its backup at its end, where none of its rooms is locked and no
crawl runs between two.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from alerts.outbox import CUT_OFF
from kb.backup import backups_folder
from kb.entry import CommandLine, at_least_one
from kb.home import REPOSITORY, Home
from kb.state import State
from samples.portal.server import Portal
from samples.portal.wire import Reply as Answer
from samples.portal.wire import Request
from tests.leavings import Leavings, doubled, leavings
from tests.nights import days_pass
from tests.receivers import Receiver, Reply

SOURCES = ("miit_notices", "miit_publicity")
PHASES = ("crawl", "build", "index", "alerts", "sending", "backup")
AIMED = ("start", *PHASES, "end")
ANSWER_AFTER = 0.08  # seconds until a channel answers
ARRIVES = 0.02  # seconds until a request that was sent has come
LONGEST = 600.0
RULES = """
[[channel]]
id = "hook"
kind = "webhook"
url_env = "HOOK_OF_THE_TESTS"

[[channel]]
id = "team"
kind = "wecom"
url_env = "ROBOT_OF_THE_TESTS"

[[rule]]
id = "all"
title = "全部"
since = 2020-01-01
kinds = ["document", "recognition", "correction"]
channels = ["hook", "team"]

[[rule]]
id = "clusters"
title = "集群公示"
since = 2020-01-01
search = "特色工坊集群 公示"
kinds = ["document", "recognition"]
channels = ["hook"]
"""


@dataclass(slots=True)
class Asked:
    """Pages and files asked for: those that are there, those given whole, those that are gone."""

    there: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)

    def copy(self) -> Asked:
        return Asked(self.there.copy(), self.given.copy(), self.gone.copy())

    def since(self, before: Asked) -> Asked:
        return Asked(self.there - before.there, self.given - before.given, self.gone - before.gone)

    def __add__(self, other: Asked) -> Asked:
        return Asked(self.there + other.there, self.given + other.given, self.gone + other.gone)


class CountingPortal(Portal):
    """The sample portal, which counts what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked()

    def answer(self, request: Request) -> Answer:
        made = super().answer(request)
        if is_page(request):
            counts = self.asked.gone if made.status == 404 else self.asked.there
            counts[request.path] += 1
            self.asked.given[request.path] += made.status == 200
        return made


def is_page(request: Request) -> bool:
    """Whether a page or a file is asked for, not a list."""
    return "/art/" in request.path or "/filemanager/" in request.path


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a night is to be killed: a phase, at which share of it (0 to 1), and which of its processes."""

    phase: str
    far: float
    whom: str  # all, first, crawl


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill as it happened; `in_flight`: the pages that may have been lost on their way, one or none."""

    aimed: str
    met: str
    whom: str
    after_s: float
    in_flight: int


Absences = Counter[tuple[str, ...]]  # (source, what, key)


@dataclass(frozen=True, slots=True)
class Said:
    """What the report of a night says of what is told once: absences, messages held back."""

    absences: Absences = field(default_factory=Counter)
    held_back: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Ran:
    """A night that ran, to its end or to its kill (code < 0): its report if it is out, what it asked for."""

    code: int
    err: str
    said: Said | None
    asked: Asked
    kill: Kill | None = None
    has_verdict: bool = True  # the next one is another visit of the day, not the same once more

    @property
    def is_as_told(self) -> bool:
        """Red where the report tells of a message held back or the crawl was killed, good otherwise."""
        red = self.kill is not None or (self.said is not None and bool(self.said.held_back))
        return self.code < 0 or self.code == int(red)


@dataclass(frozen=True, slots=True)
class Visit:
    """The runs up to a verdict: what they asked for beyond what one night does, and what was in flight."""

    asked_again: int
    gone_asked_again: int
    in_flight: int
    crawls_killed: int

    @property
    def too_often(self) -> int:
        """A page that came is not asked for again; one that is gone is, until a crawl has ended."""
        gone = max(0, self.gone_asked_again - self.crawls_killed)
        return max(0, self.asked_again - self.in_flight) + gone


@dataclass(frozen=True, slots=True)
class Whole:
    """An undisturbed night: what it leaves, what it fetches, what it tells, how long its phases take."""

    left: Leavings
    asked: Asked
    absences: Absences
    answers: int
    posts: int
    items: Counter[tuple[str, ...]]
    texts: int
    lasts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """A night with its kills, and what its rerun left otherwise than an undisturbed night."""

    night: str
    kills: tuple[Kill, ...]
    codes: tuple[int, ...]  # of the runs that came to an end
    lost: dict[str, int]
    more: dict[str, int]
    doubled: int
    second_alerts: int
    lost_alerts: int
    repeats_by_key: int
    absences: int  # told
    absences_lost: int
    absences_twice: int
    held_back: int  # messages of which nobody knows whether they came
    held_back_untold: int
    held_back_twice: int
    not_as_told: int  # runs whose exit code is not what their report says
    visits: tuple[Visit, ...]
    refetched: int  # pages and files that came whole once more
    faults: tuple[str, ...] = ()

    @property
    def in_flight(self) -> int:
        return sum(kill.in_flight for kill in self.kills)

    @property
    def amiss(self) -> tuple[str, ...]:
        """What is not as it should be: lost, doubled, told twice or not at all, asked for again.

        A night that went on without a crawl has told what it had: the next one may tell more.
        """
        went_on = any(kill.whom == "crawl" for kill in self.kills)
        more = {**self.more, "told": 0} if went_on else self.more
        counts = {
            **{f"lost {what}": count for what, count in self.lost.items()},
            **{f"more {what}": count for what, count in more.items()},
            "pages doubled": self.doubled,
            "alerts told twice": self.second_alerts,
            "alerts lost": self.lost_alerts,
            "absences not told": self.absences_lost,
            "absences told twice": self.absences_twice,
            "held back and not told": self.held_back_untold,
            "held back and told twice": self.held_back_twice,
            "exit codes": self.not_as_told,
            "asked again": sum(visit.too_often for visit in self.visits),
            "fetched again": max(0, self.refetched - self.in_flight),
            "lines on stderr": len(self.faults),
        }
        return tuple(f"{what}: {count}" for what, count in counts.items() if count)

    @property
    def is_sound(self) -> bool:
        return not self.amiss


@dataclass(slots=True)
class Rig:
    """A portal, two channels, and the home before each night."""

    folder: Path
    portal: CountingPortal
    hook: Receiver
    robot: Receiver
    sources: tuple[str, ...] = SOURCES
    before: dict[str, Home] = field(default_factory=dict)
    whole: dict[str, Whole] = field(default_factory=dict)

    def prepare(self) -> None:
        """The homes before the nights, and each night undisturbed."""
        first = Home(self.folder / "before-first")
        first.root.mkdir()
        first.alerts.write_text(RULES, encoding="utf-8")
        self.before["first"] = first
        self.whole["first"] = self._undisturbed("first")
        second = Home(self.folder / "before-second")
        shutil.copytree(self.folder / "first", second.root)
        days_pass(second, 90)
        self.before["second"] = second
        self.whole["second"] = self._undisturbed("second")

    def _undisturbed(self, night: str) -> Whole:
        home = self.laid_out(night, night)
        running = Night(self, home)
        lasts: Counter[str] = Counter()
        then, phase = time.monotonic(), ""
        while running.is_alive:
            now = time.monotonic()
            lasts[phase] += now - then  # type: ignore[assignment]
            then, phase = now, running.phase()
            time.sleep(0.002)
        ran = running.ran()
        assert ran.code == 0, ran.err
        assert ran.said is not None
        posts = len(self.hook.got) + len(self.robot.got)
        told = (posts, self.items(), len(self.robot.got))
        answers = len(self.portal.log)
        return Whole(leavings(home), ran.asked, ran.said.absences, answers, *told, dict(lasts))

    def laid_out(self, night: str, name: str) -> Home:
        """A home as it was before a night, and a portal and channels that have seen nothing."""
        self.portal.night = 1 if night == "first" else 2
        self.portal.heal()
        if night == "second":
            gone = next(text for text in self.portal.visible() if text.column == "gs" and text.night == 1)
            self.portal.inject("revision@/zwgk/wjgs/art/", f"gone-404@{gone.path}")
        self.portal.log.clear()
        self.portal.asked = Asked()
        self.hook.got.clear()
        self.robot.got.clear()
        home = Home(self.folder / name)
        shutil.copytree(self.before[night].root, home.root)
        return home

    def items(self) -> Counter[tuple[str, ...]]:
        """What the hook was told: each item under each key that it came with."""
        found = {
            (got.json["idempotency_key"], item["rule"], item["key"])
            for got in self.hook.got
            for item in got.json["items"]
        }
        return Counter((rule, key) for _, rule, key in found)

    def under_way(self) -> bool:
        """Whether a channel has a message and has not answered yet."""
        return bool(self.hook.under_way or self.robot.under_way)

    def trial(self, night: str, aims: tuple[Aim, ...], name: str) -> Trial:
        """A night that is killed as aimed, run again to its end, and compared."""
        home = self.laid_out(night, name)
        runs: list[Ran] = []
        for aim in aims:
            running = Night(self, home)
            killed = self._kill(running, night, aim)
            runs.append(running.ran(killed))
        runs.append(Night(self, home).ran())
        trial = self._compared(home, night, runs)
        shutil.rmtree(home.root)
        return trial

    def _kill(self, running: Night, night: str, aim: Aim) -> Kill | None:
        """Kill a night as aimed; None when it came to its end before."""
        whole = self.whole[night]
        if aim.phase == "crawl":
            wanted = len(self.portal.log) + int(aim.far * whole.answers)
            reached: Callable[[], bool] = lambda: len(self.portal.log) >= wanted  # noqa: E731
            wait = aim.far * 20 % 1 * 0.03
        elif aim.phase == "sending":
            posted = len(self.hook.got) + len(self.robot.got) + 1 + int(aim.far * whole.posts * 0.999)
            reached = lambda: len(self.hook.got) + len(self.robot.got) >= posted  # noqa: E731
            wait = aim.far * 20 % 1 * 2 * ANSWER_AFTER
        else:
            reached = lambda: running.phase() == aim.phase  # noqa: E731
            wait = aim.far * whole.lasts.get(aim.phase, 0.0)
        while running.is_alive and not (running.phase() and reached()):
            time.sleep(0.003)
        time.sleep(wait)
        return running.kill(aim)

    def _compared(self, home: Home, night: str, runs: list[Ran]) -> Trial:
        whole, left, items = self.whole[night], leavings(home), self.items()
        keys = Counter(got.json["idempotency_key"] for got in self.hook.got)
        texts = Counter(got.json["markdown"]["content"] for got in self.robot.got)
        unknown = _unknown(home)
        out, ended = _said(runs), _said([run for run in runs if run.code >= 0])
        return Trial(
            night=night,
            kills=tuple(run.kill for run in runs if run.kill),
            codes=tuple(run.code for run in runs if run.code >= 0),
            lost=left.lacks(whole.left),
            more=whole.left.lacks(left),
            doubled=doubled(left.pages.values()),
            second_alerts=doubled(items.values()) + doubled(texts.values()),
            lost_alerts=(whole.items - items).total() + max(0, whole.texts - len(texts) - len(unknown)),
            repeats_by_key=doubled(keys.values()),
            absences=ended.absences.total(),
            absences_lost=(whole.absences - out.absences).total(),
            absences_twice=(ended.absences - whole.absences).total(),
            held_back=len(unknown),
            held_back_untold=len(unknown - out.held_back.keys()),
            held_back_twice=doubled(ended.held_back.values()),
            not_as_told=sum(not run.is_as_told for run in runs),
            visits=tuple(_visits(runs, whole.asked)),
            refetched=(sum((run.asked.given for run in runs), Counter[str]()) - whole.asked.given).total(),
            faults=tuple(line for run in runs if run.code >= 0 for line in run.err.splitlines()),
        )


def _unknown(home: Home) -> frozenset[str]:
    """The keys of the messages that were held back."""
    with State(home) as state:
        rows = state.rows("SELECT idempotency_key FROM outbox WHERE last_error = ?", CUT_OFF)
    return frozenset(row[0] for row in rows)


def _said(runs: Iterable[Ran]) -> Said:
    """What the reports of some runs say, one with the other."""
    found = Said()
    for run in runs:
        if run.said:
            found.absences.update(run.said.absences)
            found.held_back.update(run.said.held_back)
    return found


def _visits(runs: list[Ran], whole: Asked) -> Iterator[Visit]:
    """The runs up to each verdict, beside what one night asks for."""
    asked, kills = Asked(), list[Kill]()
    for run in runs:
        asked += run.asked
        kills += [run.kill] if run.kill else []
        if run.has_verdict:
            more = asked.since(whole)
            crawls = sum(kill.met == "crawl" for kill in kills)
            flying = sum(kill.in_flight for kill in kills)
            yield Visit(more.there.total(), more.gone.total(), flying, crawls)
            asked, kills = Asked(), []


class Night:
    """`scrapy nightly` as it runs."""

    def __init__(self, rig: Rig, home: Home) -> None:
        self.home, self._rig = home, rig
        self._began = time.monotonic()
        self._built = False
        self._asked, self._answers = rig.portal.asked.copy(), len(rig.portal.log)
        self._backups = self._finished_backups()
        self._out, self._err = (rig.folder / f"{name}-{home.root.name}" for name in ("out", "err"))
        environment = {
            **os.environ,
            "TIAOWEN_HOME": str(home.root),
            "TIAOWEN_REPLICA": rig.portal.base_url,
            "HOOK_OF_THE_TESTS": rig.hook.url("/hook"),
            "ROBOT_OF_THE_TESTS": rig.robot.url("/robot"),
        }
        command = [sys.executable, "-m", "scrapy", "nightly", "-s", "NIGHT_MIN_FREE=0"]
        with self._out.open("w") as out, self._err.open("w") as err:
            self._child = subprocess.Popen(
                [*command, "--json", "--only", *rig.sources],
                cwd=REPOSITORY,
                env=environment,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None

    def phase(self) -> str:
        """Which phase it is in, by the locks that are held."""
        var, locks = self.home.var, _locks()
        if _inode(var / "alerts.lock") in locks:
            return "sending" if self._rig.under_way() else "alerts"
        if _inode(var / "backup.lock") in locks:
            return "backup"
        if self._finished_backups() - self._backups:  # and what locks the build now is the sweeping
            return "end"
        if _inode(var / "build.lock") in locks:
            self._built = True
            return "index" if self._writes_index() else "build"
        if len(self._rig.portal.log) == self._answers:
            return "start"
        return "between" if self._built or not children(self._child.pid) else "crawl"

    def _finished_backups(self) -> frozenset[str]:
        return frozenset(path.name for path in backups_folder(self.home).glob("*Z"))

    def _writes_index(self) -> bool:
        try:
            current = (self.home.whoosh / "CURRENT").read_text(encoding="ascii").strip()
        except OSError:
            current = ""
        folders = self.home.whoosh.iterdir() if self.home.whoosh.is_dir() else ()
        return any(folder.name.isdecimal() and folder.name > current for folder in folders)

    def kill(self, aim: Aim) -> Kill | None:
        """Kill what is aimed at; a night that goes on without its crawl is waited for."""
        self._send(aim, signal.SIGSTOP)
        met = self.phase()
        after = time.monotonic() - self._began
        struck = self.is_alive and self._send(aim, signal.SIGKILL)
        time.sleep(ARRIVES)
        log = self._rig.portal.log
        in_flight = int(met == "crawl" and is_page(log[-1]))
        self._child.wait(LONGEST)
        return Kill(aim.phase, met, aim.whom, round(after, 3), in_flight) if struck else None

    def _send(self, aim: Aim, word: signal.Signals) -> bool:
        """A signal to what is aimed at; False when there is nothing of it."""
        try:
            if aim.whom == "all":
                os.killpg(self._child.pid, word)
                return True
            aimed = children(self._child.pid) if aim.whom == "crawl" else [self._child.pid]
            for pid in aimed:
                os.kill(pid, word)
        except ProcessLookupError:
            return False
        return bool(aimed)

    def ran(self, kill: Kill | None = None) -> Ran:
        """How it ended, once it has."""
        code = self._child.wait(LONGEST)
        err = self._err.read_text(encoding="utf-8")
        asked = self._rig.portal.asked.since(self._asked)
        return Ran(code, err, _report(self._out), asked, kill, code >= 0 or _has_verdict(self.home))


def _report(path: Path) -> Said | None:
    """What a night printed, when it is whole."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    absences: Absences = Counter((one["source"], one["what"], one["key"]) for one in told["absences"])
    channels = told["alerts"]["channels"] if told["alerts"] else ()
    return Said(absences, Counter(one["key"] for channel in channels for one in channel["held_back"]))


def _has_verdict(home: Home) -> bool:
    """Whether the last night of a home has its verdict, read from a copy: the next finds it as it is."""
    with tempfile.TemporaryDirectory() as folder:
        for path in home.var.glob(f"{home.state.name}*"):
            shutil.copy(path, folder)
        copy = Path(folder, home.state.name)
        if not copy.exists():
            return False
        db = sqlite3.connect(copy)
        try:
            row = db.execute("SELECT state FROM nights ORDER BY id DESC LIMIT 1").fetchone()
        except sqlite3.OperationalError:  # killed before its tables were made
            row = None
        db.close()
        return row is not None and row[0] != "running"


def _locks() -> frozenset[int]:
    """The inodes of all files that are locked as a whole."""
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    fields = (line.split() for line in lines)
    return frozenset(int(words[5].rpartition(":")[2]) for words in fields if words[1] == "FLOCK")


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else -1


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:  # it has ended
        return []
    return [int(word) for word in told.split()]


@contextmanager
def rig(folder: Path, sources: tuple[str, ...] = SOURCES) -> Iterator[Rig]:
    """A rig that is prepared."""
    with ExitStack() as stack:
        portal = stack.enter_context(CountingPortal())
        hook = stack.enter_context(Receiver(Reply({}, after=ANSWER_AFTER)))
        robot = stack.enter_context(Receiver(Reply({"errcode": 0, "errmsg": "ok"}, after=ANSWER_AFTER)))
        ready = Rig(folder, portal, hook, robot, sources)
        ready.prepare()
        yield ready


def aims(number: int, chance: random.Random) -> tuple[Aim, ...]:
    """One kill, sometimes of its rerun too; the phases in turn."""
    found = [_aim(AIMED[number % len(AIMED)], chance)]
    while chance.random() < 0.25:
        found.append(_aim(chance.choice(AIMED), chance))
    return tuple(found)


def _aim(phase: str, chance: random.Random) -> Aim:
    whom = chance.choices(("all", "first", "crawl"), (6, 3, 2 if phase == "crawl" else 0))[0]
    return Aim(phase, chance.random(), whom)


def killed_nights(count: int, seed: int) -> dict[str, object]:
    """Trials until so many kills are done, and what they show."""
    chance, trials = random.Random(seed), list[Trial]()
    with tempfile.TemporaryDirectory() as folder, rig(Path(folder)) as ready:
        while sum(len(trial.kills) for trial in trials) < count:
            number = len(trials)
            night = ("first", "second")[number // len(AIMED) % 2]
            trials.append(ready.trial(night, aims(number, chance), f"trial-{number}"))
            print(json.dumps(asdict(trials[-1]), ensure_ascii=False), file=sys.stderr, flush=True)
    kills = [kill for trial in trials for kill in trial.kills]
    return {
        "kills": len(kills),
        "seed": seed,
        "met": dict(Counter(kill.met for kill in kills)),
        "aimed": dict(Counter(kill.aimed for kill in kills)),
        "whom": dict(Counter(kill.whom for kill in kills)),
        "nights": len(trials),
        "lost": dict(sum((Counter(trial.lost) for trial in trials), Counter())),
        "more": dict(sum((Counter(trial.more) for trial in trials), Counter())),
        "doubled_pages": sum(trial.doubled for trial in trials),
        "second_alerts": sum(trial.second_alerts for trial in trials),
        "lost_alerts": sum(trial.lost_alerts for trial in trials),
        "sent_again_with_the_same_key": sum(trial.repeats_by_key for trial in trials),
        "absences_told": sum(trial.absences for trial in trials),
        "absences_lost": sum(trial.absences_lost for trial in trials),
        "absences_told_twice": sum(trial.absences_twice for trial in trials),
        "held_back": sum(trial.held_back for trial in trials),
        "held_back_untold": sum(trial.held_back_untold for trial in trials),
        "held_back_told_twice": sum(trial.held_back_twice for trial in trials),
        "asked_again": sum(visit.asked_again for trial in trials for visit in trial.visits),
        "gone_asked_again": sum(visit.gone_asked_again for trial in trials for visit in trial.visits),
        "refetched": sum(trial.refetched for trial in trials),
        "in_flight": sum(trial.in_flight for trial in trials),
        "unsound": [{"amiss": trial.amiss, **asdict(trial)} for trial in trials if not trial.is_sound],
    }


def main() -> int:
    parser = CommandLine("tests.kills", __doc__)
    parser.add_argument("kills", nargs="?", type=at_least_one, default=40)
    parser.add_argument("--seed", type=int, default=20261129)
    asked = parser.parse_args()
    found = killed_nights(asked.kills, asked.seed)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 1 if found["unsound"] else 0


if __name__ == "__main__":
    sys.exit(main())
