from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trainer.batch.jobs import Failure, Options, dumps, score_all
from trainer.batch.mask import masked, masked_name, private_of, without_words
from trainer.call import Call, Utterance, Word, to_json
from trainer.errors import ModelError
from trainer.recognition.interface import Recogniser
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, from_json
from trainer.scorecard import to_json as card_json
from trainer.scoring import score

from .conftest import Make

TEXT = """
slots: {公司: 海棠苑, 热线: 0571-88886666, 联系电话: 请讲}
facts: {电话: "13812340008", 房号: 3栋501, 姓名: 陈静}
turns:
  - id: a
    cue: ring
    rules:
      - {id: hello, required: "您好{公司}"}
      - {id: back, repeat: [电话]}
      - {id: room, repeat: [房号]}
      - {id: hot, required: "请打{热线}"}
      - {id: call, required: "联系电话{联系电话}"}
      - {id: bad, banned: 你这人}
rules:
  - {id: note, note: all}
"""
PHONE = "13812340008"
SAID = f"您好海棠苑，3栋501，电话{PHONE}对吗，你这人，请打0571-88886666"
FRAGMENTS = (PHONE, "1381234", "12340008", "一三八一二三四", "13812349999")


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def call_of(text: str = SAID, **more: Any) -> Call:
    words = tuple(Word(f" {piece}", index, index + 0.5) for index, piece in enumerate(("您好海棠苑", PHONE, "一三八")))
    said = Utterance(
        "agent", text, "a", 0.0, 9.0, recognised=True, words=words, hypotheses=("您好一三八一二三四零零零八，3栋501",)
    )
    told = {
        "path": ("a",),
        "source": f"/in/{PHONE}.wav",
        "mode": "recording",
        "note": {"电话": "13812349999", "房号": "3栋501"},
        "slots": {"联系电话": PHONE},
        "trainee": PHONE,
    }
    return Call((said, Utterance("caller", f"打{PHONE}，我姓陈", "a", 9.0, 12.0)), **{**told, **more})


def private_card(scenario: Scenario, call: Call | None = None) -> Scorecard:
    return masked(score(scenario, call or call_of()), scenario)


def test_no_digits_are_left_anywhere_and_all_else_is_as_it_was(scenario: Scenario) -> None:
    before = score(scenario, call_of())
    card = masked(before, scenario)
    told = json.dumps(card_json(card), ensure_ascii=False)
    assert not [fragment for fragment in FRAGMENTS if fragment in told]
    assert PHONE in json.dumps(card_json(before), ensure_ascii=False)
    assert card.call.masked
    assert card.call.utterances[0].text == SAID.replace(PHONE, "*" * 11)
    assert card.call.utterances[0].hypotheses == ("您好***********，3栋501",)
    assert [word.text for word in card.call.utterances[0].words] == [" 您好海棠苑", " ***********", " ***"]
    assert card.call.note == {"电话": "*" * 11, "房号": "3栋501"}
    assert (card.total, card.pace, card.judged) == (before.total, before.pace, before.judged)
    assert [one.outcome for one in card.verdicts] == [one.outcome for one in before.verdicts]
    assert from_json(json.loads(dumps(card))).call.masked


def test_evidence_is_the_masked_text_at_its_place(scenario: Scenario) -> None:
    card = private_card(scenario)
    found = [one for verdict in card.verdicts for one in verdict.evidence if one.utterance is not None]
    assert found
    for one in found:
        assert one.utterance is not None
        assert one.said == card.call.utterances[one.utterance].text[one.char_start : one.char_end]
    (back,) = (one for one in card.verdicts if one.id == "a.back")
    assert (back.outcome, back.evidence[0].said, back.evidence[0].alternative) == ("met", "*" * 11, "*" * 11)


def test_what_was_said_wrong_is_told_without_digits(scenario: Scenario) -> None:
    said = Utterance("agent", "您好海棠苑，您的电话是13812340009对吗", "a")
    call = replace(call_of(), utterances=(said,))
    before = {one.id: one.why for one in score(scenario, call).verdicts}
    after = {one.id: one.why for one in private_card(scenario, call).verdicts}
    assert "13812340008" in before["a.back"]
    assert not any(char.isdecimal() for char in after["a.back"])
    assert not any(fragment in after["call.note"] for fragment in FRAGMENTS)


def test_what_an_untuned_model_may_have_heard_wrong_is_told_without_digits(scenario: Scenario) -> None:
    said = replace(call_of().utterances[0], text="您好海棠苑，您的电话是13812340009对吗", hypotheses=(), words=())
    call = replace(call_of(), utterances=(said,), engine="vosk", model="vosk-cn")
    before = {one.id: one for one in score(scenario, call).verdicts}
    after = {one.id: one for one in private_card(scenario, call).verdicts}
    assert before["a.back"].reason == after["a.back"].reason == "untuned"
    assert "13812340008" in before["a.back"].why
    assert not any(char.isdecimal() for char in after["a.back"].why)


