from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len
from rich.console import Console

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.report import advice
from trainer.report.console import nearest, quote, render
from trainer.report.display import REVIEWS, number, short
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Evidence, Pace, Review, ReviewKind, Scorecard, Verdict

MINI = Path(__file__).parents[1] / "practice" / "mini.yaml"


@pytest.fixture(scope="module")
def mini() -> Scenario:
    return load(MINI)


def call(*replies: tuple[str, str], **more) -> Call:
    said = tuple(Utterance(speaker="agent", text=text, turn=turn) for turn, text in replies)
    path = tuple(dict.fromkeys(turn for turn, _ in replies))
    return Call(utterances=said, path=path, source="keyboard", ended_by="caller", **more)


def shown(card: Scorecard, scenario: Scenario, **answers: str) -> str:
    out = StringIO()
    render(Console(file=out, width=80, markup=True, emoji=True), card, scenario, answers)
    return out.getvalue()


@pytest.fixture
def poor(mini) -> Scorecard:
    return scoring.score(mini, call(("greet", "您号，海棠苑客户服务中心"), ("hear", "我不知道"), ("bye", "再见")))


def test_the_total_the_pass_mark_and_one_thing_to_fix_stand_at_the_end(mini, poor):
    *_, last = shown(poor, mini, hear="非常抱歉").split("整通电话")

    assert f"总分 {number(poor.total)} / 100" in last
    assert "及格线 80" in last
    assert last.count("先改这一点") == 1
    assert "第 2 轮" in last
    assert "可以这样说：非常抱歉" in last


def test_a_deduction_quotes_the_words_said(mini, poor):
    [row] = [line for line in shown(poor, mini).splitlines() if "−5" in line]

    assert "忌语" in row
    assert "不知道" in shown(poor, mini).partition("−5")[2]


def test_what_was_earned_and_deducted_stands_under_the_total(mini, poor):
    earned = sum(v.earned for v in poor.verdicts)
    possible = sum(v.points for v in poor.verdicts if v.outcome in advice.COUNTED)

    got = f"得 {number(earned)}/{number(possible)} 分，按满分 100 算是 {number(100 * earned / possible)}"
    assert f"{got} − 扣 5\n" in shown(poor, mini)
    verdicts = tuple(replace(v, deducted=Fraction(30)) if v.deducted else v for v in poor.verdicts)
    assert "扣 30（一通电话最多扣 30）\n" in shown(replace(poor, total=Fraction(0), verdicts=verdicts), mini)


def test_what_no_longer_counts_says_that_the_most_is_deducted(mini, poor):
    """A call loses at most 30 points; a rule broken after that is not shown as if it were free."""
    broken = next(v for v in poor.verdicts if v.deducted)
    after = (replace(broken, deducted=Fraction(30)), replace(broken, deducted=Fraction(0)))
    rows = [line for line in shown(replace(poor, verdicts=after), mini).splitlines() if "忌语" in line]

    assert [("−30" in row, "已扣满" in row) for row in rows] == [(True, False), (False, True)]


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 120])
def test_a_card_fits_any_window_and_says_the_same(mini, poor, width):
    out = StringIO()
    render(Console(file=out, width=width), poor, mini)
    lines = out.getvalue().splitlines()

    assert [line for line in lines if cell_len(line) > min(width, 80)] == []
    assert "−5" in out.getvalue()
    assert "不知道" in out.getvalue().replace("\n", "").replace(" ", "")
    assert "".join(lines).count("没做到") == shown(poor, mini).count("没做到")


def test_the_total_stands_first_and_last(mini, poor):
    text = shown(poor, mini)
    total = f"总分 {number(poor.total)} / 100"

    assert text.lstrip().splitlines()[2].startswith(total)
    assert text.count(total) == 2


def test_the_loss_is_told_in_points_of_the_row_and_of_the_hundred(mini, poor):
    worst = advice.first_to_fix(poor, mini)
    lost = advice.loss(poor, worst)

    assert (worst.points, worst.earned) == (4, 0)
    assert f"这一点差 4 分，按满分 100 算是 {number(lost)} 分" in shown(poor, mini)


def test_no_total_is_below_nothing(mini, poor):
    unearned = tuple(replace(v, earned=Fraction(0)) for v in poor.verdicts)

    assert "按满分 100 算是 0 − 扣 5，最低 0 分\n" in shown(replace(poor, total=Fraction(0), verdicts=unearned), mini)


def test_what_was_not_measured_stands_beside_its_reason(mini, poor):
    text = shown(poor, mini)

    assert "未测：接听（没有铃声记录）；记录单（这次没有填记录单）" in text


def test_typed_words_that_only_sound_right_are_called_misspelt(mini, poor):
    assert "“您号” 同音，错别字，应为“您好”" in shown(poor, mini).replace("\n", "").replace("  ", "")


def test_no_total_says_that_someone_has_to_look(mini, poor):
    verdict = replace(poor.verdicts[0], outcome="unclear")
    doubtful = replace(poor, total=None, passed=None, judged=0.4, verdicts=(verdict, *poor.verdicts[1:]))

    text = shown(doubtful, mini)

    assert "不出分·待复核" in text
    assert "没听清" in text
    assert "能判断的分数占 40%" in text
    assert "总分" not in text


