"""One event told once (归并): 现予公布 after the list, 2个被撤销称号 and then their names.

Reads events in order; writes them without those that another tells in full. What only the poorer one printed
(annexes, batch, year) is kept; events that differ in batch, year, number or programme are never merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleaners.model import Announced


def folded(events: Iterable[Announced]) -> tuple[Announced, ...]:
    """The events, each once, in the order in which they were first told."""
    kept: list[Announced] = []
    for event in events:
        place = next((i for i, other in enumerate(kept) if _alike(event, other)), None)
        if place is None:
            kept.append(event)
        elif _tells(kept[place], event):
            kept[place] = _with(kept[place], event)
        else:
            kept[place] = _with(event, kept[place])
    return tuple(kept)


def _alike(event: Announced, other: Announced) -> bool:
    """Whether two events are one: either tells the other."""
    return _tells(event, other) or _tells(other, event)


def _tells(event: Announced, other: Announced) -> bool:
    """Whether one event says all that another does."""
    return (
        event.event_type == other.event_type
        and other.programme in (event.programme, None)
        and (other.batch == event.batch or None in (other.batch, event.batch))
        and (other.year == event.year or None in (other.year, event.year))
        and other.count in (event.count, None)
        and set(other.named) <= {*event.named, *event.old_names}
    )


def _with(event: Announced, other: Announced) -> Announced:
    """An event with what only another one printed."""
    return replace(
        event,
        annexes=event.annexes or other.annexes,
        batch=event.batch or other.batch,
        year=event.year or other.year,
    )
