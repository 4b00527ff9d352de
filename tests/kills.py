"""Nights that are killed (强杀): `python -m tests.kills [N] [--seed S]` ends N nights by SIGKILL, JSON out.

Real nights, `scrapy nightly` on the sample portal, which is fictional: a first one that builds everything,
and one with new, changed and vanished pages on what is held. Each is killed at a random moment of a phase
(crawl, build, index, alerts, a message under way, backup): all its processes, its first process alone, or a
crawl alone, in which case it goes on to a red end; some of the reruns are killed as well. Then the same
command runs to its end, and what it leaves is compared with what an undisturbed night left. The phases are
seen from outside, by the locks that are held.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from alerts.outbox import CUT_OFF
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
IN_FLIGHT = 1  # requests at a time to one host
GONE = 1  # pages gone from the site: a run tells of them at its end, so one that is killed asks again
ANSWER_AFTER = 0.03  # seconds until a channel answers
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


class CountingPortal(Portal):
    """The sample portal, which counts the bodies that it gave away."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()
        self.given: Counter[str] = Counter()

    def answer(self, request: Request) -> Answer:
        made = super().answer(request)
        if "/art/" in request.path or "/filemanager/" in request.path:
            self.asked[request.path] += 1
            self.given[request.path] += made.status == 200
        return made


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a night is to be killed: a phase, how far into it (0 to 1), and which of its processes."""

    phase: str
    far: float
    whom: str  # all, first, crawl


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill as it happened."""

    aimed: str
    met: str
    whom: str
    after_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """How a night that was not killed ended."""

    code: int
    err: str


