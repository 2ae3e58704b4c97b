"""Questions and answers: by keyboard, through a pipe and by voice."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from trainer.practice.practice_run import new_session, run_practice
from trainer.practice.prompts import CALL, QUESTIONS, prompts_for
from trainer.practice.reader import Lines
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

from .conftest import Scripted, kept, state_of
from .room import Doing, FakeVoice, Room
from .test_spoken_events import SPEECH, voice_call

QUIZ = Path(__file__).parent / "questions.yaml"
RIGHT = ["B", "AC", "您好"]


@pytest.fixture(scope="module")
def quiz() -> Scenario:
    return load(QUIZ)


def play(env, quiz, typed, mode="practice", interactive=True, **more):
    env = replace(env, reader=Scripted(list(typed), interactive), **more)
    session = new_session(quiz, mode, {}, None, None, env)
    return run_practice(quiz, session, env), session


def questions_of(text: str) -> str:
    """What was shown before the scorecard."""
    return text.partition("成绩单")[0]


def test_a_good_quiz_passes(env, quiz, screen_text: StringIO):
    card, session = play(env, quiz, RIGHT)

    assert card is not None
    assert (card.total, card.passed) == (100, True)
    assert kept(env, session).card == card
    assert "这次没有丢分，答得很好！" in screen_text.getvalue()


def test_it_looks_like_a_quiz_and_not_like_a_call(env, quiz, screen_text):
    desk_reader = Scripted([*RIGHT, ""])
    env = replace(env, reader=desk_reader)
    run_practice(quiz, new_session(quiz, "practice", {}, None, None, env), env)
    shown = screen_text.getvalue()

    for words in ("一共 3 题，60 分及格", "第 1 题／共 3 题　单选", "第 2 题／共 3 题　多选", "第 3 题／共 3 题　简答"):
        assert words in shown
    assert [line for line in shown.splitlines() if line.startswith("  B  ")] == ["  B  第三声", "  B  年龄"]
    assert "  D  客户在海棠苑住了多少年、" in shown
    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= 80
    for word in ("电话接通", "对方", "挂机", "客户：", "记录单", "我：", "第 1 轮"):
        assert word not in questions_of(shown)
    assert desk_reader.asked[:2] == ["准备好了按空格（或回车），开始答题；Esc 返回", "答："]


def test_a_long_option_goes_on_under_its_own_words(env, quiz, screen_text):
    quiz = replace_text(quiz, "rings", "B", "第三声" * 20)
    play(env, quiz, RIGHT)
    lines = screen_text.getvalue().splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("  B  "))

    assert lines[place + 1].startswith("     ")
    assert lines[place + 1].strip()


def replace_text(quiz: Scenario, turn: str, letter: str, text: str) -> Scenario:
    turns = tuple(
        one.model_copy(update={"choices": {**(one.choices or {}), letter: text}}) if one.id == turn else one
        for one in quiz.file.turns
    )
    return replace(quiz, file=quiz.file.model_copy(update={"turns": turns}))


def test_practice_says_at_once_what_is_right_and_why(env, quiz, screen_text):
    play(env, quiz, ["C", "", "A", "", "喂", ""])
    shown = questions_of(screen_text.getvalue())

    assert "✗ 您选的是 C；正确答案是 B（第三声）。" in shown
    assert "讲解：三声之内接，两声之内更好。" in shown
    assert "△ 少选了 C；正确答案是 A（房号）、C（电话）。" in shown
    assert "✗ 没有说到“您好”。" in shown
    assert "参考答案：您好" in shown
    assert "讲解：先问好，再报海棠苑。" in shown


def test_a_right_answer_is_explained_too(env, quiz, screen_text):
    play(env, quiz, RIGHT)
    shown = questions_of(screen_text.getvalue())

    assert shown.count("✓ 答对了。") == 3
    assert shown.count("讲解：") == 3


def test_an_exam_says_nothing_before_the_scorecard(env, quiz, screen_text):
    card, _ = play(env, quiz, ["C", "B", "喂"], mode="exam")
    before, _, after = screen_text.getvalue().partition("成绩单")

    assert card is not None
    assert card.total == 0
    for word in ("正确答案", "讲解", "✓", "✗", "参考答案"):
        assert word not in before
    assert "正确答案是 B（第三声）" in after
    assert "讲解：先问好" in after


def test_another_try_changes_the_total_and_keeps_the_first_one(env, quiz, screen_text):
    card, _ = play(env, quiz, ["C", "/重说", *RIGHT])

    assert card is not None
    assert (card.total, card.first_total) == (100, 60)
    assert "第一次答：60 分，重答以后：100 分" in screen_text.getvalue()


def test_an_answer_that_names_no_option_is_asked_for_once_more(env, quiz, screen_text):
    card, _ = play(env, quiz, ["E", "B", "随便", "随便", "", "您好"])

    assert card is not None
    assert [u.text for u in card.call.utterances if u.speaker == "agent"] == ["B", "随便", "您好"]
    assert "没看出选的是哪一项。写 A、B、C 里的字母就行。" in screen_text.getvalue()
    assert "没看出选的是哪一项。写 A、B、C、D 里的字母就行，几项都对就连着写。" in screen_text.getvalue()


def test_a_part_that_is_no_option_is_asked_for_once_more(env, quiz, screen_text):
    card, _ = play(env, quiz, ["B", "房号、几号楼", "房号、电话", "您好"])

    assert card is not None
    assert card.total == 100
    told = "“几号楼”没看出是哪一项。再答一遍，写 A、B、C、D 里的字母就行，几项都对就连着写。"
    assert "".join(questions_of(screen_text.getvalue()).split()).count("".join(told.split())) == 1


def test_a_part_that_is_no_option_is_taken_the_second_time(env, quiz, screen_text):
    card, _ = play(env, quiz, ["B", "房号、几号楼", "房号、几号楼", "", "您好"])

    assert card is not None
    assert card.total == 80
    assert "“几号楼”没看出是哪一项；少选了 C；" in screen_text.getvalue().replace("\n", "")


def test_no_answer_needs_a_second_enter_and_shows_what_is_right(env, quiz, screen_text):
    card, _ = play(env, quiz, ["", "", "", "AC", "您好"])
    shown = questions_of(screen_text.getvalue())

    assert card is not None
    assert card.total == 60
    assert "您还没有回答。再按一次回车，就当作这一题不答。" in shown
    assert "正确答案是 B（第三声）。" in shown


def test_a_pipe_is_taken_as_it_is(env, quiz, screen_text):
    env = replace(env, reader=Lines([one.encode() for one in ("随便\n", "C A\n", "您好！\n")]))
    card = run_practice(quiz, new_session(quiz, "practice", {}, None, None, env), env)

    assert card is not None
    assert card.total == 60
    assert "答：C A" in screen_text.getvalue()


def test_handing_in_early_leaves_the_rest_without_points(env, quiz, screen_text):
    card, _ = play(env, quiz, ["B", "/交卷"])

    assert card is not None
    assert card.total == 40
    assert "（交卷了）" in screen_text.getvalue()
    assert "没有答到的题：3（0/20）" in screen_text.getvalue()


def test_leaving_and_resuming_goes_on_with_the_same_question(env, quiz, screen_text):
    card, session = play(env, quiz, ["B", "/退出"])
    assert card is None
    left = kept(env, session)
    assert state_of(env, session).turn == "note"

    card = run_practice(quiz, left, replace(env, reader=Scripted(["AC", "您好"])))

    assert card is not None
    assert card.total == 100
    assert "接着上次：小测验" in screen_text.getvalue()
    assert screen_text.getvalue().count("第 2 题／共 3 题") == 2


def test_hints_and_help(env, quiz, screen_text):
    card, _ = play(env, quiz, ["/提示", "/帮助", "/重说", "B", "/提示", "AC", "您好"])
    shown = screen_text.getvalue()

    assert card is not None
    assert card.call.hints == ("rings.choice-1",)
    for words in ("提示（免费 1/3）：比五声快", "Ctrl-D 交卷", "这一题还没有回答", "这一题没有提示"):
        assert words in shown


def test_missed_questions_are_asked_again_at_once_where_wanted(env, quiz, screen_text):
    card, _ = play(env, quiz, ["C", *RIGHT], repeat_missed=True)

    assert card is not None
    assert card.total == 100
    assert "这一题再答一次。" in screen_text.getvalue()


def test_the_drill_asks_the_missed_questions_again(env, quiz, screen_text):
    reader = Scripted(["C", "", "AC", "喂", "", "", "A", "", "喂", "/重说", "您好"])
    env = replace(env, reader=reader)
    card = run_practice(quiz, new_session(quiz, "practice", {}, None, None, env), env)
    drilled = screen_text.getvalue().partition("成绩单")[2]

    assert card is not None
    assert card.total == 40
    assert "\n没答好的有 2 题。回车 再答　Ctrl-D 结束" in reader.asked
    assert "第 1 题／共 3 题" in drilled
    assert "第 2 题／共 3 题" not in drilled
    assert "第 3 题／共 3 题" in drilled
    assert [drilled.count(place) for place in ("再答 1/2", "再答 2/2")] == [1, 1]
    assert "✓ 答对了。" in drilled
    told = [line.split("　")[0].strip() for line in reader.asked if "回车" in line]
    assert told[-5:] == ["回车 下一题", "回车 看成绩", "没答好的有 2 题。回车 再答", "回车 下一题", "回车 结束"]


def test_questions_that_were_not_come_to_are_no_part_of_the_drill(env, quiz, screen_text):
    reader = Scripted(["C", "", "/交卷", "/退出"])
    env = replace(env, reader=reader)
    run_practice(quiz, new_session(quiz, "practice", {}, None, None, env), env)

    assert "没有答到的题：3" in screen_text.getvalue()
    assert reader.asked[-1] == "\n没答好的有 2 题（没有答到的不算）。回车 再答　Ctrl-D 结束"


def test_other_words_after_the_feedback_are_answered_kindly(env, quiz, screen_text):
    play(env, quiz, ["C", "什么", "", "AC", "您好"])

    assert "这里只要按回车继续" in screen_text.getvalue()


def test_by_voice_the_question_is_read_with_its_options(env, quiz, screen_text):
    room, voice = Room([]), FakeVoice(SPEECH)
    card, *_ = voice_call(env, quiz, [Doing(SPEECH)] * 3, ("选必", "A 和 C", "您好"), (), room=room, voice=voice)

    assert card is not None
    assert card.total == 100
    assert voice.lines[0].text == "电话响了，最晚第几声要接起来？\nA，第二声。\nB，第三声。\nC，第五声。"
    assert (voice.lines[0].name, room.rang) == ("rings", 0)
    assert "“第二个”“选 B”" in screen_text.getvalue()
    assert "答：选必" in screen_text.getvalue()


def test_by_voice_only_the_options_are_hidden_with_listen_only(env, quiz, screen_text):
    voice_call(env, quiz, [Doing(SPEECH)] * 3, ("B", "AC", "您好"), (), listen_only=True)
    shown = questions_of(screen_text.getvalue())

    assert shown.count("（请听题）") == 3
    assert "第五声" not in shown


def test_what_was_misheard_is_asked_again_and_then_no_wrong_answer(env, quiz, screen_text):
    heard = ("不好说", "易", "AC", "您好")
    card, *_ = voice_call(env, quiz, [Doing(SPEECH)] * 4, heard, ("",))
    shown = questions_of(screen_text.getvalue())

    assert card is not None
    assert [v.outcome for v in card.verdicts] == ["unclear", "met", "met"]
    assert shown.count("没听清选的是哪一项。把选项念出来，或者说“第一个”") == 1
    assert "没听清选的是哪一项，不扣分" in shown
    assert "正确答案是 B" not in shown


def test_a_part_that_was_not_understood_by_voice_is_asked_again_and_then_open(env, quiz, screen_text):
    heard = ("B", "房号、几号楼", "房号、几号楼", "您好")
    card, *_ = voice_call(env, quiz, [Doing(SPEECH)] * 4, heard, ("",))
    shown = questions_of(screen_text.getvalue())

    assert card is not None
    assert [v.outcome for v in card.verdicts] == ["met", "unclear", "met"]
    assert shown.count("“几号楼”没听清是哪一项。再说一遍，把选项念出来") == 1
    assert "“几号楼”没听清是哪一项，不扣分" in shown


def test_silence_by_voice_is_told_in_the_words_of_a_quiz(env, quiz, screen_text):
    tries = [Doing(None, keys=[(30.0, "enter")]), Doing(SPEECH), Doing(SPEECH), Doing(SPEECH)]
    voice_call(env, quiz, tries, ("B", "AC", "您好"), ())

    assert "没有听到您回答" in screen_text.getvalue()


def test_a_scenario_is_spoken_of_as_what_it_is(quiz, mini):
    assert prompts_for(quiz) is QUESTIONS
    assert prompts_for(mini) is CALL


def test_ctrl_d_with_questions_left_asks_once(env, quiz, screen_text):
    class Slips(Scripted):
        """Presses Ctrl-D by mistake before the second question, and once in its feedback."""

        def reply(self, prompt: str) -> str:
            if self.typed and self.typed[0] == "^D":
                self.typed.pop(0)
                raise EOFError
            return super().reply(prompt)

    reader = Slips(["B", "^D", "AC", "喂", ""])
    card = run_practice(quiz, new_session(quiz, "exam", {}, None, None, env), replace(env, reader=reader))

    assert "还有 2 题没有答" in screen_text.getvalue()
    assert len(card.call.path) == 3


def test_the_advice_is_about_a_question_that_was_answered(env, quiz, screen_text):
    play(env, quiz, ["A", "/交卷"])
    assert "先弄懂这一题：第 1 题" in screen_text.getvalue()


def test_where_all_answers_were_right_the_rest_is_for_next_time(env, quiz, screen_text):
    play(env, quiz, ["B", "/交卷"])
    assert "没有答到的，下次接着答" in screen_text.getvalue()
