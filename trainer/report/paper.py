"""The sheet for paper (话术单, of a quiz the question paper): an HTML page that prints well on A4, in black and white.

No script, nothing from the network; whatever an author wrote is text. What is said well comes in as `answers`, judged
elsewhere: this page judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from trainer.report.display import number as figure
from trainer.report.display import short
from trainer.report.identity import version
from trainer.report.markup import Markup, joined, tag
from trainer.report.quiz_card import heading
from trainer.report.wishes import Wish, Wishes
from trainer.report.wrap import folded
from trainer.scenario import standards
from trainer.scenario.heading import KINDS
from trainer.scenario.model import Turn
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scenario.turn_graph import END, edges
from trainer.text.template import fill

Answers = Mapping[str, Sequence[tuple[str, str]]]  # turn → (case of the call or nothing, model sentence)

CUES = {"ring": "（电话铃响，您先开口）", "silence": "（对方不出声）", "hangup": "（对方挂机）"}
NAMES = {"ring": "接起电话", "silence": "对方不出声", "hangup": "对方挂机"}
RECOVERY = "补救"
FEW_RULES = 2  # of a step that stays on one page
SHORT_OPTION = 16  # characters of an option that leaves room for another beside it
NAME = 10  # characters of what the caller says that name a step
_DIRECTIONS = re.compile(r"（[^（）]*）")
_ENDS = re.compile(r"[，。！？；：…—、]+")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
NOTE_LINES = 1  # blank lines to write on after each turn
SHEET_LINES = 6  # and at the end
TABOO_WORDS = 2  # wordings of what must not be said in the whole call: most sheets share that list
# A4, wide margins, borders instead of colours, Chinese fonts by their names.
STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
* { box-sizing: border-box; }
html { color: #000; background: #fff; }
body { margin: 0 auto; max-width: 180mm; font: 10pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei",
  "PingFang SC", "WenQuanYi Micro Hei", "SimSun", sans-serif; overflow-wrap: anywhere; }
main + main { break-before: page; }
h1 { font-size: 18pt; line-height: 1.3; margin: 0; }
h2 { font-size: 13pt; margin: 5mm 0 2mm; padding-bottom: 1mm; border-bottom: 1.5pt solid #000; break-after: avoid; }
h3 { font-size: 11pt; font-weight: normal; margin: 0 0 1mm; break-after: avoid; }
h4 { font-size: 10pt; margin: 1.5mm 0 0.5mm; break-after: avoid; }
p { margin: 0 0 1mm; orphans: 2; widows: 2; }
ul { margin: 0; padding-left: 5mm; }
li { break-inside: avoid; }
table { width: 100%; border-collapse: collapse; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 0.7mm 2mm; text-align: left; vertical-align: top; }
th { width: 28mm; font-weight: bold; }
article { border: 0.75pt solid #000; padding: 2mm 3mm; margin: 0 0 2.5mm; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.question { break-inside: avoid; border: 0; padding: 0; margin: 0 0 3mm; }
.question ul { list-style: none; padding-left: 4mm; }
.few { columns: 2; }
.taboo ul { columns: 2; column-gap: 6mm; font-size: 8.5pt; line-height: 1.35; padding-left: 3.5mm; }
.who { margin: 2.5mm 0; }
.short { break-inside: avoid; }
.who th { width: 18mm; }
.sign td { height: 11mm; }
.meta { margin: 1mm 0 0; }
.small { font-size: 9pt; line-height: 1.4; }
.caller { border-left: 2.5pt solid #000; padding-left: 2.5mm; white-space: pre-line; break-inside: avoid; }
.samples { font-size: 9.5pt; }
.model { border: 0.5pt dashed #000; padding: 0.7mm 2mm; margin: 1.2mm 0 0; break-inside: avoid; }
.next { margin-top: 1mm; break-before: avoid; }
.blank { height: 10mm; }
.line { height: 7mm; break-before: avoid; border-bottom: 0.5pt dotted #000; }
@media screen { body { padding: 8mm; } }
""".strip()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the parts of one page share."""

    scenario: Scenario
    slots: Mapping[str, str]
    answers: Answers
    wishes: Wishes
    key: bool  # of a quiz: print what is right

    @property
    def quiz(self) -> bool:
        """Questions to be answered on paper."""
        return self.scenario.file.kind == "quiz"

    def filled(self, value: str) -> str:
        """An author's text with the slots filled in."""
        return fill(value, self.slots)