def test_evidence_of_another_hearing_is_masked_as_well(scenario: Scenario) -> None:
    call = call_of("您好海棠苑，电话是幺三八那个")
    other = replace(call.utterances[0], hypotheses=(f"您好海棠苑，电话是{PHONE}",), words=())
    card = score(scenario, replace(call, utterances=(other,)))
    (back,) = (one for one in card.verdicts if one.id == "a.back")
    elsewhere = replace(
        back, evidence=(replace(back_evidence(back), utterance=0, said=PHONE, hypothesis=1, char_start=0, char_end=3),)
    )
    nowhere = replace(elsewhere, evidence=(replace(elsewhere.evidence[0], said=f"电话{PHONE}"),))
    silent = replace(elsewhere, evidence=(replace(elsewhere.evidence[0], said=None, phrase=None, alternative=None),))
    hidden = masked(replace(card, verdicts=(elsewhere, nowhere, silent)), scenario)
    assert [one.evidence[0].said for one in hidden.verdicts] == ["*" * 11, "电话***********", None]
    assert hidden.call.utterances[0].text == "您好海棠苑，电话是***那个"


def back_evidence(verdict: Any) -> Any:
    from trainer.scorecard import Evidence

    return verdict.evidence[0] if verdict.evidence else Evidence()


def test_where_only_another_hearing_has_the_number_its_digits_go(scenario: Scenario) -> None:
    said = Utterance(
        "caller", "我电话要三八123四00零8", "a", recognised=True, hypotheses=(f"我电话{PHONE}", "没有数字")
    )
    call = replace(call_of(), utterances=(said,), note=None, trainee=None)
    private = private_of(call, scenario)
    assert private.stretches[0]
    card = masked(score(scenario, call), scenario)
    assert card.call.note is None
    assert not any(char.isdecimal() for char in card.call.utterances[0].text)


def test_a_masked_call_is_not_blamed_for_what_is_masked(scenario: Scenario) -> None:
    stored = private_card(scenario)
    again = {one.id: (one.outcome, one.reason) for one in score(scenario, stored.call).verdicts}
    assert again["a.back"] == again["call.note"] == again["a.call"] == ("not_measured", "masked")
    assert again["a.room"] == again["a.hot"] == again["a.hello"] == ("met", None)
    assert again["a.bad"][0] == "missed"
    before = {one.id: one.outcome for one in score(scenario, call_of()).verdicts}
    assert (before["a.back"], before["a.room"], before["a.hot"]) == ("met", "met", "met")


def test_without_words_there_are_outcomes_and_times(scenario: Scenario) -> None:
    before = score(scenario, call_of())
    card = without_words(before)
    told = json.dumps(card_json(card)["call"]["utterances"], ensure_ascii=False)
    assert not any("\u4e00" <= char <= "\u9fff" for char in told)
    assert [(one.outcome, one.earned) for one in card.verdicts] == [
        (one.outcome, one.earned) for one in before.verdicts
    ]
    assert [one.start for one in card.call.utterances] == [0.0, 9.0]
    assert all(not found.said and found.alternative is None for one in card.verdicts for found in one.evidence)
    whys = "".join(one.why for one in card.verdicts)
    assert "你这人" not in whys
    assert "您好海棠苑" not in whys
    assert "13812349999" not in whys
    assert "“……”" in whys
    assert card.call.note == {"电话": "", "房号": ""}
    assert without_words(replace(before, call=replace(before.call, note=None))).call.note is None


def engineless() -> Recogniser:
    raise ModelError("没有引擎")


def test_options_make_results_private(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / f"{PHONE}.json"
    path.write_text(json.dumps(to_json(call_of())), encoding="utf-8")
    missing = str(tmp_path / f"没有{PHONE}.json")
    hidden, lost = score_all([str(path), missing], scenario, engineless, Options(mask=True))
    assert PHONE not in dumps(hidden) + dumps(lost)
    assert isinstance(lost, Failure)
    assert lost.source.endswith("没有xxxxxxxxxxx.json")
    (bare,) = score_all([str(path)], scenario, engineless, Options(transcript=False))
    assert isinstance(bare, Scorecard)
    assert {one.text for one in bare.call.utterances} == {""}


def test_a_result_without_words_cannot_be_scored_again(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "无字.json"
    path.write_text(dumps(without_words(score(scenario, call_of()))), encoding="utf-8")
    (result,) = score_all([str(path)], scenario, engineless, Options())
    assert isinstance(result, Failure)
    assert "没有保存文字" in result.message


def test_names_are_masked_and_kept_apart() -> None:
    assert masked_name("/a/20261130_2031.wav", "abcdef012345") == "/a/20261130_2031.wav"
    assert masked_name(f"/a/{PHONE}.wav") == "/a/xxxxxxxxxxx.wav"
    assert Path(masked_name(f"/a/{PHONE}_2.wav", "abcdef012345")).name == "xxxxxxxxxxx_2~abcdef01.wav"
