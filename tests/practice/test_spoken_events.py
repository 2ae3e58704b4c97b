"""A call by voice, from ring to scorecard: real VAD on real (synthetic) speech; the engine is scripted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

import numpy as np
import pytest
from clips import clip, spoken_part

from trainer.call import Utterance
from trainer.errors import DeviceError, ModelError, RecognitionError
from trainer.practice.conversation import Lesson, call_of
from trainer.practice.kept_audio import RecordingError, Recordings, of_session
from trainer.practice.meter import Meter
from trainer.practice.phone import Phone
from trainer.practice.practice_run import Environment, new_session, run_practice
from trainer.practice.voice_setup import VoiceSetup
from trainer.recognition.interface import Heard
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.scorecard import to_json

from .conftest import Scripted, kept, state_of
from .room import Doing, FakeVoice, Room

SPEECH = spoken_part(clip("f001"))  # stands for any words: the engine is scripted
LINE = spoken_part(clip("f004"))[: 2 * 16000]  # the caller's
GOOD = ("您好，海棠苑客户服务中心", "非常抱歉", "再见")
NOTE = ("3-2-501", "13800138000", "")
END = (*NOTE, "")  # the call note; no drill
TYPED_END = ("", *END)  # by keyboard Enter lets the caller hang up first


class Whole(ScriptedRecogniser):
    streams = False


class Failing(ScriptedRecogniser):
    """Fails so many times, then hears."""

    streams = False

    def __init__(self, times: int, *texts: str) -> None:
        super().__init__([[Heard(text)] for text in texts])
        self.times = times

    def open(self, *, cut: bool = True) -> Any:
        self.times -= 1
        if self.times >= 0:
            raise RecognitionError("识别出错了。")
        return super().open(cut=cut)


def voice_call(
    env: Environment,
    mini,
    tries: Sequence[Doing],
    texts: Sequence[str] = GOOD,
    typed: Sequence[str] = END,
    *,
    mode: str = "practice",
    room: Room | None = None,
    voice: FakeVoice | None = None,
    recogniser: ScriptedRecogniser | None = None,
    save: bool = True,
    pause: float = 1.0,
    **setup: Any,
):
    room = room or Room([])
    room.tries = list(tries)
    recogniser = recogniser or Whole([[Heard(text)] if text else [] for text in texts])
    made = VoiceSetup(
        phone=Phone(room, room),
        recogniser=lambda: recogniser,
        voice=voice or FakeVoice(LINE),
        keys=lambda: room,
        meter=Meter(env.console, lambda: room.now / 16000),
        recordings=None,
        microphones=lambda: ("耳麦", "别的麦克风"),
        reopen=lambda name: room,
        pause=pause,
        target=120,
        engine="scripted",
        model="script",
        **setup,
    )
    env = replace(env, reader=Scripted(list(typed), rang=7.0), setup=made)
    session = new_session(mini, mode, {}, None, None, env)
    if save and env.store:
        made.recordings = Recordings(of_session(env.store.path.parent, session.key))
    return run_practice(mini, session, env), session, room


def speak(times: int = 3, **more: Any) -> list[Doing]:
    return [Doing(SPEECH, **more) for _ in range(times)]


def replies(card) -> list[Utterance]:
    return [one for one in card.call.utterances if one.speaker == "agent"]


def resumed(env, mini, session, room: Room, texts: Sequence[str], line=LINE):
    recogniser = Whole([[Heard(text)] for text in texts])
    setup = VoiceSetup(
        Phone(room, room), lambda: recogniser, FakeVoice(line), lambda: room,
        Meter(env.console, lambda: 0.0), None, lambda: (), lambda name: room, 1.0, None, "scripted", "script",
    )  # fmt: skip
    return run_practice(mini, kept(env, session), replace(env, reader=Scripted([*END]), setup=setup))


def test_a_whole_call_is_heard_timed_scored_and_kept(env, mini, screen_text: StringIO):
    card, session, room = voice_call(env, mini, speak())

    call = card.call
    assert (card.total, card.passed, call.ended_by) == (100, True, "caller")
    assert (call.source, call.engine, call.model) == ("voice", "scripted", "script")
    assert [one.text for one in replies(card)] == list(GOOD)
    assert all(one.recognised and one.gate is None for one in replies(card))
    assert (call.rings, call.answered, call.both_sides, call.echo) == (2, 7.0, True, False)
    caller, answer = call.utterances[1:3]
    assert caller.end - caller.start == pytest.approx(2.0, abs=0.01)
    assert answer.start - caller.end == pytest.approx(0.5, abs=0.15)  # the gap the room was told
    assert call.duration == call.utterances[-1].end
    assert room.rang == 1
    assert room.closed == 2
    done = kept(env, session)
    assert (to_json(done.card), done.source) == (to_json(card), "voice")
    assert "我：非常抱歉" in screen_text.getvalue()


def test_times_go_on_where_the_last_reply_ended(env, mini):
    card, _, _ = voice_call(env, mini, speak())

    starts = [one.start for one in card.call.utterances]
    assert starts == sorted(starts)
    gap = card.call.utterances[1].start - card.call.utterances[0].end
    assert gap == pytest.approx(1.0, abs=0.2)  # the pause that ended the reply, and nothing else


def test_space_ends_a_reply_at_once(env, mini):
    seconds = len(SPEECH) / 16000
    tries = [Doing(SPEECH, keys=[(0.5 + seconds + 0.3, " ")]), *speak(2)]
    card, _, _ = voice_call(env, mini, tries)

    gap = card.call.utterances[1].start - card.call.utterances[0].end
    assert card.total == 100
    assert gap < 0.8


def test_a_key_while_the_caller_speaks_does_not_end_an_unsaid_reply(env, mini):
    card, _, _ = voice_call(env, mini, [Doing(SPEECH), Doing(SPEECH, keys=[(0.5, " ")]), Doing(SPEECH)])
    assert card.total == 100


def test_recording_again_throws_the_first_try_away(env, mini):
    tries = [Doing(SPEECH, keys=[(1.0, "r")]), *speak(3)]
    card, session, _ = voice_call(env, mini, tries, GOOD)

    assert replies(card)[0].text == GOOD[0]
    assert len(replies(card)) == 3
    assert card.call.attempt == 1
    assert len(list(of_session(env.store.path.parent, session.key).glob("*.flac"))) == 3


def test_the_line_is_said_again_on_demand_and_the_clock_goes_back(env, mini):
    tries = [Doing(SPEECH), Doing(keys=[(11.0, "l")]), *speak(2)]
    card, _, room = voice_call(env, mini, tries)

    greeting, caller, answer = card.call.utterances[:3]
    assert len(room.played) == 3
    assert answer.start - caller.end == pytest.approx(0.5, abs=0.15)
    assert caller.start - greeting.end == pytest.approx(1.0, abs=0.2)  # as if it had been said once


def test_a_hint_is_shown_and_listening_goes_on(env, mini, screen_text):
    card, _, _ = voice_call(env, mini, [Doing(keys=[(0.2, "?")]), *speak()])

    assert card.call.hints == ("greet.required-1",)
    assert "提示（免费 1/3）" in screen_text.getvalue()
    assert card.total == 100


def test_one_reply_may_be_typed(env, mini):
    tries = [Doing(keys=[(0.2, "t")]), *speak(2)]
    card, session, _ = voice_call(env, mini, tries, GOOD[1:], [GOOD[0], *END])

    assert [one.recognised for one in replies(card)] == [False, True, True]
    assert kept(env, session).source == "keyboard"  # never ranked with spoken ones


def test_hanging_up_ends_the_call(env, mini):
    card, _, _ = voice_call(env, mini, [Doing(SPEECH), Doing(keys=[(0.3, "h")])], GOOD[:1], NOTE)

    assert card.call.ended_by == "agent"
    assert card.passed is False


def test_leaving_keeps_the_call_and_resuming_goes_on_on_the_same_clock(env, mini, screen_text):
    card, session, _ = voice_call(env, mini, [Doing(SPEECH), Doing(keys=[(0.3, "q")])])
    assert card is None
    assert "接着练：trainer practice --resume" in screen_text.getvalue()

    card = resumed(env, mini, session, Room(speak(2)), GOOD[1:])

    assert card.total == 100
    starts = [one.start for one in card.call.utterances]
    assert starts == sorted(starts)


def test_resuming_remembers_that_the_microphone_hears_the_caller(env, mini):
    tries = [*speak(2, after=1.0), Doing(keys=[(0.3, "q")])]
    _, session, _ = voice_call(env, mini, tries, room=Room([], echo=0.3))
    short = LINE[: 16000 // 2]  # too short to be told from other sound

    card = resumed(env, mini, session, Room(speak(1, after=1.0), echo=0.3), GOOD[2:], short)

    caller, answer = card.call.utterances[-2:]
    assert answer.text == GOOD[2]
    assert answer.start - caller.end == pytest.approx(1.0, abs=0.1)


def test_silence_is_asked_about_once_in_practice(env, mini, screen_text):
    tries = [Doing(), Doing(), *speak(2)]
    card, _, _ = voice_call(env, mini, tries, GOOD[1:], ["", *END[:-1]])

    assert screen_text.getvalue().count("没有听到您说话") == 1
    assert [one.text for one in replies(card)] == list(GOOD[1:])


def test_in_an_exam_silence_counts_at_once(env, mini, screen_text):
    voice_call(env, mini, [Doing(keys=[(0.3, " ")]), *speak(2)], GOOD[1:], NOTE, mode="exam")

    assert "没有听到您说话" not in screen_text.getvalue()


def test_speaking_before_the_pick_up_is_unclear_not_missed(env, mini, screen_text):
    tries = [Doing(SPEECH, after=0.0), *speak(2)]
    card, _, _ = voice_call(env, mini, tries, ("喂", *GOOD[1:]), ["", *END])

    assert replies(card)[0].gate == "cut"
    assert {v.outcome for v in card.verdicts if v.turn == "greet"} == {"unclear"}
    assert "这句没法判断，不扣分" in screen_text.getvalue()


def test_a_reply_too_quiet_to_judge_can_be_said_again(env, mini, screen_text):
    quiet = (SPEECH * 0.003).astype(np.float32)
    room = Room([], hiss=1e-6)
    tries = [Doing(quiet), *speak()]
    card, _, _ = voice_call(env, mini, tries, ("呃", *GOOD), ["/重说", *END], room=room)

    assert "这句没法判断" in screen_text.getvalue()
    assert card.total == 100


def test_speech_over_the_caller_overlaps_on_the_calls_clock(env, mini):
    tries = [Doing(SPEECH), Doing(SPEECH, after=-1.0), Doing(SPEECH)]
    card, _, _ = voice_call(env, mini, tries)

    caller, answer = card.call.utterances[1:3]
    assert caller.end - answer.start == pytest.approx(1.0, abs=0.15)
    assert card.call.echo is False


def test_loudspeakers_are_noticed_and_the_callers_words_are_nobodys_reply(env, mini, screen_text):
    room = Room([], echo=0.3)
    card, _, _ = voice_call(env, mini, speak(after=1.0), room=room)

    assert card.call.echo is True
    assert [one.text for one in replies(card)] == list(GOOD)
    pairs = zip(card.call.utterances[1::2], replies(card)[1:], strict=True)
    assert all(one.start >= caller.end for caller, one in pairs)
    assert screen_text.getvalue().count("用的是扬声器") == 1


def test_where_nothing_can_be_heard_the_lines_are_shown_and_not_timed(env, mini, screen_text):
    card, _, _ = voice_call(env, mini, speak(), voice=FakeVoice(None), listen_only=True)

    assert card.total == 100
    assert card.call.both_sides is False
    assert "陈女士：我家厨房漏水了！" in screen_text.getvalue()


def test_listen_only_hides_what_can_be_heard(env, mini, screen_text):
    voice_call(env, mini, speak(), listen_only=True)

    before, _, card = screen_text.getvalue().partition("成绩单")
    assert "陈女士：（请听）" in before
    assert "我家厨房漏水了" not in before
    assert "我家厨房漏水了" in card


def test_a_failing_voice_is_told_and_the_line_is_shown(env, mini, screen_text):
    card, _, _ = voice_call(env, mini, speak(), voice=FakeVoice(LINE, fails=True), listen_only=True)

    assert card.total == 100
    assert "没有声音可用" in screen_text.getvalue()
    assert "陈女士：我家厨房漏水了！" in screen_text.getvalue()


def test_how_sure_the_engine_was_is_kept(env, mini):
    recogniser = Whole([[Heard(text, confidence=sure)] for text, sure in zip(GOOD, (0.8, 0.4, None), strict=True)])
    card, session, _ = voice_call(env, mini, speak(), recogniser=recogniser)

    assert [one.confidence for one in replies(card)] == [0.8, 0.4, None]
    assert to_json(kept(env, session).card) == to_json(card)


def test_a_vanished_microphone_is_chosen_again_and_the_turn_repeated(env, mini, screen_text):
    room = Room([])
    room.gone_at = 16000 * 6

    def reopen(name: str | None) -> Room:
        room.gone_at = None
        return room

    tries = speak(6)
    recogniser = Whole([[Heard(GOOD[0])], [Heard(GOOD[1])], [Heard(GOOD[2])]])
    made = VoiceSetup(
        Phone(room, room), lambda: recogniser, FakeVoice(LINE), lambda: room, Meter(env.console, lambda: 0.0),
        None, lambda: ("耳麦", "别的麦克风"), reopen, 1.0, 120, "scripted", "script",
    )  # fmt: skip
    room.tries = tries
    env = replace(env, reader=Scripted(["2", *END]), setup=made)
    card = run_practice(mini, new_session(mini, "practice", {}, None, None, env), env)

    assert card.total == 100
    assert "麦克风不见了" in screen_text.getvalue()
    assert "2  别的麦克风" in screen_text.getvalue()


@pytest.mark.parametrize("answer", ["t", "/退出"])
def test_without_a_microphone_the_call_goes_on_by_keyboard_or_is_kept(env, mini, answer, screen_text):
    room = Room([])
    room.gone_at = 0

    def reopen(name: str | None) -> Room:
        raise DeviceError("还是没有。")

    made = VoiceSetup(
        Phone(room, room), lambda: Whole([]), FakeVoice(LINE), lambda: room, Meter(env.console, lambda: 0.0),
        None, lambda: (), reopen, 1.0, 120, "scripted", "script",
    )  # fmt: skip
    env = replace(env, reader=Scripted(["", answer, *GOOD, *TYPED_END]), setup=made)
    room.gone_at = 1
    room.now = 1
    card = run_practice(mini, new_session(mini, "practice", {}, None, None, env), env)

    assert "还是没有" in screen_text.getvalue()
    assert (card is not None and card.total == 100) is (answer == "t")


def test_one_failure_of_the_engine_costs_nothing(env, mini, screen_text):
    card, _, _ = voice_call(env, mini, speak(4), recogniser=Failing(1, *GOOD))

    assert "识别出错了" in screen_text.getvalue()
    assert card.total == 100


def test_a_dead_engine_leaves_unclear_replies_and_their_sound(env, mini):
    card, session, _ = voice_call(env, mini, speak(4), typed=["", "", "", *END], recogniser=Failing(99))

    assert card.total is None
    assert {one.gate for one in replies(card)} == {"engine"}
    assert (
        len(list(of_session(env.store.path.parent, session.key).glob("*.flac"))) == 4
    )  # the first one was asked for twice


def test_a_model_that_cannot_be_loaded_leaves_the_keyboard(env, mini, screen_text):
    class Broken(Whole):
        @property
        def streams(self) -> bool:
            raise ModelError("模型坏了。请重新下载。")

    card, _, _ = voice_call(env, mini, speak(), typed=[*GOOD, *TYPED_END], recogniser=Broken([]))

    assert "模型坏了" in screen_text.getvalue()
    assert card.total == 100


def test_what_was_not_heard_well_enough_is_named_and_may_be_said_again(env, mini, screen_text):
    texts = ("您好，海棠苑客户务中心", *GOOD)
    card, _, _ = voice_call(env, mini, speak(4), texts, ["/重说", *END])

    assert "没听清，不扣分：报单位" in screen_text.getvalue()
    assert card.total == 100


def test_a_full_disk_is_told_once_and_the_call_goes_on(env, mini, screen_text, monkeypatch):
    def full(*_: object) -> None:
        raise RecordingError("磁盘满了。")

    monkeypatch.setattr(Recordings, "save", full)
    card, _, _ = voice_call(env, mini, speak())

    assert card.total == 100
    assert screen_text.getvalue().count("磁盘满了") == 1


def test_nothing_is_kept_without_consent(env, mini, tmp_path):
    voice_call(env, mini, speak(), save=False)
    assert not (tmp_path / "recordings").exists()


def test_a_row_of_the_scorecard_plays_its_moment(env, mini, screen_text):
    card, _, room = voice_call(env, mini, speak(), typed=[*END[:-1], "p 2", "p 99", ""])

    moment = room.played[-1][0]
    evidence = card.verdicts[1].evidence[0]
    assert len(moment) / 16000 == pytest.approx(evidence.end - evidence.start + 0.8, abs=0.1)
    assert "▶ 0:0" in screen_text.getvalue()
    assert "没有第 99 条" in screen_text.getvalue()


def test_the_last_reply_can_be_heard_before_going_on(env, mini, screen_text):
    tries = speak(4)
    _, _, room = voice_call(env, mini, tries, ("喂", *GOOD), ["p", "/重说", *END[:-1], ""])

    assert len(room.played) == 3  # the reply itself, and two lines of the caller
    assert len(room.played[0][0]) / 16000 == pytest.approx(len(SPEECH) / 16000 + 0.8, abs=0.6)


def test_missed_replies_come_again_by_themselves_up_to_three_times(env, mini, screen_text):
    env = replace(env, repeat_missed=True)
    card, _, _ = voice_call(env, mini, speak(5), ("喂", "哎", *GOOD))

    assert card.total == 100
    assert card.call.attempt == 3
    assert screen_text.getvalue().count("这一句再说一次") == 2


def test_missed_turns_are_drilled_by_voice(env, mini, screen_text):
    tries = speak(5)
    texts = ("您好", *GOOD[1:], GOOD[0])
    card, _, _ = voice_call(env, mini, tries, texts, ["", *END[:-1], ""])

    assert card.total < 100
    assert "补练结束" in screen_text.getvalue()


def test_a_dead_microphone_costs_nothing_another_one_is_asked_for(env, mini, screen_text):
    room = Room([])
    room.silent = True
    card, _, _ = voice_call(env, mini, speak(), typed=["t", *GOOD, *TYPED_END], room=room)

    assert "麦克风一点声音也没有" in screen_text.getvalue()
    assert card.total == 100


def test_a_microphone_muted_in_the_middle_is_no_silent_trainee(env, mini, screen_text):
    room = Room([])

    voice = FakeVoice(LINE)
    spoken = voice.sound

    def sound(line):
        room.silent = True
        return spoken(line)

    voice.sound = sound  # type: ignore[method-assign]
    card, _, _ = voice_call(env, mini, speak(), typed=["t", *GOOD[1:], *TYPED_END], room=room, voice=voice)

    assert "麦克风一点声音也没有" in screen_text.getvalue()
    assert card.total == 100


def test_what_was_said_before_hanging_up_counts(env, mini):
    seconds = len(SPEECH) / 16000
    bye = Doing(SPEECH, keys=[(2.0 + 0.5 + seconds + 0.3, "h")])
    card, _, _ = voice_call(env, mini, [*speak(2), bye], typed=NOTE)

    assert card.call.ended_by == "agent"
    assert replies(card)[-1].text == GOOD[-1]
    assert next(v for v in card.verdicts if v.turn == "bye").outcome == "met"


def test_in_the_drill_the_caller_says_the_line_of_that_turn(env, mini):
    voice = FakeVoice(LINE)
    texts = (GOOD[0], "嗯嗯", "对不起", GOOD[2], GOOD[1])
    _, _, room = voice_call(env, mini, speak(6), texts, ["", *END[:-1], ""], voice=voice)

    assert voice.text_of(room.played[-1][0]) == "我家厨房漏水了！"


def test_a_last_line_is_spoken_to_its_end_however_long_the_trainee_waited(env, mini):
    short = hanging_up(mini)
    room = Room([])
    voice = FakeVoice(LINE)
    spoken = voice.sound

    def sound(line):
        room.idle(3.0)  # the engine and the reader took their time
        return spoken(line)

    voice.sound = sound  # type: ignore[method-assign]
    heard_until: list[int] = []
    stop = room.stop

    def noted() -> None:
        heard_until.append(room.now)
        stop()

    room.stop = noted  # type: ignore[method-assign]
    voice_call(env, short, speak(2), GOOD[:2], NOTE, room=room, voice=voice)

    begun = room.played[-1][1]
    assert max(heard_until) - begun >= len(LINE)


def hanging_up(mini):
    """The caller hangs up where `bye` stands."""
    turns = tuple(t if t.id != "bye" else t.model_copy(update={"cue": "hangup", "rules": ()}) for t in mini.file.turns)
    rules = tuple(rule for rule in mini.rules if not rule.id.startswith("bye."))
    return replace(mini, file=mini.file.model_copy(update={"turns": turns}), rules=rules)


def test_a_last_word_after_the_callers_goodbye_is_heard(env, mini):
    card, _, _ = voice_call(env, hanging_up(mini), speak(3), GOOD)

    last = replies(card)[-1]
    assert (last.text, last.turn, card.call.ended_by, card.call.path[-1]) == ("再见", "bye", "caller", "bye")
    assert card.call.utterances[-2].end < last.start


@pytest.mark.parametrize(("keys", "most"), [((), 2.2), (((2.4, " "),), 0.6)], ids=["silence", "Space"])
def test_who_says_nothing_after_the_callers_goodbye_waits_no_longer_than_he_hangs_up(env, mini, keys, most):
    room = Room([])
    card, _, _ = voice_call(env, hanging_up(mini), [*speak(2), Doing(keys=keys)], GOOD[:2], room=room)

    assert [one.text for one in replies(card)] == list(GOOD[:2])
    assert card.call.ended_by == "caller"
    line_over = card.call.utterances[-1].end
    assert room.now / 16000 - (room.played[-1][1] / 16000 + 2.0) <= most, line_over


def test_a_word_while_the_trainee_waits_belongs_to_the_last_reply(env, mini):
    card, _, _ = voice_call(env, mini, speak(4), (*GOOD, "您慢走"))

    assert [(one.text, one.turn) for one in replies(card)][-2:] == [("再见", "bye"), ("您慢走", "bye")]
    assert replies(card)[-2].end < replies(card)[-1].start
    assert card.call.ended_by == "caller"


def test_the_trainee_may_hang_up_instead_of_waiting(env, mini):
    card, _, _ = voice_call(env, mini, [*speak(3), Doing(keys=[(0.5, "h")])])

    assert card.call.ended_by == "agent"


def test_trying_again_keeps_the_wait_the_caller_had(env, mini):
    tries = [Doing(SPEECH), Doing(keys=[(6.0, "r")]), *speak(2)]
    card, _, _ = voice_call(env, mini, tries)

    caller = card.call.utterances[1]
    assert caller.start is not None
    assert caller.end - caller.start == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize("delay", [0.1, 0.25, 0.4])
def test_a_late_echo_is_nobodys_reply_either(env, mini, delay: float):
    room = Room([], echo=0.3, delay=delay)
    card, _, _ = voice_call(env, mini, speak(after=1.5), room=room)

    assert card.call.echo is True
    assert [one.text for one in replies(card)] == list(GOOD)
    callers = [one for one in card.call.utterances if one.speaker == "caller"]
    gaps = [one.start - caller.end for caller, one in zip(callers, replies(card)[1:], strict=True)]
    assert gaps == pytest.approx([1.5, 1.5], abs=0.2)


def test_keys_do_not_cut_the_caller_off(env, mini):
    tries = [Doing(SPEECH), Doing(SPEECH, keys=[(0.3, "?"), (0.5, "r"), (0.7, " "), (0.9, "l")]), Doing(SPEECH)]
    card, _, room = voice_call(env, mini, tries)

    assert card.total == 100
    assert card.call.hints == ()
    assert len(room.played) == 2


def test_an_exam_has_one_try_and_no_hints(env, mini):
    tries = [Doing(SPEECH, keys=[(1.0, "r"), (1.2, "?")]), *speak(2)]
    card, _, room = voice_call(env, mini, tries, mode="exam", typed=END)

    assert [one.text for one in replies(card)] == list(GOOD)
    assert card.call.hints == ()
    assert not room.tries


def test_a_clear_part_of_a_reply_is_judged_although_another_part_is_not(env, mini, screen_text):
    loud = np.clip(SPEECH * 40, -1, 1).astype(np.float32)
    both = np.concatenate([SPEECH, np.zeros(2 * 16000, np.float32), loud])
    texts = (GOOD[0], "这个不知道", "哎呀", "抱歉", GOOD[2])
    card, _, _ = voice_call(
        env, mini, [Doing(SPEECH), Doing(both), *speak(3)], texts, ["", "", *END[:-1]], room=Room([]), pause=2.5
    )

    assert "这句没法判断" not in screen_text.getvalue()
    assert "不知道" in screen_text.getvalue()
    assert any(verdict.deducted for verdict in card.verdicts)


def test_a_short_word_the_engine_missed_is_unclear_not_silence(env, mini):
    word = SPEECH[: round(0.7 * 16000)]
    card, _, _ = voice_call(env, mini, [Doing(word), *speak(2)], ("", *GOOD[1:]), END, mode="exam")

    assert replies(card)[0].gate == "unheard"
    assert {v.outcome for v in card.verdicts if v.turn == "greet"} == {"unclear"}


def test_what_goes_on_for_too_long_is_told(env, mini, screen_text):
    endless = np.tile(SPEECH, 20)
    voice_call(env, mini, [Doing(endless), *speak(2)])

    assert "一句最多说一分钟" in screen_text.getvalue()


def test_a_loudspeaker_that_dies_does_not_leave_the_trainee_deaf(env, mini, screen_text):
    room = Room([])

    def dead(*_: object, **__: object) -> None:
        raise DeviceError("没有扬声器了。")

    room.play = dead  # type: ignore[method-assign]
    card, _, _ = voice_call(env, mini, speak(), room=room, listen_only=True)

    assert "陈女士：我家厨房漏水了！" in screen_text.getvalue()
    assert card.total == 100


def test_a_recording_that_is_gone_does_not_end_the_practice(env, mini, screen_text, monkeypatch):
    def gone(*_: object) -> None:
        raise RecordingError("这段录音已经删掉了。")

    monkeypatch.setattr(Recordings, "read", gone)
    card, _, _ = voice_call(env, mini, speak(4), ("喂", *GOOD), ["p", "/重说", *END])

    assert "已经删掉了" in screen_text.getvalue()
    assert card.total == 100


def test_the_first_tries_are_scored_without_the_time_of_the_second_ones(env, mini):
    long_reply = np.tile(SPEECH, 4)
    tries = [Doing(SPEECH), Doing(SPEECH), Doing(long_reply), Doing(SPEECH)]
    card, session, _ = voice_call(env, mini, tries, (GOOD[0], "哎", *GOOD[1:]), ["/重说", *END])

    state = state_of(env, session)
    first = call_of(Lesson(mini, slots=mini.slots(), source="voice"), state, first=True)
    ends = [one.end for one in first.utterances]
    starts = [one.start for one in first.utterances]
    pauses = [b - a for a, b in zip(ends, starts[1:], strict=False)]
    assert max(pauses) < 2.0
    assert card.total == 100