MOCKED = Review("manners", 1, 0, 8, "您可真会挑时候")


@pytest.mark.parametrize(("passed", "result"), [(True, "通过·待复核"), (False, "还没通过")], ids=["passed", "failed"])
def test_a_mark_names_the_sentence_and_sends_a_person_to_it(mini, passed, result):
    good = scoring.score(
        mini, call(("greet", "您好，海棠苑客户服务中心"), ("hear", "抱歉"), ("bye", "再见"), mode="exam")
    )
    text = shown(replace(good, passed=passed, review=(MOCKED,)), mini)

    assert f"{result}   及格线 80" in text
    assert "待复核（第 2 轮）：“您可真会挑时候”——看着像在挖苦、推脱或责怪，请人工看一下" in text


def test_a_trainee_reads_what_would_be_better(mini):
    good = scoring.score(mini, call(("greet", "您好，海棠苑客户服务中心"), ("hear", "抱歉"), ("bye", "再见")))
    far = replace(MOCKED, utterance=9)

    text = shown(replace(good, passed=True, review=(MOCKED, far)), mini).replace("\n", "")

    assert "请留意（第 2 轮）：“您可真会挑时候”——看着像在挖苦、推脱或责怪；换成您自己也愿意听的说法（不扣分）" in text
    assert "请留意：“您可真会挑时候”" in text
    assert "人工" not in text


def test_a_marked_turn_is_not_cleared_of_forbidden_words(mini):
    card = scoring.score(mini, call(("greet", "您好"), ("hear", "抱歉"), ("bye", "再见"), mode="exam"))
    quiet = next(v for v in card.verdicts if v.operator == "banned")
    places = tuple(replace(MOCKED, utterance=n, kind=kind) for n in (0, 1, 9) for kind in ("manners", "stock"))
    marked = replace(card, review=places, verdicts=(quiet, replace(quiet, id="call.x", turn=None)))

    assert "没有扣分的：忌语 1 项\n" in shown(replace(marked, review=()), mini)
    text = shown(marked, mini)
    assert "没有扣分的：忌语 1 项；有 2 句待复核" in text.partition("整通电话")[2]


def test_words_that_were_heard_are_to_be_listened_to(mini):
    card = scoring.score(mini, call(("greet", "您好"), ("hear", "抱歉"), ("bye", "再见"), mode="exam"))
    said = replace(card.call.utterances[1], recognised=True)
    heard = replace(card.call, utterances=(card.call.utterances[0], said, *card.call.utterances[2:]))

    text = shown(replace(card, call=heard, review=(MOCKED,)), mini).replace("\n", "")

    assert "——听着像在挖苦、推脱或责怪，请人工听一下（不扣分）" in text


def test_every_kind_of_mark_has_its_words():
    assert set(REVIEWS) == set(get_args(ReviewKind))


def test_a_fatal_slip_is_shown_with_the_total_without_it(tmp_path):
    (tmp_path / "mini.yaml").write_text(
        MINI.read_text(encoding="utf-8").replace("deduct: 5", "fatal: true"), encoding="utf-8"
    )
    strict = load(tmp_path / "mini.yaml", packs=tmp_path)
    card = scoring.score(strict, call(("greet", "您好"), ("hear", "抱歉，不知道"), ("bye", "再见"), mode="exam"))

    text = shown(card, strict)

    assert "总分 0 / 100" in text
    assert "红线" in text
    assert f"不算这一项是 {number(card.total_without_fatal)} 分" in text
    assert advice.first_to_fix(card, strict).operator == "banned"


def test_pace_shows_the_formula_gross_and_net(mini, poor):
    text = shown(replace(poor, pace=Pace(gross=132.4, net=210.0, chars=66, seconds=29.9)), mini)

    assert "语速 132 字/分（66 字 ÷ 29.9 秒 × 60）；去掉停顿 210 字/分" in text


def test_texts_are_data_not_markup(mini):
    card = scoring.score(mini, call(("greet", "[red]您好[/red] :smile: [/]")))

    assert "您：[red]您好[/red] :smile: [/]" in shown(card, mini)


def test_lines_fit_eighty_columns(mini, poor):
    assert max(cell_len(line) for line in shown(poor, mini).splitlines()) <= 80


def test_a_call_without_loss_is_praised(mini):
    full = call(
        ("greet", "您好，海棠苑客户服务中心"), ("hear", "抱歉"), ("bye", "再见"),
        note={"房号": "3-2-501", "电话": "13800138000"},
    )  # fmt: skip

    card = scoring.score(mini, full)

    assert advice.first_to_fix(card, mini) is None
    assert advice.to_drill(card, mini) == ()
    assert "没有丢分" in shown(card, mini)


