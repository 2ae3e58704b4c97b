"""`trainer results` and its subcommands, on calls kept in the store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.history.kept import BAD, GOOD, HALF, call_of, keep
from trainer import settings
from trainer.history.opened import opened
from trainer.history.values import Session
from trainer.practice.kept_audio import Recordings, of_session
from trainer.scorecard import Review

from .helpers import ROOT, trainer

Capture = pytest.CaptureFixture[str]


def test_no_results_yet_says_how_to_get_one(capfd: Capture) -> None:
    assert "trainer practice" in trainer(capfd, "results").out


def test_keyboard_and_voice_stand_apart(capfd: Capture) -> None:
    keep(BAD, 1, title="[b]打字")
    keep(GOOD, source="voice", title="说话", mode="exam")
    keyboard, _, voice = trainer(capfd, "results").out.partition("键盘，最近")[2].partition("语音，最近")
    assert "[b]打字" in keyboard
    assert "说话" not in keyboard
    assert "说话" in voice
    assert "考核" in voice


def test_a_table_can_be_narrowed_to_a_trainee_a_scenario_a_day_and_a_way(capfd: Capture) -> None:
    keep(BAD, 9, title="甲")
    keep(HALF, 2, who="小李", title="乙")
    keep(GOOD, 1, scenario="in-late", title="丙")
    keep(GOOD, 0, source="voice", title="丁")

    def titles(*options: str) -> str:
        out = trainer(capfd, "results", *options).out
        return "".join(one for one in "甲乙丙丁" if one in out)

    assert titles() == "甲乙丙丁"
    assert titles("--trainee", "小李") == "乙"
    assert titles("--scenario", "响过三声才接") == "丙"
    assert titles("--scenario", "gone") == ""
    assert titles("--scenario", "mini") == "甲乙丁"
    assert titles("--since", "2026-11-15") == "乙丙丁"
    assert titles("--by", "voice") == "丁"


def test_one_s_own_scenarios_are_marked(capfd: Capture) -> None:
    keep(BAD, 1, scenario_path=str(settings.load().data_folder / "scenarios" / "mini.yaml"))
    assert "（自己的）" in trainer(capfd, "results").out.replace("\n", "").replace(" ", "")


def test_several_people_on_one_computer_are_named(capfd: Capture) -> None:
    keep(BAD, 1, who=None)
    keep(GOOD, who="小王")
    shown = trainer(capfd, "results").out
    assert "未署名" in shown
    assert "小王" in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "昨天"), "写成这样：2026-11-01"),
        (("--trainee", "小李"), "没有叫“小李”的学员"),
        (("show", "9"), "没有第 9 号成绩"),
        (("play", "1"), "第 1 号没有录音"),
        (("play", "1", "1"), "第 1 条没有录音"),
        (("play", "1", "99"), "没有第 99 条，成绩单上有 1 到"),
        (("compare", "1", "1"), "同一次"),
        (("compare", "1", "2"), "一个是练习，一个是考核"),
        (("compare", "1", "3"), "一个打字，一个用耳麦"),
        (("compare", "1", "4"), "一个是“报修小练习”，一个是“别的”"),
        (("compare", "1", "5"), "走的分支不一样"),
        (("dispute", "1", "1", " "), "理由是空的"),
        (("dispute", "1", "1", "长" * 501), "500 字以内"),
        (("review", "1", "--by", "王老师", "--because", "好"), "--agree"),
        (("review", "1", "--agree", "--by", " ", "--because", "好"), "写上您的姓名"),
        (("sho",), "是不是 show"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_told(capfd: Capture, arguments: tuple[str, ...], told: str) -> None:
    keep(BAD, 9)
    keep(BAD, 8, mode="exam")
    keep(BAD, 7, source="voice")
    keep(BAD, 6, scenario="other", title="别的")
    keep(BAD, 5, variant="b")
    ran = trainer(capfd, "results", *arguments)
    assert ran.code != 0
    assert told in ran.err


def test_a_scorecard_is_shown_as_it_was_with_its_head_and_numbered_rows(capfd: Capture) -> None:
    with opened(settings.load().data_folder) as store:
        store.trainee("小王", "1008")
    number = keep(BAD)
    shown = trainer(capfd, "results", "show", str(number)).out
    for words in (
        "第 1 号　键盘练习",
        "学员 小王（工号 1008） · 2026-11-21",
        "情景 mini · 版本 ",
        "成绩单 · 报修小练习",
    ):
        assert words in shown
    assert " 1. 先问好" in shown
    assert "trainer results dispute 1 条号" in shown
    assert "trainer results play" not in shown


def test_what_has_no_scorecard_says_what_to_do(capfd: Capture) -> None:
    keep(BAD, card=None)
    keep(BAD, 1, sha256="gone")
    assert "trainer practice --resume" in trainer(capfd, "results", "show", "1").err
    assert "当时的情景没有一起留下" in trainer(capfd, "results", "show", "2").err


def test_a_version_that_is_still_in_its_file_can_be_shown(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(BAD)
    monkeypatch.setattr("trainer.history.store.Store.scenario", lambda self, sha256: None)
    assert "成绩单 · 报修小练习" in trainer(capfd, "results", "show", "1").out


def test_two_results_are_compared_whichever_comes_first(capfd: Capture) -> None:
    keep(BAD, 2)
    keep(GOOD, 1)
    keep(GOOD, 0, call=call_of(GOOD, mode="practice"))
    shown = trainer(capfd, "results", "compare", "2", "1").out
    assert "第 1 号（11-19 09:00） → 第 2 号（11-20 09:00）" in shown
    assert "按第一次说的算，比第 1 号高" in shown
    assert "变好了：先问好（没做到 → 做到" in shown
    assert "每一条都一样" in trainer(capfd, "results", "compare", "2", "3").out


def test_without_a_total_the_changes_are_still_told(capfd: Capture) -> None:
    silent = call_of(BAD, mode="practice")
    keep(BAD, 1, call=silent)
    keep(GOOD)
    with opened(settings.load().data_folder) as store:
        store._connection.execute("UPDATE sessions SET first_total = NULL WHERE number = 1")
    assert "有一次不出分" in trainer(capfd, "results", "compare", "1", "2").out


class TestSettling:
    """The trainee disputes, the trainer answers, both stay on record."""

    def test_a_dispute_waits_for_an_answer_and_moves_no_points(self, capfd: Capture) -> None:
        keep(BAD)
        told = trainer(capfd, "results", "dispute", "1", "1", "我说了\x1b[2J喂").err
        assert "看不见的字符" in told
        assert "记下了" in trainer(capfd, "results", "dispute", "1", "1", "我说了喂").out
        shown = trainer(capfd, "results", "show", "1").out
        assert "第 1 条“先问好”　学员（" in shown
        assert "不同意：我说了喂" in shown
        assert "还没有答复" in shown

    def test_the_computed_and_the_settled_result_are_both_shown(self, capfd: Capture) -> None:
        keep(HALF)
        trainer(capfd, "results", "dispute", "1", "2", "报了的")
        answered = trainer(
            capfd, "results", "review", "1", "2", "--agree", "--by", "王老师", "--because", "听得出来"
        ).out
        assert "程序算的：60 分，还没通过；复核后：90 分，通过" in answered
        shown = trainer(capfd, "results", "show", "1").out
        assert "王老师（" in shown
        assert "同意：听得出来" in shown
        assert "程序算的：60 分，还没通过；复核后：90 分，通过" in shown
        assert "复核 90 通过" in trainer(capfd, "results").out

    def test_a_rejected_row_stays(self, capfd: Capture) -> None:
        keep(HALF)
        out = trainer(capfd, "results", "review", "1", "2", "--reject", "--by", "王老师", "--because", "没有").out
        assert "维持原判" in out
        assert "复核后：60 分，还没通过" in out

    @pytest.mark.parametrize(("option", "passed"), [("--agree", "通过"), ("--reject", "还没通过")])
    def test_a_marked_call_is_cleared_or_fails_as_a_whole(self, capfd: Capture, option: str, passed: str) -> None:
        self._marked()
        assert "通过·待复核" in trainer(capfd, "results").out
        trainer(capfd, "results", "review", "1", option, "--by", "王老师", "--because", "听过了")
        assert f"复核 100 {passed}" in trainer(capfd, "results").out
        assert ("同意通过" if option == "--agree" else "不通过") in trainer(capfd, "results", "show", "1").out

    def test_a_trainer_s_remark_reaches_the_trainee_once(self, capfd: Capture) -> None:
        keep(BAD)
        trainer(capfd, "results", "review", "1", "1", "--reject", "--by", "王老师", "--because", "下次先问好")
        first = trainer(capfd, "practice", str(MINI), "--trainee", "小王")
        assert "带教老师有话对您说" in first.out
        assert "下次先问好" in first.out
        assert "下次先问好" not in trainer(capfd, "practice", str(MINI), "--trainee", "小王").out

    @staticmethod
    def _marked() -> None:
        from dataclasses import replace

        from trainer import scoring
        from trainer.scenario.load import load

        card = scoring.score(load(MINI), call_of(GOOD, mode="practice"))
        keep(GOOD, card=replace(card, review=(Review("manners", 0, 0, 1, "哦"),)))


MINI = Path(__file__).parents[1] / "practice" / "mini.yaml"


class Loudspeaker:
    """Plays at once what it is given."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.playing = False

    def __enter__(self) -> Loudspeaker:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def play(self, samples: Any, rate: int, *, loop: bool = False) -> None:
        self.heard.append(len(samples))


