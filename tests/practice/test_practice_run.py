"""What a trainee types and what comes back."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest

from trainer import scoring
from trainer.errors import TrainerError
from trainer.practice.model_answers import own_words
from trainer.practice.practice_run import Environment, new_session, run_practice
from trainer.practice.reader import Lines
from trainer.scenario.load import load
from trainer.scorecard import Review

from .conftest import MINI, Scripted, kept, state_of

GOOD = ["您好，海棠苑客户服务中心", "非常抱歉", "再见"]
NOTE = ["3-2-501", "13800138000", ""]


def play(env: Environment, mini, typed, mode="practice", interactive=True, **slots):
    reader = Scripted(list(typed), interactive)
    env = replace(env, reader=reader)
    session = new_session(mini, mode, slots, None, None, env)
    return run_practice(mini, session, env), session


def test_a_good_call_passes(env, mini, screen_text: StringIO):
    card, session = play(env, mini, [*GOOD, "", *NOTE])

    assert card is not None
    assert (card.total, card.passed, card.call.ended_by) == (100, True, "caller")
    assert card.call.note == {"房号": "3-2-501", "电话": "13800138000"}
    assert kept(env, session).card == card
    assert "没有丢分" in screen_text.getvalue()


ENDING = """
id: ending
title: 道别
kind: inbound
turns:
  - {id: greet, cue: ring, rules: [{required: 您好}]}
  - {id: close, line: 好的，谢谢, rules: [{id: bye, required: 再见, where: end}]}
  - {id: goodbye, cue: hangup, line: 再见}