def test_the_first_to_fix_is_what_cost_most_and_the_earlier_on_a_tie(mini, poor):
    def verdict(name: str, earned: int, deducted: int = 0) -> Verdict:
        return Verdict(
            f"greet.{name}",
            "greet",
            "required",
            "missed",
            "",
            points=Fraction(5),
            earned=Fraction(earned),
            deducted=Fraction(deducted),
        )

    def first(*verdicts: Verdict) -> str | None:
        found = advice.first_to_fix(replace(poor, verdicts=verdicts), mini)
        return found.id if found else None

    assert first(verdict("a", 4), verdict("b", 1)) == "greet.b"
    assert first(verdict("a", 1), verdict("b", 1)) == "greet.a"
    assert first(verdict("a", 4), verdict("b", 5, 30)) == "greet.b"
    assert first(verdict("a", 5)) is None


def test_drill_takes_the_turns_with_losses_in_call_order(mini, poor):
    assert advice.to_drill(poor, mini) == ("hear",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(100), "100"),
        (Fraction(805, 10), "80.5"),
        (Fraction(1, 20), "0.1"),
        (Fraction(0), "0"),
        (None, "–"),
        (2.25, "2.3"),
    ],
)
def test_figures(value, text):
    assert number(value) == text


def test_long_texts_are_cut_to_one_line():
    assert short("一二\n三四五", 4) == "一二 …"


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        (Evidence(said="您好", how="exact"), "“您好” 字面"),
        (Evidence(said="您号", how="sound", alternative="您好"), "“您号” 同音，错别字，应为“您好”"),
        (Evidence(said="你好", how="exact", alternative="您好"), "“你好” 字面，用“您”更好"),
        (Evidence(said="您号", how="sound", alternative="您好", start=1.0), "“您号” 同音"),
        (Evidence(said="您好吗", how="near", alternative="您好"), "“您好吗” 近音"),
        (Evidence(said="3-2-501"), "“3-2-501”"),
        (Evidence(said="您好", how="exact", start=1.0, hypothesis=2), "“您好”（另一种听法） 字面"),
    ],
    ids=["exact", "typed sound", "the familiar form", "heard sound", "near", "no text match", "another hypothesis"],
)
def test_evidence_in_words(evidence, text):
    assert quote(evidence) == text


def test_no_other_wording_is_recommended_for_forbidden_words():
    assert quote(Evidence(said="你烦不烦", how="exact", alternative="您烦不烦"), "banned") == "“你烦不烦” 字面"


def test_a_recovery_without_points_is_a_row_of_its_own(mini):
    card = scoring.score(mini, call(("greet", "您好"), ("hear", "哦"), ("angrier", "对不起"), ("bye", "再见")))
    text = shown(card, mini).partition("第 3 轮")[2].partition("第 4 轮")[0]

    assert "“对不起” 字面" in text
    assert "+2 " in text  # half of the four that were lost
    assert "没有扣分的：要说" not in text


@pytest.mark.parametrize(
    ("said", "similarity", "outcome", "shown_"),
    [
        ("给您添乱了", 0.8, "missed", True),
        ("给您添乱了", 0.7, "missed", False),
        ("激动", 0.9, "missed", False),
        ("急，您别急", 0.9, "missed", False),
        ("相报", 0.6, "unclear", True),
    ],
    ids=["near enough", "too far", "too short", "from two clauses", "unclear is always shown"],
)
def test_the_nearest_candidate_is_shown_where_it_helps(poor, said, similarity, outcome, shown_):
    heard = Evidence(
        phrase="x", alternative="x", said=said, how="near", counted=False, start=1.0, end=2.0, similarity=similarity
    )
    verdict = replace(poor.verdicts[0], outcome=outcome, evidence=(heard,))

    assert bool(nearest(verdict)) is shown_
    typed = replace(verdict, evidence=(replace(heard, start=None, end=None),))
    assert bool(nearest(typed)) is (outcome == "unclear")


def test_a_sentence_that_was_charged_needs_no_second_remark(mini):
    card = scoring.score(mini, call(("greet", "您好"), ("hear", "这不关我的事"), ("bye", "再见")))
    here = Evidence(utterance=1, said="关我的事", counted=True, char_start=2, char_end=6)
    charge = replace(card.verdicts[0], id="call.x", turn=None, deducted=Fraction(2), outcome="missed", evidence=(here,))
    mark = Review("manners", 1, 0, 6, "这不关我的事")
    cards = [replace(card, review=(mark,), verdicts=verdicts) for verdicts in ((charge,), ())]
    assert ["请留意" in shown(one, mini) for one in cards] == [False, True]
    elsewhere = replace(charge, evidence=(replace(here, utterance=0), replace(here, char_start=None, char_end=None)))
    assert "请留意" in shown(replace(cards[0], verdicts=(elsewhere,)), mini)


def test_what_was_said_well_in_the_whole_call_blames_no_turn(poor):
    good = Evidence(phrase="x", alternative="x", said="x", how="exact", counted=True, utterance=0)
    verdict = replace(poor.verdicts[0], turn=None, deducted=Fraction(0), evidence=(good,))

    assert advice.turn_of(poor, verdict) is None
    assert advice.turn_of(poor, replace(verdict, deducted=Fraction(2))) == "greet"
    assert advice.turn_of(poor, replace(verdict, deducted=Fraction(2), evidence=())) is None
