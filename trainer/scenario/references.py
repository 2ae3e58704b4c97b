"""Names inside a scenario that must lead somewhere: rules, turns, facts, variants."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from trainer.errors import Problem
from trainer.rules import class_of
from trainer.rules.condition import Condition
from trainer.rules.fields import WHERE
from trainer.rules.operator import Operator
from trainer.scenario.binding import Placed, operator_of
from trainer.scenario.checked_file import CheckedFile
from trainer.scenario.model import Example, Sentence, Turn
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Document, Loc

OUTCOMES = frozenset({"met", "partly", "missed", "unclear", "not_measured"})
FIGURES = frozenset({"total", "first_total", "total_without_fatal"})
PASSED = "passed"
LIST = re.compile(r"<([^<>]+)>")  # a phrase list in the place of a rule's id
_OUTCOME_WANTED = "规则的结果要写 met、partly、missed、unclear 或 not_measured"


def check_references(checked: CheckedFile) -> list[Problem]:
    """Every name in rules, branches, recovery turns, lines and examples."""
    problems: list[Problem] = []
    for item in checked.rules:
        if not item.broken:
            problems += _rule(item, checked)
    problems += _cycles(checked)
    for index, turn in enumerate(checked.file.turns):
        problems += _turn(turn, index, checked)
    for index, example in enumerate(checked.file.examples):
        problems += _example(example, ("examples", index), checked)
    for index, sentence in enumerate(checked.file.sentences):
        problems += _sentence(sentence, ("sentences", index), checked)
    return problems


def _rule(item: Placed, checked: CheckedFile) -> Iterator[Problem]:
    where = WHERE.fullmatch(item.rule.where or "turn")
    if where and where[4]:
        full = checked.full(where[4], item.scope)
        if full is None and checked.blames(where[4]):
            yield item.at_key("where", checked.unknown(where[4], item.scope))
        elif full == item.bound.id:
            yield item.at_key("where", "where 不能指向这条规则自己；请写另一条规则的 id")
    if item.rule.where in ("turn", "nearby") and item.bound.turn is None:
        yield item.at_key("where", f"这条规则管整通电话，where 不能写 {item.rule.where}；请写 call 或删掉这一行")
    elif item.rule.where in ("nearby", "end") and not (item.rule.by_words and item.rule.speaker == "agent"):
        yield item.at_key("where", f"where: {item.rule.where} 只用在学员要说到的话上；请删掉这一行")
    for condition in item.rule.applies_when or ():
        for name in (*(condition.met or ()), *(condition.missed or ())):
            if checked.full(name, item.scope) is None and checked.blames(name):
                yield item.at_text(name, None, checked.unknown(name, item.scope))
            elif checked.full(name, item.scope) == item.bound.id:
                yield item.at_key("applies_when", "applies_when 不能指向这条规则自己；请写另一条规则的 id")
        yield from (item.at_text(name, None, message) for name, message in _unknown(condition, checked))
    for rule in item.rule.flat():
        yield from _named(item, rule, checked)


def _named(item: Placed, rule: Operator, checked: CheckedFile) -> Iterator[Problem]:
    """The facts, rules, turns and options that a rule names."""
    if rule.names_facts:
        yield from _facts(item, rule, checked)
    if rule.orders_all and len(_ordered(item, checked)) < 2:
        yield item.at_key(rule.operator, f"{rule.operator}: all 要排同一回合里的 required 规则，至少要有两条")
    for name in rule.rules_named():
        full = checked.full(name, item.scope)
        if full is None and checked.blames(name):
            yield item.at_text(name, None, checked.unknown(name, item.scope))
        elif full == item.bound.id:
            yield item.at_text(name, None, f"{rule.operator} 里不能写这条规则自己")
    turns = [turn.id for turn in checked.file.turns]
    for key, name in rule.turns_named().items():
        if name not in turns:
            yield item.at_key(key, f"没有回合“{short(name)}”{offer(name, turns)}")
    if rule.options_named():
        yield from _options(item, rule, checked)


def _facts(item: Placed, rule: Operator, checked: CheckedFile) -> Iterator[Problem]:
    facts = checked.file.facts
    if "facts" in checked.hurt:
        return
    for name in rule.facts_named():
        if name not in facts:
            yield item.at_text(name, None, _fact(name, checked))
    if not facts:
        yield item.at_key(rule.operator, "情景里没有写 facts，这条规则无从比较；请先写 facts")
        return
    most = sum(len(facts.get(name, ())) for name in rule.facts_named() or facts)
    at_least = getattr(rule, "at_least", None)
    if isinstance(at_least, int) and at_least > most:
        yield item.at_key("at_least", f"at_least 是 {at_least}，可是只有 {most} 项；最多写 {most}")


def _ordered(item: Placed, checked: CheckedFile) -> tuple[str, ...]:
    """The ids of the rules beside it that `order: all` orders; a broken one counts as what was meant."""
    beside = (other for other in checked.rules if other.scope == item.scope)
    return tuple(other.bound.id for other in beside if class_of(operator_of(other.rule)).orderable)


def _options(item: Placed, rule: Operator, checked: CheckedFile) -> Iterator[Problem]:
    key = rule.operator
    turn = next((turn for turn in checked.file.turns if turn.id == item.bound.turn), None)
    if turn is None:
        yield item.at_key(key, f"{key} 只能写在有 choices（选项）的题目里，请移到那个回合的 rules 下面")
    elif turn.choices is None:
        if "turns.choices" not in checked.hurt:
            yield item.at_key(key, "这一题没有写 choices（选项）；请加上，例如 choices: {A: 两声, B: 三声, C: 五声}")
    else:
        for letter in rule.options_named():
            if letter not in turn.choices:
                known = "、".join(turn.choices)
                yield item.at_text(letter, None, f"choices 里没有“{letter}”；可以写 {known}")


def _unknown(condition: Condition, checked: CheckedFile) -> Iterator[tuple[str, str]]:
    """The variants and facts that a condition names and the file does not, each with what is wrong about it."""
    variants, facts = checked.file.variants, checked.file.facts
    yield from ((name, _variant(name, checked)) for name in condition.variant or () if name not in variants)
    if "facts" not in checked.hurt:
        yield from ((name, _fact(name, checked)) for name in condition.wrong or () if name not in facts)


def _fact(name: str, checked: CheckedFile) -> str:
    return f"facts 里没有“{short(name)}”{offer(name, checked.file.facts)}"


def _variant(name: str, checked: CheckedFile) -> str:
    return f"variants 里没有“{short(name)}”{offer(name, checked.file.variants) or '；请先在文件开头写 variants'}"


def _cycles(checked: CheckedFile) -> list[Problem]:
    """A rule that waits for itself through `after`, `before`, `order` or `applies_when`."""
    waits: dict[str, list[str]] = {}
    for item in checked.rules:
        named = () if item.broken else _needed(item, checked)
        goals = {full for name in named if (full := checked.full(name, item.scope)) is not None}
        waits[item.bound.id] = sorted(goals - {item.bound.id})
    problems = []
    reported: set[str] = set()
    for item in checked.rules:
        loop = _loop(item.bound.id, waits)
        if loop and not reported.intersection(loop):
            reported.update(loop)
            way = " → ".join([*loop, loop[0]])
            key = "where" if item.rule.where else "applies_when"
            problems.append(item.at_key(key, f"这几条规则互相等待，谁也判不了：{way}；请改掉其中一个 {key}"))
    return problems


def _needed(item: Placed, checked: CheckedFile) -> Iterator[str]:
    """What is judged before the rule: where it starts, what it orders, what decides whether it applies."""
    yield from item.rule.needed(_ordered(item, checked))
    for condition in item.rule.applies_when or ():
        yield from (*(condition.met or ()), *(condition.missed or ()))


def _loop(start: str, waits: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids on a way from `start` back to it; empty where there is none."""
    came: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for goal in waits.get(here, ()):
            if goal == start:
                way = [here]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if goal not in came:
                came[goal] = here
                waiting.append(goal)
    return []


