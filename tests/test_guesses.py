"""What no known wording tells: a guess by the sound of the sentence, marked wherever it acts; fictional."""

from __future__ import annotations

import pytest

from cleaners.model import NamedList
from cleaners.recognition.announced import announced
from cleaners.recognition.holdings import GUESSED, holders
from cleaners.recognition.likeness import likeness, wordings
from cleaners.recognition.sentences import sentences

UNKNOWN = "绿色工厂名单（第三批）新鲜出炉，青砚机械有限公司等12家企业在内。"
TO_MEND = "青砚机械有限公司等12家绿色工厂须限时完成整改，名单见附件2。"
SHOWN = "绿色工厂评审名单现挂网公示，共12家企业，公示5个工作日。"


@pytest.mark.parametrize(("text", "kind"), [(UNKNOWN, "recognise"), (TO_MEND, "remedial")])
def test_a_wording_that_is_not_known_is_told_as_a_guess_with_whom_it_names(text: str, kind: str) -> None:
    (event,) = announced(text, title="")
    assert (event.event_type, event.programme, event.count) == (kind, "MIIT-GREEN-FACTORY", 12)
    assert event.named == ("青砚机械有限公司",)
    assert event.guessed
    assert text[slice(*event.span)] == text


def test_a_guess_never_takes_what_is_put_before_the_public_for_a_recognition() -> None:
    (event,) = announced(SHOWN, title="")
    assert (event.event_type, event.count, event.guessed) == ("publicise", 12, True)


def test_whom_a_correction_names_is_guessed_to_be_nothing_else() -> None:
    said = "11月24日的《绿色工厂名单公示》中，“青砚机械公司”应为“青研机械公司”，现予更正，公示时间不变。"
    (event,) = announced(said, title="关于绿色工厂名单公示的更正说明")
    assert (event.event_type, event.guessed) == ("correct", False)


def test_a_known_wording_is_no_guess() -> None:
    (event,) = announced("认定青砚机械有限公司等12家企业为第三批绿色工厂。", title="")
    assert not event.guessed


@pytest.mark.parametrize(
    "text",
    [
        "名单（第三批）新鲜出炉，青砚机械有限公司等12家企业在内。",  # of no programme
        "绿色工厂名单（第三批）新鲜出炉。",  # of nobody, without an annex
        "绿色工厂复查过关的，称号续三年。",
        "力争到2030年，绿色工厂达到12家。",
    ],
)
def test_without_a_programme_or_anybody_nothing_is_guessed(text: str) -> None:
    assert not announced(text, title="")


def test_the_holders_of_a_guess_are_to_be_looked_at() -> None:
    found = announced(UNKNOWN, title="")
    lists = [NamedList(1, "绿色工厂名单", "ok", ())]
    assert all(GUESSED in holding.doubts for holding in holders(found, lists))
    assert holders(found, lists)


def test_what_a_sentence_sounds_like_is_a_share_of_one_for_every_type() -> None:
    (said,) = sentences(TO_MEND)
    sounds = likeness(said, "")
    assert len(sounds) == 13
    assert all(0 < share < 1 for share in sounds.values())
    assert max(sounds, key=lambda kind: sounds[kind]) == "remedial"


def test_figures_are_alike_and_a_sentence_is_heard_with_its_title() -> None:
    first, second = (next(sentences(f"认定{n}家企业为绿色工厂。")) for n in ("12", "1,250"))
    assert likeness(first, "") == likeness(second, "")
    assert {part for (part, _), _ in wordings(first, "名单的公示")} == {"sentence", "title"}
