"""Every method of the store."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from trainer import scorecard
from trainer.history.database import HistoryError, NotThereError
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Settlement, Trainee
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard

from .conftest import START, made, marked


class TestSessions:
    def test_what_is_saved_is_read_again(self, store: Store, mini: Scenario, card: Scorecard):
        wang = store.trainee("小王", "1008")
        left = store.save(made(mini, "left", trainee=wang, variant="急", source="voice"), mini)
        done = store.save(made(mini, "done", card=card, recording="a/b.wav", mode="exam"), mini)

        assert left.number != done.number
        assert store.session(left.number or 0) == left
        assert scorecard.to_json(store.session(done.number or 0).card) == scorecard.to_json(card)
        assert replace(store.session(done.number or 0), card=card) == done
        assert store.session_of("left") == left
        assert store.session_of("other") is None

    def test_each_save_replaces_the_one_before(self, store: Store, mini: Scenario, card: Scorecard):
        first = store.save(made(mini))
        second = store.save(made(mini, state={"phase": "note"}, card=card), mini)

        assert first.number == second.number
        assert store.session(second.number or 0).state == {"phase": "note"}
        assert store.chosen() == (second.number,)

    def test_what_is_finished_stays_finished(self, store: Store, mini: Scenario, card: Scorecard):
        done = store.save(made(mini, card=card), mini)

        assert store.save(made(mini, state={"phase": "ready"}), mini).finished
        assert store.session(done.number or 0).state == done.state

    def test_a_finished_one_may_be_scored_again(self, store: Store, mini: Scenario, card: Scorecard):
        done = store.save(made(mini, card=marked(card)), mini)
        number = done.number or 0
        store.settle(Settlement(number, None, "agree", "", "李老师", START))
        before = list(store.rule_results())

        again = store.save(replace(done, card=replace(marked(card), total=card.total)), mini)

        assert again.number == number
        assert list(store.rule_results()) == before
        assert store.result(number).marked is False  # what was settled stays settled

    def test_a_number_that_is_not_there(self, store: Store, mini: Scenario):
        left = store.save(made(mini))
        with pytest.raises(NotThereError, match="没有第 7 号成绩"):
            store.session(7)
        with pytest.raises(NotThereError, match="trainer results"):
            store.result(left.number or 0)  # not finished

    def test_numbers_are_not_given_twice(self, store: Store, mini: Scenario):
        store.save(made(mini, "a"))
        gone = store.save(made(mini, "b")).number or 0
        store.forget([gone])

        assert store.save(made(mini, "c")).number == gone + 1

    def test_unfinished_ones_the_last_first(self, store: Store, mini: Scenario, card: Scorecard):
        store.save(made(mini, "late", day=2))
        store.save(made(mini, "early", day=1))
        store.save(made(mini, "other", day=3, scenario="other"))
        store.save(made(mini, "done", day=4, card=card), mini)

        assert [one.key for one in store.unfinished()] == ["other", "late", "early"]
        assert [one.key for one in store.unfinished("mini")] == ["late", "early"]

    def test_known_keys(self, store: Store, mini: Scenario):
        store.save(made(mini, "a'b"))

        assert store.known(["a'b", "c"]) == {"a'b"}

    @pytest.mark.parametrize("body", [b"", b"x", zlib.compress(b"{"), zlib.compress(b"[]"), zlib.compress(b"{}")])
    def test_a_damaged_body_is_told_and_the_others_stay(self, store: Store, mini: Scenario, body: bytes):
        bad, good = store.save(made(mini, "bad")), store.save(made(mini, "good"))
        store._connection.execute("UPDATE bodies SET body = ? WHERE number = ?", (body, bad.number))

        with pytest.raises(HistoryError, match=f"第 {bad.number} 号的内容坏了"):
            store.session(bad.number or 0)
        assert store.unfinished() == (good,)


class TestResults:
    @pytest.fixture
    def three(self, store: Store, mini: Scenario, card: Scorecard) -> Trainee:
        """Of two trainees; the first day is the last to be saved."""
        wang, li = store.trainee("小王"), store.trainee("小李", "7")
        store.save(made(mini, "c", day=2, card=replace(card, first_total=None), trainee=wang, source="voice"), mini)
        store.save(made(mini, "b", day=1, card=replace(card, first_total=card.total), trainee=li), mini)
        store.save(made(mini, "a", day=0, card=marked(card), trainee=wang, mode="exam"), mini)
        store.save(made(mini, "left", day=3, trainee=wang), mini)
        return wang

    def test_oldest_first_and_finished_ones_only(self, store: Store, three: Trainee, card: Scorecard):
        kept = store.results()

        assert [one.key for one in kept] == ["a", "b", "c"]
        assert [one.trainee and one.trainee.name for one in kept] == ["小王", "小李", "小王"]
        assert [one.marked for one in kept] == [True, False, False]
        assert {(one.total, one.passed, one.title) for one in kept} == {
            (float(card.total or 0), card.passed, "报修小练习")
        }
        assert kept[1].first_total == kept[1].compared == kept[0].compared == float(card.total)
        assert kept[2].compared is None  # practice counts its first try
        assert store.result(kept[0].number) == kept[0]

    def test_chosen_by_what_is_given(self, store: Store, three: Trainee):
        assert [one.key for one in store.results(trainee=three.id)] == ["a", "c"]
        assert [one.key for one in store.results(source="voice")] == ["c"]
        assert [one.key for one in store.results(since=START + timedelta(days=1))] == ["b", "c"]
        assert [one.key for one in store.results(limit=2)] == ["b", "c"]
        assert store.results(scenario="other") == ()
        assert len(store.results(scenario="mini")) == 3

    def test_rules_of_the_chosen_ones(self, store: Store, three: Trainee, card: Scorecard):
        every = list(store.rule_results())
        newest = store.results()[-1].number

        assert len(every) == 3 * len(card.verdicts)
        assert {one.number for one in store.rule_results(trainee=three.id)} == {1, 3}
        assert [one.number for one in store.rule_results(numbers=[newest])] == [newest] * len(card.verdicts)
        assert {one.number for one in store.rule_results(since=START + timedelta(days=1))} == {1, 2}
        assert list(store.rule_results(scenario="other")) == []
        named = {one.rule: one for one in every}
        for verdict in card.verdicts:
            kept = named[verdict.id]
            assert (kept.outcome, kept.points) == (verdict.outcome, float(verdict.points))
            assert (kept.earned, kept.deducted) == (float(verdict.earned), float(verdict.deducted))
        assert named["greet.required-1"].label == "先问好"
        assert all(one.skill for one in every)


class TestScenarios:
    def test_a_version_is_kept_once_and_comes_back_as_it_was(self, store: Store, mini: Scenario):
        store.save(made(mini, "a"))
        assert store.scenario(mini.sha256) is None  # it was not at hand
        store.save(made(mini, "b"), mini)
        store.save(made(mini, "c"), mini)

        kept = store.scenario(mini.sha256)
        assert kept is not None
        assert (kept.file, kept.rules, kept.lists, kept.sha256) == (mini.file, mini.rules, mini.lists, mini.sha256)
        assert store._connection.execute("SELECT count(*) FROM scenarios").fetchone() == (1,)

    def test_another_version_is_not_taken_for_it(self, store: Store, mini: Scenario):
        store.save(made(mini, sha256="0" * 64), mini)

        assert store.scenario("0" * 64) is None
        assert store.scenario("1" * 64) is None

    @pytest.mark.parametrize("written", [b"x", zlib.compress(b"{"), zlib.compress(b'{"scenario": {}}')])
    def test_a_damaged_one_is_none(self, store: Store, mini: Scenario, written: bytes):
        store.save(made(mini), mini)
        store._connection.execute("UPDATE scenarios SET written = ?", (written,))

        assert store.scenario(mini.sha256) is None

    def test_rules_get_their_names_when_the_scenario_is_at_hand(self, store: Store, mini: Scenario, card: Scorecard):
        store.save(made(mini, "a", card=card))
        assert {(one.label, one.skill) for one in store.rule_results()} == {(v.id, "") for v in card.verdicts}

        store.save(made(mini, "b", card=card), mini)
        assert {one.label for one in store.rule_results(numbers=[1])} & {v.id for v in card.verdicts} == set()
        store.save(made(mini, "c", card=card))
        assert all(one.skill for one in store.rule_results())


class TestTrainees:
    def test_a_name_is_one_person_until_a_number_tells_two_apart(self, store: Store):
        first = store.trainee("小王")
        assert store.trainee("小王") == first
        second = store.trainee("小王", "1008")
        assert second.id != first.id
        assert store.trainee("小王", "1008") == second
        assert store.trainee("小王") == store.find_trainee("小王") == first
        assert store.find_trainee("1008") == second
        assert store.trainees() == (first, second)

    def test_a_number_says_more_than_a_name(self, store: Store):
        wang = store.trainee("小王", "1008")

        assert store.trainee("王老师", "1008") == wang
        assert store.trainee("小王") == wang

    def test_who_is_not_there_is_told_with_who_is(self, store: Store):
        with pytest.raises(NotThereError, match="还没有人练过"):
            store.find_trainee("小李")
        store.trainee("小王", "1")
        with pytest.raises(NotThereError, match="有：小王"):
            store.find_trainee("小李")
        store.trainee("小王", "2")
        with pytest.raises(NotThereError, match="有 2 位（1、2），请写工号"):
            store.find_trainee("小王")
        assert store.trainee("小王").staff_number is None  # neither of the two

    def test_the_last_one_is_remembered_until_forgotten(self, store: Store):
        assert store.last_trainee() is None
        wang, li = store.trainee("小王"), store.trainee("小李")
        store.remember_trainee(wang)
        store.remember_trainee(li)
        assert store.last_trainee() == li
        store.forget_trainee(li)
        assert store.last_trainee() is None
        assert store.trainees() == (wang,)

    def test_results_are_assigned(self, store: Store, mini: Scenario, card: Scorecard):
        for name in "abc":
            store.save(made(mini, name, card=card), mini)
        wang = store.trainee("小王")

        assert store.assign([1, 3, 9], wang) == 2
        assert [one.number for one in store.results(trainee=wang.id)] == [1, 3]
        assert store.session(1).trainee == wang

    def test_who_has_results_is_not_forgotten_by_accident(self, store: Store, mini: Scenario):
        wang = store.trainee("小王")
        store.save(made(mini, trainee=wang))
        with pytest.raises(HistoryError):
            store.forget_trainee(wang)
        assert store.trainees() == (wang,)


class TestSettlements:
    @pytest.fixture
    def number(self, store: Store, mini: Scenario, card: Scorecard) -> int:
        return store.save(made(mini, card=card, trainee=store.trainee("小王")), mini).number or 0

    def say(self, store: Store, number: int, action: str, rule: str | None = "greet.required-1") -> bool:
        by = None if action == "dispute" else "李老师"
        store.settle(Settlement(number, rule, action, "因为", by, START))  # type: ignore[arg-type]
        return store.result(number).marked

    def test_a_dispute_is_open_until_it_is_answered(self, store: Store, number: int):
        assert self.say(store, number, "dispute")
        assert self.say(store, number, "dispute", "greet.required-2")
        assert self.say(store, number, "agree")  # the other one is open
        assert not self.say(store, number, "reject", "greet.required-2")
        assert self.say(store, number, "dispute", None)
        assert not self.say(store, number, "agree", None)
        assert [(one.action, one.by) for one in store.settlements(number)][:3] == [
            ("dispute", None), ("dispute", None), ("agree", "李老师"),
        ]  # fmt: skip
        assert store.settlements(number)[0].at == START

    def test_a_mark_is_open_until_the_whole_is_answered(self, store: Store, mini: Scenario, card: Scorecard):
        number = store.save(made(mini, "marked", card=marked(card)), mini).number or 0
        assert store.result(number).marked
        assert self.say(store, number, "reject")
        assert not self.say(store, number, "agree", None)

    def test_an_answer_to_the_whole_settles_all(self, store: Store, number: int):
        self.say(store, number, "dispute")
        assert not self.say(store, number, "agree", None)

    def test_only_finished_sessions_are_settled(self, store: Store, mini: Scenario):
        left = store.save(made(mini, "left")).number or 0
        with pytest.raises(NotThereError, match="还没有做完"):
            self.say(store, left, "dispute")
        with pytest.raises(NotThereError, match="没有第 77 号"):
            self.say(store, 77, "dispute")

    def test_the_trainee_is_told_once(self, store: Store, number: int):
        wang, li = store.trainee("小王"), store.trainee("小李")
        self.say(store, number, "dispute")
        assert store.untold(wang) == ()
        self.say(store, number, "agree")
        assert [one.text for one in store.untold(wang)] == ["因为"]
        assert store.untold(li) == ()
        store.mark_told(wang)
        assert store.untold(wang) == ()
        assert len(store.settlements(number)) == 2


def test_the_card_of_a_skill_group_is_remembered(store: Store):
    wang, li = store.trainee("小王"), store.trainee("小李")
    assert store.memory(wang, "tone") is None
    store.remember(wang, "tone", "1")
    store.remember(wang, "tone", "2")
    assert (store.memory(wang, "tone"), store.memory(wang, "pace"), store.memory(li, "tone")) == ("2", None, None)
    store.forget_trainee(wang)
    assert store.memory(wang, "tone") is None


class TestForgetting:
    def test_sessions_are_chosen_by_all_that_is_given(self, store: Store, mini: Scenario):
        wang = store.trainee("小王")
        for day, name in enumerate("abc"):
            store.save(made(mini, name, day=day, trainee=wang if name != "b" else None))

        assert store.chosen() == (1, 2, 3)
        assert store.chosen(trainee=wang) == (1, 3)
        assert store.chosen(trainee=wang, before=START + timedelta(days=1)) == (1,)
        assert store.chosen(number=2) == (2,)
        assert store.chosen(number=2, trainee=wang) == ()

    @pytest.mark.parametrize("journal", ["WAL", "DELETE"])
    def test_nothing_of_it_stays_on_the_disk(
        self, tmp_path: Path, mini: Scenario, card: Scorecard, journal: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("trainer.history.database.journal", lambda path: journal)
        secret = "深藏不露"
        with opened(tmp_path) as store:
            who = store.trainee(secret)
            number = store.save(made(mini, "secret-key", card=card, trainee=who, title=secret), mini).number or 0
            store.settle(Settlement(number, None, "dispute", secret, None, START))
            store.remember(who, "tone", secret)

            assert store.forget([number, 99]) == ("secret-key",)
            store.forget_trainee(who)
            store.compact()

            left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
            assert secret.encode() not in left
            assert b"secret-key" not in left
            assert (store.results(), list(store.rule_results()), store.settlements(number)) == ((), [], ())

    def test_where_another_window_reads_it_is_told(self, store: Store, mini: Scenario, tmp_path: Path):
        store.save(made(mini))
        with opened(tmp_path) as other:
            other._connection.execute("BEGIN")
            other.results()
            store._connection.execute("PRAGMA busy_timeout = 10")
            with pytest.raises(HistoryError, match=r"请关掉别的窗口再删一次|正忙"):
                store.compact()
            other._connection.execute("COMMIT")
        store.compact()