def _turn(turn: Turn, index: int, checked: CheckedFile) -> Iterator[Problem]:
    document = checked.document
    at: Loc = ("turns", index)
    for number, step in enumerate(turn.next):
        yield from _conditions(step.when or (), (*at, "next", number, "if"), turn.id, checked)
    if turn.recovery is not None:
        yield from _recovery(turn, (*at, "recovery"), checked)
    line_at = (*at, "line")
    if isinstance(turn.line, dict):
        for name in turn.line:
            if name not in checked.file.variants:
                yield document.problem((*line_at, name), _variant(name, checked), key=True)
        lacking = [name for name in checked.file.variants if name not in turn.line]
        if lacking and any(name in checked.file.variants for name in turn.line):
            yield document.problem(line_at, f"line 里缺少情况“{'、'.join(lacking)}”的话，请补上", key=True)
    elif turn.line is None and turn.cue == "line" and not {line_at, (*at, "cue")} & {*document.values, *document.empty}:
        if not isinstance(document.get(at), dict):
            return  # no turn at all: reported by its shape
        message = "这个回合没有写来电人的话；请加上 line，或写 cue: ring / silence / hangup"
        yield document.problem((*at, "id"), message)


def _conditions(conditions: Iterable[Condition], at: Loc, turn: str, checked: CheckedFile) -> Iterator[Problem]:
    document = checked.document
    for condition in conditions:
        for name in (*(condition.met or ()), *(condition.missed or ())):
            if checked.full(name, turn) is None and checked.blames(name):
                yield document.problem(document.find(at, name) or at, checked.unknown(name, turn))
        for name, message in _unknown(condition, checked):
            yield document.problem(document.find(at, name) or at, message)