"""


@pytest.fixture
def ending(tmp_path):
    """The caller hangs up, and no call note is asked."""
    (tmp_path / "ending.yaml").write_text(ENDING, encoding="utf-8")
    return load(tmp_path / "ending.yaml")


@pytest.mark.parametrize("mode", ["practice", "exam"])
@pytest.mark.parametrize("interactive", [True, False], ids=["by a person", "in a pipe"])
@pytest.mark.parametrize(("last", "total"), [(["再见"], 100), ([""], 50), (["/帮助", "/提示", "再见"], 100), ([], 50)])
def test_the_goodbye_after_the_callers_counts(env, ending, screen_text, mode, interactive, last, total):
    onward = [""] if mode == "practice" and interactive else []
    typed = ["您好", "不客气", *onward, *last]
    reader = Scripted(typed) if interactive else Lines([f"{line}\n".encode() for line in typed])
    env = replace(env, reader=reader)
    session = new_session(ending, mode, {}, None, None, env)
    card = run_practice(ending, session, env)

    assert (card.total, card.call.ended_by) == (total, "caller")
    assert ("还可以道个别" in screen_text.getvalue()) == interactive
    assert replace(scoring.score(ending, kept(env, session).card.call), first_total=card.first_total) == card


def test_in_a_pipe_the_call_note_comes_next(env, mini):
    reader = Lines([f"{line}\n".encode() for line in [*GOOD, *NOTE]])
    env = replace(env, reader=reader)
    card = run_practice(mini, new_session(mini, "exam", {}, None, None, env), env)

    assert [u.text for u in card.call.replies("bye")] == ["再见"]
    assert card.call.note == {"房号": "3-2-501", "电话": "13800138000"}


def test_in_a_pipe_the_trainee_may_hang_up_first(env, mini):
    reader = Lines([f"{line}\n".encode() for line in [*GOOD, "/挂机", *NOTE]])
    env = replace(env, reader=reader)

    assert run_practice(mini, new_session(mini, "exam", {}, None, None, env), env).call.ended_by == "agent"


def test_feedback_quotes_the_model_answer_of_the_example(env, mini, screen_text):
    play(env, mini, ["您好"])

    assert "参考说法：您好，海棠苑客户服务中心，工号幺零零八" in screen_text.getvalue()


def test_exam_says_nothing_before_the_scorecard(env, mini, screen_text):
    play(env, mini, ["喂", "哦", "抱歉", "再见", "", *NOTE], mode="exam")

    before, _, after = screen_text.getvalue().partition("成绩单")
    assert "要改" not in before
    assert "参考说法" not in before
    assert "先改这一点" in after


def test_retry_replaces_the_reply_and_keeps_the_first_total(env, mini):
    card, _ = play(env, mini, ["喂", "/重说", *GOOD, "", *NOTE])

    assert card is not None
    assert card.total == 100
    assert card.first_total is not None
    assert card.first_total < 100


def test_hints_are_recorded_by_full_id(env, mini, screen_text):
    card, _ = play(env, mini, ["/提示", "／提示", *GOOD, "", *NOTE])

    assert card is not None
    assert card.call.hints == ("greet.required-1", "greet.required-2")
    assert "提示（免费 2/3）：报单位" in screen_text.getvalue()


def test_exam_has_no_hints(env, mini):
    card, _ = play(env, mini, ["/提示", *GOOD, "", *NOTE], mode="exam")

    assert card is not None
    assert card.call.hints == ()


def test_an_unknown_command_is_not_taken_for_speech(env, mini, screen_text):
    card, _ = play(env, mini, ["/什么", *GOOD, "", *NOTE])

    assert card is not None
    assert all("什么" not in u.text for u in card.call.utterances)
    assert "/退出" in screen_text.getvalue()


def test_silence_needs_a_second_enter(env, mini, screen_text):
    card, _ = play(env, mini, ["", "", "", "", "", "", "/挂机", *NOTE])

    assert card is not None
    assert "您还没有说话" in screen_text.getvalue()
    assert card.call.path == ("greet", "hear", "angrier")


def test_end_of_input_hangs_up(env, mini):
    card, _ = play(env, mini, ["您好，海棠苑客户服务中心"])

    assert card is not None
    assert card.call.ended_by == "agent"
    assert card.passed is False


def test_a_taboo_of_the_turn_is_told_at_once(env, mini, screen_text):
    play(env, mini, ["您好，海棠苑客户服务中心", "抱歉，我不知道", "/挂机"])

    assert "不知道" in screen_text.getvalue().partition("成绩单")[0].partition("要改")[2]


def test_a_wrong_number_is_told_at_once_although_a_rule_for_the_call_asks_for_it(env, screen_text, tmp_path):
    path = tmp_path / "mini.yaml"
    text = MINI.read_text(encoding="utf-8").replace("  - note: all", "  - repeat: [电话]\n  - note: all")
    path.write_text(text, encoding="utf-8")
    asks = load(path)
    play(env, asks, ["您好，海棠苑客户服务中心", "非常抱歉，电话是13800138009，对吗", "/挂机"])

    feedback = screen_text.getvalue().partition("成绩单")[0]
    assert "电话说成了 13800138009，应是 13800138000" in feedback.replace("\n  ", "")
    assert "说得好" not in feedback.partition("13800138009")[2]


def test_leaving_keeps_the_call_and_resuming_goes_on(env, mini, screen_text):
    card, session = play(env, mini, ["您好，海棠苑客户服务中心", "/退出"])
    assert card is None
    left = kept(env, session)
    assert not left.finished
    assert state_of(env, session).turn == "hear"

    card = run_practice(mini, left, replace(env, reader=Scripted(["非常抱歉", "再见", "", *NOTE])))

    assert card is not None
    assert card.total == 100
    assert "接着上次：报修小练习" in screen_text.getvalue()


def test_a_changed_scenario_cannot_be_resumed(env, mini):
    _, session = play(env, mini, ["/退出"])

    with pytest.raises(TrainerError, match="改过"):
        run_practice(mini, replace(session, sha256="old"), env)


def test_every_reply_is_on_disk_before_the_next_question(env, mini):
    seen = []

    class Spy(Scripted):
        def choice(self, message, at_once=""):
            session = env.store.session(*env.store.chosen())
            seen.append([u.text for v in state_of(env, session).visits for a in v.attempts for u in a])
            return super().reply(message)

    reader = Spy(["喂", "", "哦", ""])
    env = replace(env, reader=reader)
    run_practice(mini, new_session(mini, "practice", {}, None, None, env), env)

    assert seen[:2] == [["喂"], ["喂", "哦"]]


def test_no_save_leaves_nothing(env, mini, store):
    play(replace(env, store=None), mini, [*GOOD, "", *NOTE])

    assert store.chosen() == ()


def test_a_store_that_cannot_be_written_is_told_once_and_does_not_end_the_call(env, mini, store, screen_text):
    store._connection.execute("PRAGMA query_only = ON")

    card, _ = play(env, mini, [*GOOD, "", *NOTE])

    assert card is not None
    assert screen_text.getvalue().count("成绩没能存下") == 1


def test_drill_offers_the_missed_turns_and_leaves_the_score(env, mini, screen_text):
    card, session = play(env, mini, [GOOD[0], GOOD[1], "嗯", "", "", *NOTE, "", "再见"])

    drill = screen_text.getvalue().partition("先改这一点")[2]
    assert "好的，那就这样。" in drill
    assert "补练不改分数" in drill
    assert kept(env, session).card == card


def test_own_slots_reach_lines_and_model_answers(env, mini, screen_text):
    play(env, mini, ["您好"], 公司="梧桐里")

    assert "你是梧桐里的小王" in screen_text.getvalue()
    assert "参考说法：您好，梧桐里客户服务中心" in screen_text.getvalue()


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [
        ("海棠苑，工号幺零零八", {"公司": "梧桐里", "工号": "2035"}, "梧桐里，工号二零三五"),
        ("工号1008", {"工号": "2035"}, "工号2035"),
        ("海棠苑", {}, "海棠苑"),
    ],
    ids=["spoken digits", "written digits", "nothing of one's own"],
)
def test_own_words(text, own, expected):
    assert own_words(text, {"公司": "海棠苑", "工号": "1008"}, own) == expected


def test_control_characters_and_markup_are_data(env, mini, screen_text):
    card, _ = play(env, mini, ["您好\x1b[31m[bold]海棠苑客户服务中心[/]", "/挂机"], interactive=False)

    assert card is not None
    [reply] = [u.text for u in card.call.utterances if u.speaker == "agent"]
    assert reply == "您好[31m[bold]海棠苑客户服务中心[/]"
    assert "\x1b" not in screen_text.getvalue()
    assert "[bold]" in screen_text.getvalue()


def test_several_lines_are_several_utterances(env, mini):
    card, _ = play(env, mini, ["您好\n海棠苑客户服务中心", "/挂机"])

    assert card is not None
    assert [u.text for u in card.call.utterances if u.speaker == "agent"] == ["您好", "海棠苑客户服务中心"]


class TestLines:
    def test_a_line_is_a_reply_and_the_end_hangs_up(self):
        lines = Lines(["您好\n".encode(), "再见".encode()])

        assert [lines.reply(""), lines.reply("")] == ["您好", "再见"]
        with pytest.raises(EOFError):
            lines.reply("")

    def test_a_backslash_goes_on_in_the_next_line(self):
        assert Lines(["您好\\\n".encode(), "再见\n".encode()]).reply("") == "您好\n再见"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_windows_encodings(self, encoding):
        assert Lines(["您好\r\n".encode(encoding)]).reply("") == "您好"

    def test_a_choice_takes_commands_only(self):
        lines = Lines(["/重说\n".encode(), "您好\n".encode()])

        assert lines.choice("") == "/重说"
        assert lines.choice("") == ""
        assert lines.reply("") == "您好"
        assert lines.choice("") == ""


def test_help_names_the_keys(env, mini, screen_text):
    play(env, mini, ["/帮助", "/退出"])

    assert "Alt-回车 换行接着说" in screen_text.getvalue()


def test_again_before_anything_was_said(env, mini, screen_text):
    play(env, mini, ["/重说", "/退出"])
    play(env, mini, ["/重说", "/退出"], mode="exam")

    assert "直接说就行" in screen_text.getvalue()
    assert "考核时只说一次" in screen_text.getvalue()


def test_hints_run_out(env, mini, screen_text):
    play(env, mini, ["/提示", "/提示", "/提示", *GOOD[:2], "/提示", "/退出"])

    assert "提示（看过了）：先问好" in screen_text.getvalue()
    assert "这一轮没有提示" in screen_text.getvalue()


def test_a_fourth_hint_has_its_price(env, mini, screen_text):
    play(env, mini, ["/提示", "/提示", *GOOD[:1], "/提示", "/退出"])

    assert "提示（免费 3/3）：先道歉" in screen_text.getvalue()


def test_a_very_long_reply_is_cut_and_said(env, mini, screen_text):
    card, _ = play(env, mini, ["嗯" * 3000, "", "/挂机"])

    assert card is not None
    assert "太长了，只记下前 2000 个字" in screen_text.getvalue()
    assert [len(u.text) for u in card.call.utterances if u.speaker == "agent"] == [2000]


def test_help_after_the_feedback_tells_the_keys_that_count_there(env, mini, screen_text):
    play(env, mini, ["喂", "/帮助", "/退出"])
    told = screen_text.getvalue()
    assert "回车 继续　Tab 重说这一句" in told
    assert "Ctrl-D 挂机　/退出 先存起来，下次接着练" in told
    assert "这里只要按回车继续" not in told


def test_between_two_replies_only_enter_and_commands_count(env, mini, screen_text):
    card, _ = play(env, mini, ["喂", "什么？", "/挂机"])

    assert "这里只要按回车继续" in screen_text.getvalue()
    assert card is not None
    assert card.call.path == ("greet",)


def test_leaving_between_two_replies(env, mini):
    card, session = play(env, mini, ["喂", "/退出"])

    assert card is None
    assert state_of(env, session).phase == "feedback"


def test_resuming_after_the_feedback_shows_what_was_said(env, mini, screen_text):
    _, session = play(env, mini, ["喂", "/退出"])
    run_practice(mini, kept(env, session), replace(env, reader=Scripted(["/退出"])))

    assert "我：喂" in screen_text.getvalue().partition("接着上次")[2]


def test_resuming_at_the_note_does_not_connect_the_call_again(env, mini, screen_text):
    card, session = play(env, mini, [*GOOD, "", "/退出"])
    assert card is None

    card = run_practice(mini, kept(env, session), replace(env, reader=Scripted([*NOTE])))

    assert card is not None
    assert card.total == 100
    after = screen_text.getvalue().partition("接着上次")[2]
    assert "好的，那就这样" not in after.partition("成绩单")[0]


def test_a_box_is_ticked_with_yes(env, mini):
    card, _ = play(env, mini, [*GOOD, "", "3-2-501", "13800138000", "是"])

    assert card is not None
    assert card.call.note["其他"] == "其他：是"


def test_typed_note_is_echoed_in_a_pipe(env, mini, screen_text):
    play(env, mini, ["您好", "/挂机", "3-2-501"], interactive=False)

    assert "房号：3-2-501" in screen_text.getvalue()


def test_leaving_before_the_call_keeps_nothing_to_resume(env, mini, screen_text):
    class Gone(Scripted):
        def wait(self, message):
            raise EOFError

    env = replace(env, reader=Gone([]))

    assert run_practice(mini, new_session(mini, "practice", {}, None, None, env), env) is None
    assert "--resume" not in screen_text.getvalue()


def test_a_wrong_character_of_a_good_reply_is_named(env, mini, screen_text):
    play(env, mini, ["您号，海棠苑客户服务中心", "/退出"])

    assert "“您号”：错别字，应为“您好”" in screen_text.getvalue()


def test_the_polite_form_is_recommended_after_a_good_reply(env, mini, screen_text):
    play(env, mini, ["你好，海棠苑客户服务中心", "/退出"])

    assert "“你好”：用“您”更好" in screen_text.getvalue()


def test_feedback_names_the_goal_before_the_wording(env, mini, screen_text):
    play(env, mini, ["您好", "/退出"])

    assert "要改：报单位——没有说到" in screen_text.getvalue()


@pytest.mark.parametrize(
    ("typed", "tries"),
    [
        (["", "再见"], 0),
        (["", "嗯", "/重说", "再见"], 1),
        (["", "嗯", ""], 1),
        (["", "嗯"], 1),
        (["", "/挂机"], 0),
    ],
    ids=["said well", "another try", "enough", "nothing more to read", "hung up"],
)
def test_drill_goes_on_until_it_is_well_or_enough(env, mini, screen_text, typed, tries):
    card, session = play(env, mini, [GOOD[0], GOOD[1], "嗯", "", "", *NOTE, *typed])

    drill = screen_text.getvalue().partition("先改这一点")[2]
    assert "补练结束。补练不改分数。" in drill
    assert drill.count("要改：") == tries
    assert kept(env, session).card == card


def test_a_hint_in_the_drill(env, mini, screen_text):
    play(env, mini, ["嗯", "", *GOOD[1:], "", *NOTE, "", "/提示", GOOD[0]])

    drill = screen_text.getvalue().partition("先改这一点")[2]
    assert "先问好" in drill.partition("补练结束")[0]


def test_no_drill_after_ctrl_d(env, mini, screen_text):
    play(env, mini, [GOOD[0], GOOD[1], "嗯", "", "", *NOTE])

    assert "补练结束" not in screen_text.getvalue()


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [
        (["", "嗯", "/重说", "再见"], "没有说到“再见”", None),
        (["", "/提示", "再见"], "这一轮没有提示", None),
        (["", "/退出"], "补练结束", None),
        (["/退出"], "先改这一点", "补练结束"),
        ([], "先改这一点", "补练结束"),
    ],
    ids=["once more until it is right", "hint", "enough", "nothing more by command", "nothing more by Ctrl-D"],
)
def test_weak_turns_are_practised_again(env, mini, screen_text, typed, shown, hidden):
    play(env, mini, [GOOD[0], GOOD[1], "嗯", "", "", *NOTE, *typed])

    text = screen_text.getvalue().partition("成绩单")[2]
    assert shown in text
    assert hidden is None or hidden not in text


class Marking:
    """The program's own scoring, with the apology marked."""

    next_turn, judge_turn = staticmethod(scoring.next_turn), staticmethod(scoring.judge_turn)
    still_open = staticmethod(scoring.still_open)

    @staticmethod
    def score(scenario, call, first_total=None):
        said = [(n, one.text) for n, one in enumerate(call.utterances) if "抱歉" in one.text]
        marks = tuple(Review("manners", n, 0, len(text), text) for n, text in said)
        return replace(scoring.score(scenario, call, first_total), review=marks)