def page(sheets: Iterable[tuple[Scenario, Mapping[str, str], Answers]], *, key: bool = False) -> str:
    """The whole HTML file, one scenario after the other, each on a new sheet of paper. `slots`: values to print.

    `key`: quizzes with what is right and why, else as question papers.
    """
    every = [_Sheet(scenario, slots, answers, Wishes(scenario, slots), key) for scenario, slots, answers in sheets]
    titles = "、".join(sheet.filled(sheet.scenario.file.title) for sheet in every)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width"),
        tag("title", f"{_kind(every)}：{titles}"),
        Markup(f"<style>{STYLE}</style>"),
    )
    body = tag("body", *(_scenario(sheet) for sheet in every))
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n{head}\n{body}\n</html>\n'


def _kind(sheets: Sequence[_Sheet]) -> str:
    """What the page is."""
    if not all(sheet.quiz for sheet in sheets):
        return "话术单"
    return "答案" if any(sheet.key for sheet in sheets) else "题目"


def _head(sheet: _Sheet) -> Markup:
    """Title, version, and room for a name."""
    file = sheet.scenario.file
    facts = f"{KINDS[file.kind]} · {file.level} 级 · {file.pass_mark} 分及格 · {file.id}"
    title = sheet.filled(file.title) + ("（答案）" if sheet.quiz and sheet.key else "")
    return tag(
        "header",
        tag("h1", title),
        tag("p", f"{facts} · {version(sheet.scenario.sha256)}", class_="meta"),
        Markup() if sheet.quiz and sheet.key else _blanks("who", "姓名", "工号", "日期", "得分"),
    )


def _blanks(name: str, *titles: str) -> Markup:
    """A row of things to be filled in by hand."""
    cells = (joined(tag("th", title), tag("td", "")) for title in titles)
    return tag("table", tag("tr", *cells), class_=name)


def _signatures(sheet: _Sheet) -> Markup:
    return _section("签名", _blanks("who sign", "学员", "阅卷人" if sheet.quiz else "培训师"))


def _questions(sheet: _Sheet) -> Markup:
    """A quiz: the question paper, or its key."""
    file = sheet.scenario.file
    return tag(
        "main",
        _head(sheet),
        tag("p", folded(sheet.filled(file.brief))) if file.brief else Markup(),
        _section("题目", *(_question(sheet, number, turn) for number, turn in enumerate(file.turns, 1))),
        _call(sheet) if sheet.key else _signatures(sheet),
    )


def _question(sheet: _Sheet, number: int, turn: Turn) -> Markup:
    rules = [one for one in sheet.scenario.rules_of(turn.id) if not one.rule.deducts]
    points = figure(sum((one.rule.worth for one in rules), Fraction(0)))
    asked = sheet.filled(next(iter(turn.lines(None)), "").split("\n")[0])
    kind = heading(sheet.scenario, turn.id)
    options = (turn.choices or {}).items()
    listed = [tag("li", tag("b", letter), f" {sheet.filled(text)}") for letter, text in options]
    short_ones = all(len(text) <= SHORT_OPTION for _, text in options)
    return tag(
        "article",
        tag("h3", tag("b", f"{number}．"), f"{asked}（{f'{kind}，' if kind not in asked else ''}{points} 分）"),
        tag("ul", *listed, class_="few" if short_ones else "") if listed else Markup(),
        *(_right(sheet, turn, rules) if sheet.key else _lines(1 if listed else 2)),
        class_="question",
    )


