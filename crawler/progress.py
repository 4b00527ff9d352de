"""Progress (进度): a bar on stderr for what takes long, only where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Step = Callable[[str, int, int], None]  # what is being done, how much of it, of how much; 0 where not known


def watched() -> bool:
    """Whether a person sees stderr."""
    return sys.stderr.isatty()


@contextmanager
def bar() -> Iterator[Step]:
    """A bar that the steps of a work move on; it is gone when the work is done."""
    if not watched():
        yield _unseen
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:

        def step(what: str, done: int, total: int) -> None:
            shown = next((task for task in progress.tasks if task.description == what), None)
            if shown:
                progress.update(shown.id, completed=done)
                return
            for task in progress.tasks:
                progress.remove_task(task.id)
            progress.add_task(what, completed=done, total=total or None)

        yield step


def _unseen(_what: str, _done: int, _total: int) -> None:
    """No one watches."""


@contextmanager
def counter(said: Callable[[], str]) -> Iterator[None]:
    """A line that keeps telling what `said` says, for work whose end is not known."""
    if not watched():
        yield
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    spinner = Spinner("dots")

    def now() -> Spinner:
        spinner.update(text=said())
        return spinner

    console = Console(stderr=True)
    with Live(get_renderable=now, console=console, transient=True, redirect_stdout=False):
        yield