def test_marked_words_are_named_in_their_turn_and_not_praised(env, mini, screen_text: StringIO):
    card, _ = play(replace(env, scoring=Marking()), mini, [*GOOD[:2], "", GOOD[2], "", *NOTE])

    assert card is not None
    assert (card.total, card.passed) == (100, True)
    greeting, reply, *_ = screen_text.getvalue().split("陈女士：")
    assert "说得好" in greeting
    assert "请留意：“非常抱歉”——看着像在挖苦、推脱或责怪；换成您自己也愿意听的说法" in reply.replace("\n", "")
    assert "说得好" not in reply
    assert "通过·待复核" in screen_text.getvalue()


def test_an_exam_names_marked_words_at_its_end_only(env, mini, screen_text: StringIO):
    play(replace(env, scoring=Marking()), mini, [*GOOD, "", *NOTE], mode="exam")

    before, _, after = screen_text.getvalue().partition("成绩单")
    assert "挖苦" not in before
    assert "看着像在挖苦、推脱或责怪，请人工看一下" in after.replace("\n", "")


def test_who_goes_on_reads_the_task_and_what_was_said_last(env, mini, screen_text: StringIO):
    _, session = play(env, mini, [GOOD[0], "嗯", "/退出"])
    screen_text.truncate(0)

    run_practice(mini, kept(env, session), replace(env, reader=Scripted(["/退出"])))

    text = screen_text.getvalue()
    assert "接着上次：报修小练习\n你是海棠苑的小王" in text
    assert "我：您好，海棠苑客户服务中心" in text