def _right(sheet: _Sheet, turn: Turn, rules: Sequence[BoundRule]) -> Iterator[Markup]:
    """What is right, and why."""
    for bound in rules:
        asked = sheet.wishes.asked(bound.rule, turn.id)
        samples = sheet.wishes.samples(bound.rule.samples())
        words = f"，例如{'、'.join(f'“{one}”' for one in samples)}" if samples else ""
        yield tag("p", tag("b", "答案："), f"{asked}{words}", class_="model")
    if turn.explain:
        yield tag("p", tag("b", "讲解："), sheet.filled(turn.explain), class_="small")


def _scenario(sheet: _Sheet) -> Markup:
    if sheet.quiz:
        return _questions(sheet)
    file = sheet.scenario.file
    parts = [
        _head(sheet),
        _section("情境", tag("p", folded(sheet.filled(file.brief)))) if file.brief else Markup(),
        _variants(file.variants),
        _facts(sheet),
        _sources(file.source),
        _section("对话", *_turns(sheet)) if file.turns else Markup(),
        _call(sheet),
        _section("记录单", _note(sheet)) if file.facts else Markup(),
        _section("笔记", *_lines(SHEET_LINES)),
        _signatures(sheet),
    ]
    return tag("main", *parts)


def _section(title: str, *children: str) -> Markup:
    return tag("section", tag("h2", title), *children)


def _variants(variants: Mapping[str, str]) -> Markup:
    if not variants:
        return Markup()
    return _section("这通电话有几种情况", tag("ul", *(tag("li", title) for title in variants.values())))


def _facts(sheet: _Sheet) -> Markup:
    facts = sheet.scenario.file.facts
    if not facts:
        return Markup()
    rows = (tag("tr", tag("th", name), tag("td", "、".join(values))) for name, values in facts.items())
    return _section("要点", tag("table", *rows))


def _sources(sources: Sequence[str]) -> Markup:
    if not sources:
        return Markup()
    named = "；".join(f"{source} {standards.name_of(source)}".strip() for source in sources)
    return _section("依据的标准", tag("p", named, class_="small"))


def _turns(sheet: _Sheet) -> Iterator[Markup]:
    for step, turn in enumerate(sheet.scenario.file.turns, 1):
        rules = sheet.scenario.rules_of(turn.id)
        name = f"{RECOVERY}：前面没做到，这里再给一次机会" if turn.recovery else _name(sheet, turn)
        yield tag(
            "article",
            tag("h3", tag("b", _step(sheet, step)), f" {name}"),
            *_caller(sheet, turn),
            _wishes("要说", [(sheet.wishes.of(one), one) for one in rules if not one.rule.deducts]),
            _wishes("不要说", [(sheet.wishes.of(one), one) for one in rules if one.rule.deducts]),
            *_models(sheet.answers.get(turn.id, ())),
            _branches(sheet, turn),
            *(_lines(NOTE_LINES) if rules else ()),
            class_="short" if len(rules) <= FEW_RULES else "",
        )


def _step(sheet: _Sheet, number: int) -> str:
    return f"第 {number} 步"


def _name(sheet: _Sheet, turn: Turn) -> str:
    """A turn in a few words: how it begins, or the first the caller says; empty for a question."""
    if turn.recovery:
        return RECOVERY
    if turn.cue in NAMES:
        return NAMES.get(turn.cue, "")
    cases = list(turn.line.values()) if isinstance(turn.line, dict) else [turn.line or ()]
    spoken = _DIRECTIONS.sub("", sheet.filled(next((line for lines in cases for line in lines), "")))
    clauses = [clause for clause in _ENDS.split(spoken) if clause]
    if not clauses:
        return ""
    several = "等" if len(cases) > 1 else ""
    return f"“{short(clauses[0], NAME)}”{several}"


