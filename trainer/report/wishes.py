"""What a rule asks for, in words for a person with the paper in hand: the wish, and wordings that would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trainer.report.names import OPERATORS, number
from trainer.rules.condition import Condition
from trainer.rules.interface import Rule
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.text.template import fill, sample

SAMPLES = 3  # wordings of one rule that are shown
SHORT = 4  # characters: a shorter wording beside a longer one is only a piece of a sentence


@dataclass(frozen=True, slots=True)
class Wish:
    """One rule: what to do (or not to do), and wordings as they would be said."""

    text: str
    samples: tuple[str, ...] = ()
    instead: str = ""  # for a wording to avoid: the better one
    fatal: bool = False


class Wishes:
    """Rules of one scenario in plain words, slots filled in."""

    def __init__(self, scenario: Scenario, slots: Mapping[str, str]) -> None:
        """`slots`: the values to print."""
        self.scenario, self.slots = scenario, slots

    def of(self, bound: BoundRule) -> Wish:
        """What that rule asks for; the author's hint where there is one."""
        rule, scope = bound.rule, bound.id.rpartition(".")[0]
        samples = self.samples(getattr(rule, rule.operator)) if rule.operator in _SPOKEN else ()
        said = fill(rule.hint or "", self.slots) or self.asked(rule, scope)
        instead = fill(getattr(rule, "say", None) or "", self.slots)
        fatal = bool(getattr(rule, "is_fatal", rule.fatal))
        return Wish(said, samples, instead, fatal)

    def asked(self, rule: Rule, scope: str) -> str:
        """What the rule asks for, from its values alone; `scope`: of its short ids."""
        tell = _TELL.get(rule.operator)
        return tell(self, rule, scope) if tell else OPERATORS.get(rule.operator, rule.operator)

    def samples(self, templates: Iterable[str]) -> tuple[str, ...]:
        """One wording for each of the first few templates, none twice; the first is the author's model."""
        first, *others = dict.fromkeys(self.sample(template) for template in list(templates)[:SAMPLES])
        return first, *(one for one in others if len(one) >= min(len(first), SHORT))

    def sample(self, template: str) -> str:
        """A wording of the template; of a phrase list the first, which is the model one."""
        return sample(template, self.slots, self.scenario.lists)

    def facts(self, names: str | Iterable[str]) -> str:
        """Facts with their values: 房号（3栋2单元501）、…"""
        facts = self.scenario.file.facts
        wanted = facts if isinstance(names, str) else [name for name in names if name in facts]
        return "、".join(f"{name}（{'、'.join(facts[name])}）" for name in wanted)

    def name(self, rule_id: str, scope: str) -> str:
        """A rule by the id an author wrote, in a few words: its hint, or what has to be said."""
        bound = self._bound(rule_id, scope)
        return "“" + (self.of(bound).text if bound else rule_id) + "”"

    def condition(self, one: Condition, scope: str) -> str:
        """One condition of a branch as a clause."""
        if one.met:
            return "，并且".join(self._outcome(name, scope, met=True) for name in one.met)
        if one.missed:
            return "，并且".join(self._outcome(name, scope, met=False) for name in one.missed)
        if one.said:
            return "说了" + "或".join(f"“{self.sample(phrase)}”" for phrase in one.said)
        if one.not_said:
            return "没有说" + "或".join(f"“{self.sample(phrase)}”" for phrase in one.not_said)
        if one.variant:
            titles = self.scenario.file.variants
            return "这通电话的情况是" + "或".join(f"“{titles.get(name, name)}”" for name in one.variant)
        return "没有出声" if one.silent else "出了声"

    def _outcome(self, rule_id: str, scope: str, *, met: bool) -> str:
        """That a rule was met or missed; a rule that only deducts is missed by saying what it forbids."""
        bound = self._bound(rule_id, scope)
        if bound is not None and bound.rule.operator in ("banned", "avoid"):
            words = "、".join(f"“{one}”" for one in self.of(bound).samples[:2])
            return f"{'没有说' if met else '说了'}{words}这类的话"
        return f"{'做到了' if met else '没做到'}{self.name(rule_id, scope)}"

    def _bound(self, rule_id: str, scope: str) -> BoundRule | None:
        full = self.scenario.short_ids(scope).get(rule_id, rule_id)
        return next((bound for bound in self.scenario.rules if bound.id == full), None)


def _rings(value: str) -> str:
    count, _, unit = value.partition(" ")
    return f"{count} {'声铃响' if unit else '秒'}之内接起"


def _inner(w: Wishes, rules: Iterable[Rule], between: str, scope: str) -> str:
    return between.join(
        f"说“{w.sample(rule.templates()[0])}”" if rule.operator == "required" else w.asked(rule, scope)
        for rule in rules
    )


_SPOKEN = ("required", "banned", "avoid", "similar")  # whose main value are phrases
_TELL: Mapping[str, Callable[[Wishes, Any, str], str]] = {
    "required": lambda w, rule, scope: "这几句都要说到" if rule.all else "要说到",
    "banned": lambda w, rule, scope: "不能说",
    "avoid": lambda w, rule, scope: "少说",
    "similar": lambda w, rule, scope: "意思和样句一样",
    "order": lambda w, rule, scope: (
        "上面几句依次说" if rule.order == "all" else "依次：" + " → ".join(w.name(name, scope) for name in rule.order)
    ),
    "pattern": lambda w, rule, scope: "不说规定以外的内容" if rule.not_ else "把号码、时间一字一字说完整",
    "choice": lambda w, rule, scope: f"选 {'、'.join(rule.choice)}",
    "pace": lambda w, rule, scope: f"语速每分钟 {rule.pace} 字上下",
    "answer": lambda w, rule, scope: _rings(rule.answer),
    "gap": lambda w, rule, scope: f"客户说完，{number(rule.gap)} 秒之内开口",
    "silence": lambda w, rule, scope: f"冷场不超过 {number(rule.silence)} 秒；要查就先说一声",
    "interruption": lambda w, rule, scope: "不抢客户的话",
    "loudness": lambda w, rule, scope: "音量适中",
    "pitch": lambda w, rule, scope: "语调平稳，不提高嗓门",
    "duration": lambda w, rule, scope: f"整通电话不超过 {number(rule.duration)} 秒",
    "share": lambda w, rule, scope: f"自己说话不超过 {number(rule.share * 100)}%",
    "hangup": lambda w, rule, scope: "等客户先挂机" if rule.hangup == "caller" else "由您先挂机",
    "repeat": lambda w, rule, scope: "念给客户听：" + w.facts(rule.repeat),
    "note": lambda w, rule, scope: "记录单写上：" + w.facts(rule.note),
    "courtesy": lambda w, rule, scope: "礼貌用语多说几次：您好、请、谢谢",
    "filler": lambda w, rule, scope: f"少说口头语：{'、'.join(rule.filler)}",
    "repetition": lambda w, rule, scope: f"同一句话最多说 {rule.repetition} 遍",
    "addressed": lambda w, rule, scope: f"称呼客户“{w.sample(rule.addressed)}”",
    "all_of": lambda w, rule, scope: _inner(w, rule.all_of, "，并且", scope),
    "any_of": lambda w, rule, scope: _inner(w, rule.any_of, "，或者", scope),
    "none_of": lambda w, rule, scope: "不要" + _inner(w, rule.none_of, "，也不要", scope),
}