def _recovery(turn: Turn, at: Loc, checked: CheckedFile) -> Iterator[Problem]:
    name = turn.recovery or ""
    found = [item for item in checked.rules if name in (item.bound.id, item.bound.id.rpartition(".")[2])]
    if not found:
        if checked.blames(name):
            known = [item.bound.id.rpartition(".")[2] for item in checked.rules if item.rule.id]
            yield checked.document.problem(at, f"没有规则“{short(name)}”{offer(name, known)}")
    elif len(found) > 1:
        ids = "、".join(item.bound.id for item in found)
        yield checked.document.problem(at, f"有几条规则都叫“{short(name)}”，请写全名：{ids}")
    elif found[0].bound.turn is None:
        yield checked.document.problem(at, "recovery 只能补救某个回合里的规则，不能是整通电话的规则")
    elif found[0].bound.turn == turn.id:
        yield checked.document.problem(at, "recovery 要写前面回合的规则，不能是这个回合自己的")


def _example(example: Example, at: Loc, checked: CheckedFile) -> Iterator[Problem]:
    document = checked.document
    turns = [turn.id for turn in checked.file.turns]
    sure = not checked.hurt & {"turns", "turns.id"}
    for name in example.replies:
        if sure and name not in turns and not (checked.file.kind == "checklist" and name == "call"):
            yield document.problem((*at, "replies", name), f"没有回合“{short(name)}”{offer(name, turns)}", key=True)
    for index, name in enumerate(example.path or ()):
        if sure and name not in turns:
            yield document.problem((*at, "path", index), f"没有回合“{short(name)}”{offer(name, turns)}")
    for name in example.note or {}:
        if checked.file.facts and name not in checked.file.facts:
            yield document.problem(
                (*at, "note", name), f"facts 里没有“{short(name)}”{offer(name, checked.file.facts)}", key=True
            )
    if example.variant is not None and example.variant not in checked.file.variants:
        yield document.problem((*at, "variant"), _variant(example.variant, checked))
    yield from expectations(example.expect, (*at, "expect"), checked.ids, document, checked.blames)


def _sentence(one: Sentence, at: Loc, checked: CheckedFile) -> Iterator[Problem]:
    document = checked.document
    turns = [turn.id for turn in checked.file.turns]
    if not checked.hurt & {"turns", "turns.id"}:
        if one.turn is None and turns:
            yield document.problem(at, f"请写上这句话是对哪个回合的回答，例如 turn: {turns[0]}")
        elif one.turn is not None and one.turn not in turns:
            yield document.problem((*at, "turn"), f"没有回合“{short(one.turn)}”{offer(one.turn, turns)}")
    if one.variant is not None and one.variant not in checked.file.variants:
        yield document.problem((*at, "variant"), _variant(one.variant, checked))
    if checked.used.complete:
        yield from lists_expected(one.expect, (*at, "expect"), {**checked.used.lists, **checked.file.lists}, document)
    for name, value in one.expect.items():
        where = (*at, "expect", name)
        if LIST.fullmatch(name):
            continue
        if checked.full(name, one.turn or "call") is None:
            if checked.blames(name):
                yield document.problem(where, checked.unknown(name, one.turn or "call"), key=True)
        elif value not in OUTCOMES:
            yield document.problem(where, _OUTCOME_WANTED)


def lists_expected(expect: Mapping[str, str], at: Loc, lists: Collection[str], document: Document) -> Iterator[Problem]:
    """The phrase lists among what a sentence expects: known names, and for each an outcome."""
    for name, value in expect.items():
        found = LIST.fullmatch(name)
        if found and found[1] not in lists:
            known = [f"<{one}>" for one in lists]
            yield document.problem((*at, name), f"没有说法表“{short(name)}”{offer(name, known)}", key=True)
        elif found and value not in OUTCOMES:
            yield document.problem((*at, name), _OUTCOME_WANTED)


def expectations(
    expect: Mapping[str, str],
    at: Loc,
    ids: Sequence[str],
    document: Document,
    blames: Callable[[str], bool] = lambda name: True,
    *,
    own: str = "",
) -> Iterator[Problem]:
    """What an example expects: known names, and for each a value of the right sort; `own` is a pack's name."""
    for name, value in expect.items():
        where = (*at, name)
        if name in FIGURES:
            if value in OUTCOMES or value in ("true", "false"):
                yield document.problem(where, f'{name} 要写分数，例如 ">=90"，或 null（不出分）')
        elif name == PASSED:
            if value not in ("true", "false", "null"):
                yield document.problem(where, "passed 要写 true、false 或 null（不出分）")
        elif name not in ids and f"{own}.{name}" not in ids:
            if not blames(name):
                continue
            same = [rule_id for rule_id in ids if rule_id.rpartition(".")[2] == name]
            said = f"；请写全名“{same[0]}”" if same else offer(name, [*ids, *sorted(FIGURES)])
            yield document.problem(where, f"没有规则“{short(name)}”{said}", key=True)
        elif value not in OUTCOMES:
            yield document.problem(where, _OUTCOME_WANTED)