def _caller(sheet: _Sheet, turn: Turn) -> Iterator[Markup]:
    if turn.cue in CUES:
        yield tag("p", CUES[turn.cue], class_="cue")
    named = sheet.scenario.file.variants
    cases = turn.line if isinstance(turn.line, dict) else {"": turn.line or ()}
    for case, lines in cases.items():
        before = f"{named.get(case, case)}：" if case else ""
        for line in lines:
            yield tag(
                "p", tag("b", f"{sheet.scenario.file.caller.name}："), f"{before}{sheet.filled(line)}", class_="caller"
            )


def _wishes(title: str, several: Sequence[tuple[Wish, BoundRule]], most: int | None = None) -> Markup:
    """`most`: wordings of each."""
    if not several:
        return Markup()
    items = (tag("li", *_wish(wish, bound, most)) for wish, bound in several)
    return joined(tag("h4", title), tag("ul", *items))


def _wish(wish: Wish, bound: BoundRule, most: int | None) -> Iterator[Markup]:
    """What counts, in bold: the wish; of what must not be said the words themselves."""
    price = f"（{figure(bound.rule.worth)} 分）" if bound.rule.worth else "（一票否决）" if wish.fatal else ""
    words = "、".join(f"“{one}”" for one in wish.samples[:most] if bound.rule.deducts or one not in wish.text)
    bold, rest = (words, wish.text) if words and bound.rule.deducts else (wish.text, words and f"例如{words}")
    yield joined(tag("b", bold), price)
    if rest:
        yield tag("span", f" {rest}", class_="samples")
    if wish.instead and wish.instead not in wish.text:
        yield tag("span", f" 换成“{wish.instead}”", class_="samples")


def _models(models: Sequence[tuple[str, str]]) -> Iterator[Markup]:
    for case, sentence in models:
        yield tag("p", tag("b", f"示范{f'（{case}）' if case else ''}："), sentence, class_="model")


def _branches(sheet: _Sheet, turn: Turn) -> Markup:
    """Where the call goes on; nothing where it simply goes to the next step."""
    if not turn.next:
        goal = edges(sheet.scenario.file.turns)[turn.id][0]
        here = [one.id for one in sheet.scenario.file.turns].index(turn.id)
        follows = goal != END and not sheet.scenario.file.turns[here + 1].recovery
        return Markup() if follows else tag("p", f"接下来：{_goal(sheet, goal)}", class_="next")
    if len(turn.next) == 1:
        return tag("p", f"接下来：{_goal(sheet, turn.next[0].go)}", class_="next")
    told = []
    for step in turn.next:
        clauses = sheet.wishes.conditions(step.when or (), turn.id)
        told.append(tag("li", f"{f'如果{clauses}' if clauses else '其他情况'} → {_goal(sheet, step.go)}"))
    return joined(tag("h4", "接下来"), tag("ul", *told, class_="next"))


def _goal(sheet: _Sheet, goal: str) -> str:
    if goal == END:
        return "电话结束"
    turns = sheet.scenario.file.turns
    number = [turn.id for turn in turns].index(goal)
    name = _name(sheet, turns[number])
    return _step(sheet, number + 1) + (f"（{name}）" if name else "")


def _call(sheet: _Sheet) -> Markup:
    """The rules of the whole call: what to do, then what never to do."""
    rules = [(sheet.wishes.of(bound), bound) for bound in sheet.scenario.rules_of(None)]
    never = [pair for pair in rules if pair[1].rule.deducts]
    if not rules:
        return Markup()
    return _section(
        "整通电话",
        _wishes("要做到", [pair for pair in rules if not pair[1].rule.deducts]),
        tag("div", _wishes("不说、不做", never, TABOO_WORDS), class_="taboo") if never else Markup(),
    )


def _note(sheet: _Sheet) -> Markup:
    rows = (tag("tr", tag("th", name), tag("td", "", class_="blank")) for name in sheet.scenario.file.facts)
    return tag("table", *rows, class_="note")


def _lines(count: int) -> tuple[Markup, ...]:
    return (tag("div", "", class_="line"),) * count
