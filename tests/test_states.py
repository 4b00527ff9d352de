"""The fold of events into what a holder is on a day. All holders are fictional."""

from __future__ import annotations

from datetime import date
from typing import Any

from cleaners.recognition.states import Standing, Step, standings

PROPOSED, NAMED, PASSED = date(2022, 11, 8), date(2022, 12, 9), date(2025, 12, 8)
END = date(2025, 12, 8)


def step(kind: Any, holder: str, day: date, **more: Any) -> Step:
    return Step(f"{kind}:{holder}:{day}", kind, holder, holder, day, "2022", whole=True, **more)


def named(holder: str) -> Step:
    return step("recognise", holder, NAMED, valid_from=NAMED, valid_to=END, basis="stated_years")


def renewed(holder: str) -> Step:
    return step("renew", holder, PASSED, years=3, extends=True, basis="stated_years")


def on(day: date, *steps: Step) -> dict[str, Standing]:
    return {found.name: found for found in standings(steps, day)}


def test_a_proposal_is_no_recognition() -> None:
    assert on(PROPOSED, step("publicise", "甲", PROPOSED), named("甲"))["甲"].state == "proposed"


def test_nobody_is_known_before_the_day() -> None:
    assert on(date(2022, 1, 1), step("publicise", "甲", PROPOSED)) == {}


def test_who_is_not_in_the_complete_final_list_was_dropped_and_that_list_is_the_evidence() -> None:
    steps = (step("publicise", "甲", PROPOSED), step("publicise", "乙", PROPOSED), named("乙"))
    found = on(NAMED, *steps)["甲"]
    assert (found.state, found.absent) == ("dropped", True)
    assert found.evidence == (steps[0].id, steps[2].id)


def test_an_incomplete_final_list_drops_nobody() -> None:
    part = Step("r", "recognise", "乙", "乙", NAMED, "2022", whole=False)
    assert on(NAMED, step("publicise", "甲", PROPOSED), part)["甲"].state == "proposed"


def test_a_title_that_ran_out_waits_for_the_result_of_the_review() -> None:
    assert on(END, named("甲"))["甲"].state == "recognised"
    assert on(date(2025, 12, 9), named("甲"))["甲"].state == "expired_pending_review"


def test_an_extension_counts_from_the_old_end() -> None:
    found = on(date(2026, 1, 1), named("甲"), renewed("甲"))["甲"]
    assert (found.state, found.valid_from, found.valid_to) == ("renewed", NAMED, date(2028, 12, 8))


def test_an_extension_of_what_had_no_known_end_has_none_either() -> None:
    bare = step("recognise", "甲", NAMED)
    found = on(date(2026, 1, 1), bare, renewed("甲"))["甲"]
    assert (found.state, found.valid_to) == ("renewed", None)


def test_a_title_lapses_only_by_a_complete_result_without_it() -> None:
    both = (named("甲"), named("乙"), renewed("乙"))
    assert on(date(2025, 12, 8), *both)["甲"].state == "recognised"
    assert on(date(2025, 12, 9), *both)["甲"].state == "lapsed"
    part = Step("p", "renew", "乙", "乙", PASSED, "2022", years=3, extends=True, whole=False)
    assert on(date(2025, 12, 9), *both[:2], part)["甲"].state == "expired_pending_review"


def test_a_result_of_a_few_holders_is_no_complete_result_for_the_others() -> None:
    steps = (*map(named, "甲乙丙丁戊"), renewed("甲"), renewed("乙"))
    assert on(date(2026, 1, 1), *steps)["丙"].state == "expired_pending_review"
    assert on(date(2026, 1, 1), *steps, renewed("戊"))["丙"].state == "lapsed"


def test_who_must_mend_is_pending_after_the_end_and_then_renewed_or_revoked() -> None:
    steps = [named("甲"), named("乙"), named("丙"), renewed("丙")]
    steps += [step("remedial", "甲", PASSED), step("remedial", "乙", PASSED)]
    later = date(2026, 7, 1)
    steps += [step("renew", "甲", later, years=3, extends=True), step("revoke", "乙", later)]
    before = on(date(2026, 6, 30), *steps)
    assert {(before[n].state, before[n].remedial) for n in "甲乙"} == {("expired_pending_review", True)}
    after = on(later, *steps)
    assert [(after[n].state, after[n].remedial) for n in "甲乙"] == [("renewed", False), ("revoked", False)]


def test_absence_from_a_later_batch_is_nothing() -> None:
    other = Step("o", "recognise", "乙", "乙", date(2023, 11, 22), "2023", whole=True)
    assert on(date(2024, 1, 1), named("甲"), other)["甲"].state == "recognised"


def test_a_rename_keeps_the_holder_and_all_its_names() -> None:
    rename = step("rename", "新甲", PASSED, old_key="甲")
    found = on(date(2026, 1, 1), named("甲"), renewed("甲"), rename)
    assert list(found) == ["新甲"]
    assert (found["新甲"].names, found["新甲"].state) == (("新甲", "甲"), "renewed")
    assert list(on(NAMED, named("甲"), rename)) == ["甲"]


def test_names_that_lead_in_a_circle_end() -> None:
    steps = (step("rename", "乙", NAMED, old_key="甲"), step("rename", "甲", PASSED, old_key="乙"))
    assert len(standings((named("甲"), *steps), date(2026, 1, 1))) == 1


def test_a_proposal_to_renew_changes_nothing() -> None:
    again = step("publicise", "甲", date(2025, 10, 20))
    found = on(date(2025, 11, 1), named("甲"), again)["甲"]
    assert (found.state, len(found.evidence)) == ("recognised", 1)


def test_recognised_again_after_a_revocation() -> None:
    again = Step("again", "recognise", "甲", "甲", date(2027, 1, 1), "2026", whole=True)
    found = on(date(2027, 2, 1), named("甲"), step("revoke", "甲", PASSED), again)["甲"]
    assert (found.state, found.batch) == ("recognised", "2026")


def test_a_rename_alone_says_nothing_of_the_title() -> None:
    found = on(date(2026, 1, 1), step("rename", "新甲", PASSED, old_key="甲"))["新甲"]
    assert (found.state, found.evidence) == ("unknown", (f"rename:新甲:{PASSED}",))


def test_a_review_that_names_no_batch_belongs_to_the_batch_of_its_holders() -> None:
    other = Step("l", "renew", "甲", "甲", date(2026, 7, 1), "2026", years=3, extends=True, whole=True)
    late = on(date(2026, 8, 1), named("甲"), named("乙"), renewed("乙"), other)
    assert (late["甲"].state, late["甲"].valid_to) == ("renewed", date(2028, 12, 8))


def test_a_corrected_name_was_never_borne() -> None:
    fixed = step("correct", "甲酿造", date(2022, 11, 9), old_key="甲")
    found = on(NAMED, step("publicise", "甲", PROPOSED), fixed)
    assert [(one.name, one.names, one.state) for one in found.values()] == [
        ("甲酿造", ("甲酿造",), "proposed")
    ]
