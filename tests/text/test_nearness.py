"""Each check has a stretch that it doubts; the reasons say which characters and which figures decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.text import thresholds as t
from trainer.text.find import Found, find, prepare
from trainer.text.nearness import CHECKS, Reason
from trainer.text.phrase import Phrasebook

LONG = "感谢您的来电祝您生活愉快"
CASES = {
    "too_far": (LONG, "感捏您翁来电恩店生活店快", "candidate", "", ""),
    "number": ("三十分钟内答复您", "四十分钟内答复您", "candidate", "三", "四"),
    "negation": ("我们会给您答复的", "我们没给您答复的", "candidate", "会", "没"),
    "short_lacks": ("给您报修", "给您修", "candidate", "报", ""),
    "lost_syllable": ("你到底想怎么样", "你到底想怎么亮", "unclear", "样", "亮"),
    "half_word": ("这个事情不归我们管", "这个事情不归我们光", "unclear", "管", ""),
    "other_word": ("请您耐心等通知", "请您耐心等东知", "unclear", "通知", "东知"),
    "proper_word": ("帮您转接过去", "帮您转交过去", "unclear", "接", "转交"),
    "over_a_mark": ("来联系您", "感谢您的来电，给您添麻烦了", "unclear", "", "来电给您"),
    "unlike": (LONG, "感谢瑾槅来叮祝您烹活刳快", "unclear", "", ""),
    "cut_word": ("我给您歉意", "我给您换一个", "candidate", "我给您歉意", "我给您换一"),
}


def place(phrase: str, heard: str) -> Found:
    [found] = find(Phrasebook({}, {}).compile(phrase), prepare([heard], [True]))
    return found


def test_every_check_has_a_case() -> None:
    assert [check.name for check in CHECKS] == list(CASES)


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_a_check_tells_what_it_found(name: str, case: tuple[str, str, str, str, str]) -> None:
    phrase, heard, grade, wanted, said = case
    found = place(phrase, heard)
    last = found.reasons[-1]

    assert (found.how, found.grade) == ("near", grade)
    assert (last.check, last.wanted, last.heard) == (name, wanted, said)
    assert said in last.sentence


def test_two_doubts_of_different_kinds_are_a_miss() -> None:
    found = place("帮您转接过去处理", "帮您转交过去亮理")

    assert (found.grade, [one.check for one in found.reasons]) == ("candidate", ["lost_syllable", "other_word"])


def test_figures_stand_beside_what_they_had_to_reach() -> None:
    [reason] = place(LONG, "感捏您翁来电恩店生活店快").reasons

    assert (round(reason.value, 3), reason.limit) == (0.608, t.REJECT)
    assert reason.sentence == "只像 61%，不到 70% 就不算"


def test_nothing_in_a_place_is_said_so() -> None:
    assert Reason("negation", "", "没").sentence.endswith("要（没有字），听到“没”")


def test_what_counts_has_no_reason() -> None:
    assert place("反正我们不负责", "反增我们不负责").reasons == ()


def test_the_manual_names_the_checks_in_order() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "MATCHING.md").read_text(encoding="utf-8")
    rows = [
        line.split("`")[1] for line in manual.split("## 4.")[1].split("## 5.")[0].splitlines() if line.startswith("| `")
    ]

    assert rows == [check.name for check in CHECKS]