def test_a_hint_names_what_is_not_done_yet(env, mini, screen_text: StringIO):
    play(env, mini, ["您好", "/重说", "/提示"])

    assert "提示（免费 1/3）：报单位" in screen_text.getvalue()


def test_a_reply_in_english_is_asked_for_in_chinese_once(env, mini, screen_text):
    card, _ = play(env, mini, ["Hello, how are you", "您好", "", *GOOD[1:], "", *NOTE])

    assert screen_text.getvalue().count("请说中文") == 1
    assert card.call.replies("greet")[0].text == "您好"


def test_a_reply_longer_than_a_caller_can_take_in_is_told_so(env, mini, screen_text):
    play(env, mini, ["您好，海棠苑客户服务中心，我马上去看。" * 20, "/退出"])

    assert "分几句说" in screen_text.getvalue()


def test_p_is_answered_where_nothing_was_recorded(env, mini, screen_text):
    play(env, mini, ["喂", "p", "/退出"])

    assert "没有录音可听" in screen_text.getvalue()


def test_results_are_compared_by_the_first_tries(env, mini):
    card, session = play(env, mini, ["喂", "/重说", "您好，海棠苑", "", "非常抱歉", "再见", *NOTE])

    assert card.first_total < card.total
    [result] = env.store.results()
    at_first = {one.rule: one.outcome for one in env.store.rule_results(numbers=[result.number])}
    shown = {one.id: one.outcome for one in kept(env, session).card.verdicts}
    assert {(at_first[rule], shown[rule]) for rule in at_first if at_first[rule] != shown[rule]} == {("missed", "met")}