@dataclass(frozen=True, slots=True)
class Whole:
    """An undisturbed night: what it leaves, what it fetches, what it tells, how long its phases take."""

    left: Leavings
    asked: Counter[str]
    given: Counter[str]
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
    told_unknown: int
    asked_again: int  # pages and files, whatever was answered
    refetched: int  # those that came whole once more
    in_flight: int
    faults: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Nothing lost, doubled, told twice; red where a message is not known to have come, good otherwise.

        A night that went on without a crawl has told what it had: the next one may tell more. One that had
        its verdict was over, and the run behind it, the second of the day, asks the newest week again.
        """
        went_on = any(kill.whom == "crawl" for kill in self.kills)
        more = {**self.more, "told": 0} if went_on else self.more
        amiss = (self.doubled, self.second_alerts, self.lost_alerts, *self.lost.values(), *more.values())
        red = bool(self.told_unknown) or went_on
        as_told = (1 in self.codes) == red and (self.codes[-1] == 0 or bool(self.told_unknown))
        over = len(self.codes) > 1 or any(kill.met == "backup" for kill in self.kills)  # and asked anew
        asked = over or self.asked_again <= self.in_flight * (1 + GONE)
        fetched = self.refetched <= self.in_flight
        return not any(amiss) and asked and fetched and as_told and not self.faults


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
        ended = running.ended()
        assert ended.code == 0, ended.err
        posts = len(self.hook.got) + len(self.robot.got)
        asked, given = self.portal.asked.copy(), self.portal.given.copy()
        told = (posts, self.items(), len(self.robot.got))
        return Whole(leavings(home), asked, given, len(self.portal.log), *told, dict(lasts))

    def laid_out(self, night: str, name: str) -> Home:
        """A home as it was before a night, and a portal and channels that have seen nothing."""
        self.portal.night = 1 if night == "first" else 2
        self.portal.heal()
        if night == "second":
            gone = next(text for text in self.portal.visible() if text.column == "tz" and text.night == 1)
            self.portal.inject("revision@/zwgk/wjgs/art/", f"gone-404@{gone.path}")
        self.portal.log.clear()
        self.portal.asked.clear()
        self.portal.given.clear()
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

    def trial(self, night: str, aims: tuple[Aim, ...], name: str) -> Trial:
        """A night that is killed as aimed, run again to its end, and compared."""
        home = self.laid_out(night, name)
        kills: list[Kill] = []
        runs: list[Night] = []
        for aim in aims:
            runs.append(Night(self, home))
            if killed := self._kill(runs[-1], night, aim):
                kills.append(killed)
        runs.append(Night(self, home))
        ended = runs[-1].ended()
        codes = tuple(run.ended().code for run in runs)
        trial = self._compared(home, night, tuple(kills), ended, tuple(code for code in codes if code >= 0))
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

    def _compared(
        self, home: Home, night: str, kills: tuple[Kill, ...], ended: Ended, codes: tuple[int, ...]
    ) -> Trial:
        whole, left, items = self.whole[night], leavings(home), self.items()
        keys = Counter(got.json["idempotency_key"] for got in self.hook.got)
        texts = Counter(got.json["markdown"]["content"] for got in self.robot.got)
        unknown = _unknown(home)
        return Trial(
            night=night,
            kills=kills,
            codes=codes,
            lost=left.lacks(whole.left),
            more=whole.left.lacks(left),
            doubled=doubled(left.pages.values()),
            second_alerts=doubled(items.values()) + doubled(texts.values()),
            lost_alerts=(whole.items - items).total() + max(0, whole.texts - len(texts) - unknown),
            repeats_by_key=doubled(keys.values()),
            told_unknown=unknown,
            asked_again=(self.portal.asked - whole.asked).total(),
            refetched=(self.portal.given - whole.given).total(),
            in_flight=IN_FLIGHT * sum(kill.met == "crawl" for kill in kills),
            faults=tuple(ended.err.splitlines()),
        )


def _unknown(home: Home) -> int:
    """Messages of which it is told that nobody knows whether they came."""
    with State(home) as state:
        (row,) = state.rows("SELECT count(*) FROM outbox WHERE last_error = ?", CUT_OFF)
    return int(row[0])


class Night:
    """`scrapy nightly` as it runs."""

    def __init__(self, rig: Rig, home: Home) -> None:
        self.home = home
        self._began = time.monotonic()
        self._built = False
        self._err = rig.folder / f"err-{home.root.name}"
        environment = {
            **os.environ,
            "TIAOWEN_HOME": str(home.root),
            "TIAOWEN_REPLICA": rig.portal.base_url,
            "HOOK_OF_THE_TESTS": rig.hook.url("/hook"),
            "ROBOT_OF_THE_TESTS": rig.robot.url("/robot"),
        }
        command = [sys.executable, "-m", "scrapy", "nightly", "-s", "NIGHT_MIN_FREE=0", "--only"]
        with self._err.open("w") as err:
            self._child = subprocess.Popen(
                [*command, *rig.sources],
                cwd=REPOSITORY,
                env=environment,
                stdout=subprocess.DEVNULL,
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
            return "alerts"
        if _inode(var / "build.lock") in locks:
            self._built = True
            return "index" if self._writes_index() else "build"
        return "backup" if self._built else "crawl"

    def _writes_index(self) -> bool:
        try:
            current = (self.home.whoosh / "CURRENT").read_text(encoding="ascii").strip()
        except OSError:
            current = ""
        folders = self.home.whoosh.iterdir() if self.home.whoosh.is_dir() else ()
        return any(folder.name.isdecimal() and folder.name > current for folder in folders)

    def kill(self, aim: Aim) -> Kill | None:
        """Kill what is aimed at; a night that goes on without its crawl is waited for."""
        met = self.phase()
        if not self.is_alive:
            return None
        if aim.whom == "crawl":
            crawls = children(self._child.pid)
            for crawl in crawls:
                os.kill(crawl, signal.SIGKILL)
            if not crawls:
                self._child.wait(LONGEST)
                return None
        elif aim.whom == "first":
            self._child.kill()
        else:
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait(LONGEST)
        return Kill(aim.phase, met, aim.whom, round(time.monotonic() - self._began, 3))

    def ended(self) -> Ended:
        """Wait for its end."""
        code = self._child.wait(LONGEST)
        return Ended(code, self._err.read_text(encoding="utf-8"))


def _locks() -> frozenset[int]:
    """The inodes of all files that are locked as a whole."""
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    fields = (line.split() for line in lines)
    return frozenset(int(words[5].rpartition(":")[2]) for words in fields if words[1] == "FLOCK")


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else -1


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = place.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended
            continue
        if int(told.rpartition(")")[2].split()[1]) == pid:
            found.append(int(place.parent.name))
    return found


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
    found = [_aim(PHASES[number % len(PHASES)], chance)]
    while chance.random() < 0.25:
        found.append(_aim(chance.choice(PHASES), chance))
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
            night = ("first", "second")[number // len(PHASES) % 2]
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
        "held_back_and_told": sum(trial.told_unknown for trial in trials),
        "asked_again": sum(trial.asked_again for trial in trials),
        "refetched": sum(trial.refetched for trial in trials),
        "in_flight": sum(trial.in_flight for trial in trials),
        "unsound": [asdict(trial) for trial in trials if not trial.is_sound],
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
