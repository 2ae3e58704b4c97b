"""`trainer report`: files that are there, whole, for this user alone; every mistake is told in a sentence."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from openpyxl import load_workbook

from tests.report.html import made
from trainer.audio.resample import SPEECH_RATE
from trainer.call import Clip
from trainer.call import to_json as call_to_json
from trainer.cli import report
from trainer.errors import EXIT_INPUT, EXIT_USAGE
from trainer.history.opened import opened
from trainer.history.values import Session, Settlement
from trainer.report.session_text import settled_card

from .helpers import Ran, trainer

Run = Callable[..., Ran]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings whose store holds three calls of two trainees."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n"评分表" = "评分表.csv"\n', encoding="utf-8")
    (tmp_path / "评分表.csv").write_text("规则,评分项\ngreet.*,我们的开场\n*,余下的\n", encoding="utf-8")
    with opened(tmp_path / "data") as store:
        wang, li = store.trainee("小王", "1008"), store.trainee("小李")
        for place, (example, who) in enumerate(((4, wang), (0, li), (5, wang))):
            session, scenario = made.session("in-hold", example, trainee=who)
            at = session.started + timedelta(days=20 * place)
            store.save(replace(session, key=f"k{place}", number=None, started=at), scenario)
    return tmp_path


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of this computer is that of another place than where the calls were held."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone cannot be set for one process")
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "EST5")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: trainer(capfd, "report", *arguments)


def test_what_a_trainer_settled_is_told_in_every_report(here, run, capfd):
    def passed(page: str) -> tuple[str, str]:
        tile = re.search(
            r"通过.{0,80}?(\d+%).{0,80}?(\d+/\d+)", (here / "全部" / page).read_text(encoding="utf-8"), re.S
        )
        assert tile is not None
        return tile[1], tile[2]

    run("--all", "--out", "全部")
    before = passed("class.html")[1]
    for number in ("1", "3"):
        trainer(capfd, "results", "review", number, "--agree", "--by", "王老师", "--because", "听过了")
    run("--all", "--out", "全部", "--force")
    assert before == "1/3"
    assert passed("class.html") == ("100%", "3/3")
    assert passed("trainee-1.html") == ("100%", "2/2")
    listed = next(line for line in trainer(capfd, "results").out.splitlines() if line.split()[:1] == ["1"])
    told = re.search(r"复核 [\d.]+ 通过", listed)
    assert told is not None
    for page in ("index.html", "trainee-1.html"):
        assert told[0] in (here / "全部" / page).read_text(encoding="utf-8")
    run("--class", "--month", "2026-12", "--format", "json", "--out", "十二月.json")
    data = json.loads((here / "十二月.json").read_text(encoding="utf-8"))
    assert ["通过", "100%　2/2"] in data["tables"][0]["rows"]


def test_averages_and_follow_ups_are_of_what_a_trainer_settled(here, run, capfd):
    def told(*arguments: str) -> dict[str, Any]:
        run(*arguments, "--format", "json", "--out", "x.json", "--force")
        data = json.loads((here / "x.json").read_text(encoding="utf-8"))
        return {table["name"]: table["rows"] for table in data["tables"]}

    before, mine = told("--class"), told("--trainee", "小王")
    with opened(here / "data") as store:
        (first, *_) = store.results()
        card = store.session(first.number).card
        lost = [one.id for one in card.verdicts if one.outcome == "missed"]
        said = [Settlement(first.number, one, "agree", "", "王老师", first.started) for one in lost]
        for one in said:
            store.settle(one)
        after = settled_card(card, made.scenario("in-hold"), said)
    gained = float(after.total) - first.total
    assert gained > 0
    now, then = told("--class"), told("--trainee", "小王")
    means = [next(row[3] for row in one["学员"] if row[0] == "小王") for one in (before, now)]
    assert means[1] - means[0] == pytest.approx(gained / 2, abs=0.11)
    (old,), (new,) = ([row[1] for row in one["总览"] if row[0] == "平均分"] for one in (mine, then))
    assert float(new.split()[0]) - float(old.split()[0]) == pytest.approx(gained / 2, abs=0.11)
    assert [row[5] for row in then["全部成绩"]][-1] == first.total  # what was computed stands in the list


def test_a_variant_goes_by_its_title_in_the_report_of_a_trainee(here, run):
    with opened(here / "data") as store:
        session, scenario = made.session("fu-visit", 0, trainee=store.find_trainee("小李"))
        name, title = next(iter(scenario.file.variants.items()))
        store.save(replace(session, key="v", number=None, variant=name), scenario)
        store.save(replace(session, key="w", number=None, variant="gone"), scenario)
    run("--trainee", "小李", "--format", "json", "--out", "x.json")
    data = json.loads((here / "x.json").read_text(encoding="utf-8"))
    rows = next(table["rows"] for table in data["tables"] if table["name"] == "全部成绩")
    assert [row[3] for row in rows][1:] == ["gone", title]


def test_a_call_has_one_time_on_the_screen_and_in_every_report(here, run, capfd, in_new_york):
    told = "2026-11-20 20:30"  # 09:30 of the next day in China
    assert told[5:] in trainer(capfd, "results").out
    assert told in trainer(capfd, "results", "show", "1").out
    run("--all", "--out", "全部")
    for page in ("index.html", "call-1.html", "trainee-1.html"):
        assert told in (here / "全部" / page).read_text(encoding="utf-8")


def test_a_call_as_a_page_for_this_user_alone(here, run):
    ran = run("1")
    assert (ran.code, ran.out) == (0, "写好了：成绩单-1.html\n")
    assert "Ctrl+P" in ran.err
    page = here / "成绩单-1.html"
    assert "我们的开场" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0
    again = run("1")
    assert again.code == EXIT_INPUT
    assert "--force" in again.err
    assert run("1", "--force").code == 0


@pytest.mark.parametrize(
    ("arguments", "name", "inside"),
    [
        (("--trainee", "1008"), "学员-小王.html", "全部成绩"),
        (("--class",), "班级.html", "服务水平"),
        (("--class", "--month", "2026-11"), "班级-2026-11.html", "班级报告：2026-11"),
        (("--class", "--out", "甲.html"), "甲.html", "我们的开场"),
    ],
)
def test_the_other_pages(here, run, arguments, name, inside):
    ran = run(*arguments)
    assert ran.out == f"写好了：{name}\n"
    assert inside in (here / name).read_text(encoding="utf-8")


def test_workbook_table_and_json_hold_the_same(here, run):
    assert run("1", "--format", "xlsx").out == "写好了：成绩单-1.xlsx\n"
    sheet = load_workbook(here / "成绩单-1.xlsx")["逐项"]
    from_book = [(str(row[2].value), str(row[4].value)) for row in sheet.iter_rows(min_row=2)]
    assert len(run("1", "--format", "csv").out.splitlines()) == 4
    with (here / "成绩单-1-逐项.csv").open(encoding="utf-8-sig", newline="") as file:
        from_csv = [(row[2], row[4]) for row in csv.reader(file)][1:]
    assert from_csv == from_book
    run("1", "--format", "json")
    data = json.loads((here / "成绩单-1.json").read_text(encoding="utf-8"))
    assert data["facts"]["学员"] == "小王"
    assert data["scorecard"]["total"] == 0
    assert [one["name"] for one in data["groups"]] == ["我们的开场", "余下的"]
    run("--class", "--format", "json")
    assert json.loads((here / "班级.json").read_text(encoding="utf-8"))["title"] == "班级报告"


def test_everything_in_a_folder_with_an_index(here, run):
    ran = run("--all", "--out", "全部")
    assert ran.out == "写好了：全部/index.html（3 张成绩单，2 位学员）\n"
    folder = here / "全部"
    index = (folder / "index.html").read_text(encoding="utf-8")
    pages = {path.name for path in folder.iterdir()}
    assert pages == {
        "index.html",
        "class.html",
        "trainee-1.html",
        "trainee-2.html",
        *(f"call-{n}.html" for n in (1, 2, 3)),
    }
    assert set(re.findall(r'href="([^":,]+)"', index)) == pages - {"index.html"}
    assert "--force" in run("--all", "--out", "全部").err
    assert run("--all", "--out", "全部", "--force", "--month", "2026-12").out.endswith("（2 张成绩单，2 位学员）\n")


def test_a_batch(here, run, capfd):
    session, _ = made.session("in-hold", 4)
    (here / "call.json").write_text(json.dumps(call_to_json(session.card.call)), encoding="utf-8")
    scored = trainer(capfd, "score", "call.json", "--scenario", "in-hold", "--out", "out", "--workers", "1")
    assert scored.code == 0, scored.err
    assert run("--batch", "out").out == "写好了：批量-out.html\n"
    assert "先听哪些" in (here / "批量-out.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), EXIT_USAGE, "写一样"),
        (("1", "--class"), EXIT_USAGE, "写一样"),
        (("--all",), EXIT_USAGE, "--out"),
        (("--all", "--out", "a", "--format", "xlsx"), EXIT_USAGE, "--out"),
        (("--class", "--month", "11月"), EXIT_USAGE, "2026-11"),
        (("--class", "--month", "2020-01"), EXIT_INPUT, "2020-01 还没有成绩"),
        (("--all", "--out", "a", "--month", "2020-01"), EXIT_INPUT, "2020-01 还没有成绩"),
        (("99",), EXIT_INPUT, "没有第 99 号"),
        (("--trainee", "谁"), EXIT_INPUT, "没有叫“谁”的学员"),
        (("1", "--out", "a.txt"), EXIT_INPUT, ".html 结尾"),
        (("1", "--out", "没有/a.html"), EXIT_INPUT, "没有/a.html"),
        (("--batch", "data"), EXIT_INPUT, "results.jsonl"),
        (("--class", "--groups", "trainer.toml"), EXIT_INPUT, "规则"),
        (("--all", "--out", "trainer.toml"), EXIT_INPUT, "建不了"),
    ],
)
def test_mistakes(here, run, arguments, code, message):
    ran = run(*arguments)
    assert ran.code == code
    assert message in ran.err


def test_an_unfinished_call_has_no_report(here, run):
    with opened(here / "data") as store:
        session, scenario = made.session("in-hold", 4)
        store.save(replace(session, key="half", number=None, card=None), scenario)
    assert "还没有做完" in run("4").err


def test_the_browser_is_opened_or_not_found(here, run, monkeypatch):
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: seen.append(url) or True)
    assert run("1", "--open").code == 0
    assert seen == [(here / "成绩单-1.html").as_uri()]
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    assert "没有找到浏览器" in run("2", "--open").err


def keep(here: Path, number: int, change: Callable[[Session], Session]) -> None:
    """Save that session as it is after a change."""
    with opened(here / "data") as store:
        store.save(change(store.session(number)))


def with_clips(session: Session, file: str = "001.flac") -> Session:
    """The first timed reply has a clip."""
    call = session.card.call
    first = next(one for one in call.utterances if one.speaker == "agent" and one.start is not None)
    said = tuple(replace(one, audio=Clip(file, one.start - 0.5)) if one is first else one for one in call.utterances)
    return replace(session, card=replace(session.card, call=replace(call, utterances=said)))


def test_kept_replies_are_in_the_page_unless_they_are_not_wanted(here, run):
    keep(here, 1, with_clips)
    folder = here / "data" / "recordings" / "k0"
    folder.mkdir(parents=True)
    soundfile.write(folder / "001.flac", np.full(SPEECH_RATE * 2, 0.1, np.float32), SPEECH_RATE)
    run("1")
    assert (here / "成绩单-1.html").read_text(encoding="utf-8").count("data:audio/ogg") == 1
    run("1", "--no-sound", "--force")
    assert "data:audio" not in (here / "成绩单-1.html").read_text(encoding="utf-8")


def test_sound_too_long_goes_into_a_folder_beside_the_page(here, run, monkeypatch):
    monkeypatch.setattr("trainer.report.html.sound.MOST_EMBEDDED", 100)
    soundfile.write(here / "call.wav", np.full((SPEECH_RATE * 70, 2), 0.1, np.float32), SPEECH_RATE)
    keep(here, 1, lambda session: replace(session, recording=str(here / "call.wav"), source="recording"))
    ran = run("1")
    assert "成绩单-1-录音" in ran.out
    assert (here / "成绩单-1-录音" / "recording.opus").read_bytes().startswith(b"OggS")
    assert 'src="成绩单-1-录音/recording.opus"' in (here / "成绩单-1.html").read_text(encoding="utf-8")
    (here / "甲-录音").write_text("", encoding="utf-8")
    assert "建不了" in run("1", "--out", "甲.html").err


@pytest.mark.parametrize(
    "change",
    [
        lambda session: with_clips(session, "002.flac"),
        lambda session: replace(session, recording="没有.wav", source="recording"),
        lambda session: replace(
            session,
            recording="call.wav",
            card=replace(session.card, call=replace(session.card.call, masked=True)),
        ),
    ],
    ids=["a reply that was deleted", "a recording that has gone", "a recording with private digits"],
)
def test_without_sound_there_is_a_page_all_the_same(here, run, change):
    soundfile.write(here / "call.wav", np.full(SPEECH_RATE, 0.1, np.float32), SPEECH_RATE)
    keep(here, 1, change)
    assert run("1").code == 0
    assert "<audio" not in (here / "成绩单-1.html").read_text(encoding="utf-8")


def test_what_cannot_be_told_is_left_out_of_the_index(here, run, monkeypatch):
    from trainer.errors import TrainerError

    def broken(*arguments: object, **more: object) -> None:
        raise TrainerError("没有情景")

    monkeypatch.setattr(report, "_call", broken)
    ran = run("--all", "--out", "全部")
    assert "（0 张成绩单，2 位学员）" in ran.out
    assert "没有情景" in ran.err
    assert "有 3 次没有做出成绩单" in ran.err


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("成绩单-1", "成绩单-1"),
        ("学员-a/b\\c:d", "学员-a_b_c_d"),
        ("..", "报告"),
        ("con", "报告-con"),
        ("a\u202eb", "a_U_202E_b"),
    ],
)
def test_names_become_names_of_files(name, file):
    assert report._file_name(name) == file
