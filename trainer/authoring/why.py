"""Why a sentence cost what it did: the stages that forbidden words went through, and what kept a phrase from counting.

Nothing is judged here: the stages are those of `rules/stages.py`, the reasons those of `text/nearness.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from trainer.authoring.attempt import Attempt, asked
from trainer.report.display import number
from trainer.report.wrap import wrap
from trainer.rules import label_of
from trainer.rules.avoid import Avoid
from trainer.rules.banned import Banned
from trainer.rules.required import Required, best_of
from trainer.rules.stages import AVOID, BANNED
from trainer.rules.suspect import Answer, Passage, Suspect, walk
from trainer.rules.unless import excuse
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import short
from trainer.scorecard import HOW_NAMES
from trainer.text.find import Found
from trainer.text.phrase import Match
from trainer.text.thresholds import CANDIDATE, CLAUSE_PAUSE, SHORTEST_NEAR

ANSWERS: dict[Answer, tuple[str, str]] = {
    "spare": ("放过", "green"),
    "doubt": ("存疑", "yellow"),
    "pass": ("通过", "dim"),
}
ENDS: dict[Answer, tuple[str, str]] = {"spare": ("不扣", "green"), "doubt": ("存疑", "yellow"), "pass": ("扣分", "red")}
NEEDED: dict[Match, str] = {"exact": "这条规则只认原来的字", "sound": "这条规则只认同音，不认近音", "near": ""}
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Charged:
    """A place where forbidden words stand or nearly stand, and how that ended."""

    rule: str  # full id
    operator: str
    suspect: Suspect
    passage: Passage
    corrected: bool = False  # the trainee took it back
    again: bool = False  # of a phrase that has cost already in this turn

    @property
    def end(self) -> str:
        """扣分, 存疑 or 不扣, and what else there is to say of it."""
        end = ENDS[self.passage.answer][0]
        if self.passage.answer != "pass":
            return end
        notes = ["一票否决"] if self.suspect.fatal else []
        notes += ["当场改正，减半"] if self.corrected else []
        notes += ["同一句话，一个回合只扣一次"] if self.again else []
        return f"{end}（{'；'.join(notes)}）" if notes else end

    @property
    def notes(self) -> tuple[str, ...]:
        """Which polite context it was that spared the words; why near sound is no nearer."""
        found, (last, answer) = self.suspect.found, self.passage.steps[-1]
        if last.name == "unless" and answer == "spare":
            return (f"除外（unless）里写了“{short(excuse(self.suspect) or '', 30)}”",)
        return because(found, "near", heard=self.suspect.heard) if found.how == "near" else ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The place that comes closest to a phrase that has to be said; None: nothing comes near it."""

    rule: str  # full id
    wording: str  # of the phrase
    found: Found | None
    because: tuple[str, ...]  # why it does not count, or not for sure

    @property
    def end(self) -> str:
        """算, 存疑 or 不算."""
        grades = {"sure": "算", "unclear": "存疑", "candidate": "不算"}
        return grades[self.found.grade] if self.found else "不算"


def charged(tried: Attempt, scenario: Scenario) -> Iterator[Charged]:
    """Every place of a phrase of `banned` and `avoid`, rule by rule."""
    for bound, part, context in asked(scenario, tried.card.call, tried.card):
        rule = bound.rule
        if not isinstance(rule, Banned | Avoid):
            continue
        stages = BANNED if isinstance(rule, Banned) else AVOID
        counted: set[str] = set()
        for suspect in rule.suspects(part, context):
            passage, phrase = walk(stages, suspect), suspect.found.alternative
            back = passage.answer == "pass" and rule.corrected(suspect)
            yield Charged(bound.id, rule.operator, suspect, passage, back, phrase in counted)
            if passage.answer == "pass":
                counted.add(phrase)


def wanted(tried: Attempt, scenario: Scenario) -> Iterator[Wanted]:
    """For every `required` rule of the turn the phrases said, or as many as are needed of those that came closest."""
    for bound, part, context in asked(scenario, tried.card.call, tried.card):
        rule = bound.rule
        if not isinstance(rule, Required) or (tried.turn and bound.turn != tried.turn):
            continue
        places = rule.places(part, context, nearest=True)
        best = [(template, best_of(found)) for template, found in places.items()]
        best.sort(key=lambda one: _rank(one[1]))
        for template, found in best[: rule.needed_phrases]:
            wording = found.alternative if found else context.phrasebook.sample(template)
            yield Wanted(bound.id, wording, found, because(found, rule.match, heard=tried.heard))


def because(found: Found | None, match: Match, *, heard: bool) -> tuple[str, ...]:
    """What keeps the place from counting for sure, each as a sentence; nothing where it counts."""
    if found is None:
        return (f"没有像到 {CANDIDATE:.0%} 的地方；不到 {SHORTEST_NEAR} 个字的话只认同音",)
    turned = found.turned.kind.tells if found.turned else ""
    if found.grade == "sure":
        return (f"{turned}，拿不准：算做到，请人复核",) if turned else ()
    told = [reason.sentence for reason in found.reasons]
    if turned and found.grade == "candidate":
        told.append(f"{turned}，不算（停顿 {CLAUSE_PAUSE:g} 秒以上就是另一句）")
    if found.how == "near" and not heard:
        told.append("打字只认原来的字和同音的错别字，不认近音")
    if not told and found.how != "exact":
        told.append(NEEDED[match] or f"不到 {SHORTEST_NEAR} 个字的话，有一个字只是近音，不能断定")
    return tuple(told)


def explained(tried: Attempt, scenario: Scenario, width: int = 80) -> Iterator[Text]:
    """Every line for a person at a terminal, none wider than `width` cells."""
    faults = list(charged(tried, scenario))
    yield Text("不该说的话，一关一关这样过：" if faults else "没有碰到忌语和少说的话。", style="bold")
    for one in faults:
        found = one.suspect.found
        head = f"【{label_of(one.operator)}】{short(found.alternative, 20)}　{_place(found)}"
        yield wrap(Text.assemble((head, "bold"), (f"　{one.rule}", "dim")), width)
        for stage, answer in one.passage.steps:
            name, style = ANSWERS[answer]
            yield wrap(Text.assemble((name, style), f"　{stage.label}：{stage.tells}"), width, INDENT)
        for sentence in one.notes:
            yield wrap(sentence, width, INDENT)
        yield wrap(Text.assemble("结果：", (one.end, ENDS[one.passage.answer][1])), width, INDENT)
    phrases = list(wanted(tried, scenario))
    if phrases:
        yield Text("该说的话，最接近的在这里：", style="bold")
    for phrase in phrases:
        where = f"　{_place(phrase.found)}" if phrase.found else ""
        head = f"【{phrase.end}】{short(phrase.wording, 20)}{where}"
        yield wrap(Text.assemble((head, "bold"), (f"　{phrase.rule}", "dim")), width)
        for sentence in phrase.because:
            yield wrap(sentence, width, INDENT)


def _rank(found: Found | None) -> tuple[int, float]:
    order = {"sure": 0, "unclear": 1, "candidate": 2}
    return (order[found.grade], -found.similarity) if found else (3, 0.0)


def _place(found: Found) -> str:
    """【不幸】第 2–3 字　同音."""
    how = HOW_NAMES[found.how] + (f" {number(100 * found.similarity, 0)}%" if found.how == "near" else "")
    where = f"第 {found.start + 1} 字" if found.end == found.start + 1 else f"第 {found.start + 1}–{found.end} 字"
    return f"在“{found.said}”（{where}，{how}）"
