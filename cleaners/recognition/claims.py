"""Claims held against official lists (核对): the same quantity, basis and day, or no verdict.

Reads numbers that texts give and the counts of official lists; writes a verdict for each. A number of another
or of no stated basis contradicts nothing: it counts something else (山东 with or without 青岛).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["agrees", "contradicts", "basis_differs", "not_comparable"]
_MERGED = ("合并", "含计划单列市", "包括计划单列市", "并入")
_LISTED = ("不含计划单列市", "单列", "未合并", "不含")


@dataclass(frozen=True, slots=True)
class Tally:
    """What official lists say of a batch, or of all of them: holders in all, and by region on both bases."""

    total: int
    as_listed: Mapping[str, int]
    merged: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a claim; `official` is the number it was held against, `basis` as_listed or merged."""

    verdict: Verdict
    official: int | None
    basis: str | None


def judge(
    value: int, *, approximate: bool, region: str | None, basis: str | None, tally: Tally | None
) -> Judged:
    """Hold one claim against the lists of what it counts; `region` is a full name, None for the whole.

    >>> lists = Tally(10, {"山东省": 4, "青岛市": 2}, {"山东省": 6})
    >>> judge(6, approximate=False, region="山东省", basis=None, tally=lists).verdict
    'agrees'
    >>> judge(5, approximate=False, region="山东省", basis=None, tally=lists).verdict
    'basis_differs'
    >>> judge(9, approximate=False, region=None, basis=None, tally=lists).verdict
    'contradicts'
    """
    if tally is None:
        return Judged("not_comparable", None, None)
    if region is None:
        return _whole(value, approximate, basis, tally)
    counts = {
        name: held.get(region) for name, held in (("as_listed", tally.as_listed), ("merged", tally.merged))
    }
    stated = basis_of(basis)
    if stated is not None:
        return _against(value, approximate, counts[stated], stated)
    for name, official in counts.items():
        if official == value:
            return Judged("agrees", official, name)
    held = counts["as_listed"]
    if held is None:
        return Judged("not_comparable", None, None)
    if counts["as_listed"] == counts["merged"]:  # no basis could tell another number
        return _against(value, approximate, held, "as_listed")
    return Judged("basis_differs", held, None)


def basis_of(basis: str | None) -> str | None:
    """as_listed or merged, where the words of a claim say which; None where they do not."""
    if not basis:
        return None
    if any(word in basis for word in _LISTED):
        return "as_listed"
    return "merged" if any(word in basis for word in _MERGED) else None


def _whole(value: int, approximate: bool, basis: str | None, tally: Tally) -> Judged:
    """The whole is the same on every basis; words that name another one count something else."""
    if basis and basis_of(basis) is None:
        return Judged("agrees" if value == tally.total else "basis_differs", tally.total, None)
    return _against(value, approximate, tally.total, None)


def _against(value: int, approximate: bool, official: int | None, basis: str | None) -> Judged:
    if official is None:
        return Judged("not_comparable", None, basis)
    if value == official:
        return Judged("agrees", official, basis)
    return Judged("not_comparable" if approximate else "contradicts", official, basis)
