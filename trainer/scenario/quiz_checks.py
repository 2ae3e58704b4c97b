"""Checks of a quiz: questions one after the other, their options, an explanation for each."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.answers.letters import LETTERS
from trainer.errors import Problem
from trainer.scenario.checked_file import CheckedFile
from trainer.scenario.model import ScenarioFile, Turn
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Document, Loc
from trainer.text.normalise import normalise

_IN_ORDER = "问答按先后一题一题出，不用写 {key}，请删掉"


def check_quiz(checked: CheckedFile) -> list[Problem]:
    """Problems of a quiz; in any other kind of scenario questions are out of place."""
    file, document = checked.file, checked.document
    if "kind" in checked.hurt:
        return []
    if file.kind != "quiz":
        return list(_no_quiz(file, document))
    problems: list[Problem] = []
    if not file.turns and "turns" not in checked.hurt:
        problems.append(document.problem((), "问答里没有题目；请在 turns 下面写题目，每题一个 id、一句 line"))
    for index, turn in enumerate(file.turns):
        problems += _question(turn, ("turns", index), checked)
    for name in dict.fromkeys(item.scope for item in checked.used.rules):
        message = f"问答不看语速、礼貌用语和忌语，“{name}”里的规则却会算分；请从 use 里删掉"
        problems.append(document.problem(document.find(("use",), name) or ("use",), message, warning=True))
    return problems


def _no_quiz(file: ScenarioFile, document: Document) -> Iterator[Problem]:
    for index, turn in enumerate(file.turns):
        for key, value in (("choices", turn.choices), ("explain", turn.explain)):
            if value is not None:
                message = f"{key} 只用在问答里；请删掉，或者把 kind 改成 quiz"
                yield document.problem(("turns", index, key), message, key=True)


def _question(turn: Turn, at: Loc, checked: CheckedFile) -> Iterator[Problem]:
    document, hurt = checked.document, checked.hurt
    if turn.cue != "line":
        yield document.problem((*at, "cue"), "问答没有电话，每一题都是 line；请把 cue 这一行删掉", key=True)
    for key, written in (("next", turn.next), ("recovery", turn.recovery)):
        if written:
            yield document.problem((*at, key), _IN_ORDER.format(key=key), key=True)
    own = [item for item in checked.own if item.bound.turn == turn.id]
    if turn.choices is not None:
        yield from _options(turn.choices, (*at, "choices"), document)
        asked = any(rule.options_named() for item in own for rule in item.rule.flat())
        if not asked and not any(item.broken for item in own):
            message = "这一题有选项，却没有写选哪个对；请在 rules 里加上，例如 - choice: B"
            yield document.problem((*at, "choices"), message, key=True)
    elif not own and not hurt & {"turns.rules", "turns.choices"}:
        yield document.problem((*at, "id"), "这一题没有 rules，不知道怎样算对；请加上，例如 - required: 三声")
    if turn.explain is None and "turns.explain" not in hurt:
        message = "这一题没有 explain（讲解），答错的人不知道为什么；请写一句"
        yield document.problem((*at, "id"), message, warning=True)


def _options(choices: dict[str, str], at: Loc, document: Document) -> Iterator[Problem]:
    wanted = LETTERS[: len(choices)]
    seen: dict[str, str] = {}
    for letter, should in zip(choices, wanted, strict=True):
        if letter != should:
            message = f"选项要从 A 起按顺序写（半角大写字母），这里应当是 {should}，现在是“{short(letter)}”"
            yield document.problem((*at, letter), message, key=True)
            return
    for letter, text in choices.items():
        said = normalise(text).chars
        if not said:
            yield document.problem((*at, letter), f"选项 {letter} 没有可以念的字，请写完整")
        elif said in seen:
            yield document.problem((*at, letter), f"选项 {letter} 和 {seen[said]} 一样，请改掉一个")
        seen.setdefault(said, letter)