def test_kept_replies_are_played_one_row_or_all(capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = Loudspeaker()
    monkeypatch.setattr("trainer.audio.device.open_speaker", lambda name: speaker)
    number = keep(HALF, call=call_of(HALF, sound=True, mode="practice"), source="voice")
    with opened(settings.load().data_folder) as store:
        session: Session = store.session(number)
    recordings = Recordings(of_session(settings.load().data_folder, session.key))
    for nth in range(3):
        recordings.save(np.zeros(16_000, np.float32), float(nth))

    assert "trainer results play 1 条号" in trainer(capfd, "results", "show", "1").out
    all_of_them = trainer(capfd, "results", "play", "1").out
    assert all_of_them.splitlines() == ["▶ 0:00　您好", "▶ 0:01　非常抱歉", "▶ 0:02　好"]
    assert trainer(capfd, "results", "play", "1", "3").out == "▶ 0:01　非常抱歉\n"
    assert len(speaker.heard) == 4
    assert all(speaker.heard)


def test_results_of_an_earlier_version_are_shown(capfd, tmp_path: Path, monkeypatch):
    (tmp_path / "trainer.toml").write_text('data_folder = "."\n', encoding="utf-8")
    shutil.copytree(ROOT / "tests" / "data" / "history" / "sessions", tmp_path / "sessions")
    (tmp_path / "sessions" / "0.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    done = trainer(capfd, "results")

    assert "键盘，最近 2 次" in done.out
    assert "11-21 09:00" in done.out
    assert "0.json" in done.out
    with opened(tmp_path) as store:
        assert len(store.unfinished()) == 1
