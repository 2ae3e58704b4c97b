"""`courtesy`: 请, 谢谢, 您好, 您 instead of 你, and the five sounds (五声)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import Percent
from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Skill, Words
from trainer.rules.outcome import good, met, not_measured, plain, share, unclear
from trainer.rules.word_times import when
from trainer.scorecard import Evidence
from trainer.text.characters import CLAUSE_MARKS
from trainer.text.count import chars
from trainer.text.normalise import normalise

MOST = 3  # of each polite word count; more are no better
STUFFING = 15  # 字; more polite words than one in 15 are stuffing

FIVE: dict[str, str] = {
    "欢迎": "(您好|您早|早上好|上午好|中午好|下午好|晚上好|欢迎|很高兴为您)",
    "应答": "(好的|好嘞|好呀|是的|明白|了解|收到|请讲|请说|您说|您讲|我在听|没关系|没事|不要紧|不客气|马上为您)",
    "致谢": "(谢谢|感谢|多谢|辛苦您|麻烦您了|有劳)",
    "致歉": "(抱歉|对不起|对不住|不好意思|过意不去|请您原谅|请您谅解|很遗憾|打扰您|打扰了|打搅)",
    "道别": "(再见|再会|拜拜|祝您)",
}
_WORDS = (  # each with whether it ends its clause (True), never does (False: 请、… asks for nothing), or may
    ("请", re.compile(r"(?<![申邀聘宴报])请(?![假柬帖请愿]|客(?![户服人])|$)|(?<![添给])麻烦您(?!了)"), False),
    ("请", re.compile("劳驾|劳烦您|(?<!请问)(?<!请问您)(?:贵姓|怎么称呼)|拜托您(?!了)|不知道您(?!的)"), None),
    (
        "请",
        re.compile(r"(?:[好行成]|可以|方便|合适)吗|合适|([好行成])不\1|可不可以|方不方便|方便不方便"),
        True,
    ),  # it asks leave
    ("谢谢", re.compile("(?:谢谢)+|感谢|多谢"), None),
    ("您好", re.compile("您好|您早|[早上中下晚][上午]好"), None),
)
_CLAUSE_END = re.compile(rf"\s*(?:[{CLAUSE_MARKS}、]|$)")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|\"[^\"]*\"|『[^』]*』")

Few = Annotated[int, Field(ge=1, le=MOST)]


class Wanted(BaseModel):
    """What is wanted of each: a number of 请, 谢谢, 您好 and their like; the ratio 您 ÷ (您 + 你); how many of the five
    sounds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    please: Few | None = Field(default=None, alias="请", description="“请”“麻烦您”“……好吗”一共最少说几次，1 到 3")
    thanks: Few | None = Field(default=None, alias="谢谢", description="“谢谢”“感谢”一共最少说几次，1 到 3")
    hello: Few | None = Field(default=None, alias="您好", description="“您好”“早上好”一共最少说几次，1 到 3")
    honorific: Percent | None = Field(
        default=None,
        alias="您你",
        description="“您”占“您”和“你”的多少，例如 90%；只看键盘打的字，识别分不出您和你",
    )
    five: Annotated[int, Field(ge=1, le=5)] | None = Field(
        default=None, alias="五声", description="迎客、应答、致谢、致歉、道别，最少说到几样，1 到 5"
    )

    @model_validator(mode="before")
    @classmethod
    def _some(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not value:
            example = "{请: 2, 谢谢: 1, 您好: 1, 您你: 90%, 五声: 4}"
            raise PydanticCustomError("courtesy", "courtesy 要写成 {example}，至少一项", {"example": example})
        return value


class Courtesy(Rule):
    """Polite words, as many as wanted, each in its place.

    `courtesy`: any of 请 (麻烦您, 劳驾), 谢谢 (感谢), 您好 (早上好; 1 to 3 each, counted up to 3), 您你 (the ratio 您 ÷
    (您 + 你), without 你们 and quoted words; typed text only), 五声 (how many of the five sounds: welcome, answer,
    thanks, apology, farewell).
    In place: 请 before what is asked for (请问 once, 申请 and 请假 never), 谢谢谢谢 once. Who asks leave at the end of
    a clause (…好吗, 行不行), or wonders whether it suits (不知道您…), says 请. More than one polite word per 15 字 is
    stuffing: of those only as many as are wanted are rewarded, in the order said, and `why` says so. 你好 counts as
    您好: the difference is 您你's alone, which is left out of recognised speech, because that confuses them.

    Partly: the mean over what is wanted of counted ÷ wanted.
    Unclear: not all there, and part of the audio was too bad to judge.
    Not measured: `nothing_said` (only 您你 is wanted, and neither was typed).

    Source: A-polite, A-five.
    """

    operator: ClassVar[str] = "courtesy"
    skill: ClassVar[Skill | None] = "礼貌称呼"
    label: ClassVar[str] = "礼貌用语"
    meaning: ClassVar[str] = "礼貌用语各说几次"
    example: ClassVar[str] = "{courtesy: {请: 2, 谢谢: 1, 五声: 4}}"
    cells: ClassVar[Cells] = Cells("pairs", "请: 2\n谢谢: 1")
    cumulative: ClassVar[bool] = True
    quotable: ClassVar[bool] = False
    placed: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        rule: {courtesy: {请: 1, 谢谢: 1, 您好: 1, 您你: 90%, 五声: 3}}
        replies: [您好，请问有什么可以帮到您？, 谢谢您的来电，再见]
    """
    missed_example: ClassVar[str] = """
        rule: {courtesy: {请: 1, 您你: 90%}}
        replies: [你要做什么？]
    """

    courtesy: Wanted

    @property
    def _counts(self) -> dict[str, int]:
        given = {"请": self.courtesy.please, "谢谢": self.courtesy.thanks, "您好": self.courtesy.hello}
        return {word: number for word, number in given.items() if number is not None}

    def wish(self, words: Words) -> str:
        return "礼貌用语多说几次：您好、请、谢谢"

    def figures(self, words: Words) -> str:
        wanted, told = self.courtesy, [f"“{word}”{number} 次" for word, number in self._counts.items()]
        if wanted.honorific is not None:
            told.append(f"“您”占 {plain(100 * wanted.honorific)}%")
        if wanted.five is not None:
            told.append(f"五声 {wanted.five} 样")
        return "最少" + "、".join(told)

    def judge(self, part: Part, context: Context) -> Judgement:
        clear = good(part)
        evidence = sorted(_polite(clear), key=lambda e: (e.utterance or 0, e.char_start or 0))
        length = sum(chars(piece.text) for piece in clear.slices)
        allowance = max(length // STUFFING, sum(self._counts.values()))
        stuffed = len(evidence) > allowance and len(evidence) * STUFFING > length
        rewarded = evidence[:allowance] if stuffed else evidence
        shares: dict[str, Fraction] = {}  # by what to tell where it is not all there
        for word, number in self._counts.items():
            said = sum(1 for one in rewarded if one.phrase == word)
            shares[f"“{word}”说了 {said} 次，要 {number} 次"] = min(Fraction(said, number), Fraction(1))
        formal, familiar = _forms(clear.slices) if self.courtesy.honorific else (0, 0)
        slip = f"有 {familiar} 处说了“你”，都换成“您”"
        if self.courtesy.honorific and formal + familiar:
            ratio = Fraction(formal, formal + familiar)
            shares[slip] = min(ratio / Fraction(self.courtesy.honorific), Fraction(1))
        if self.courtesy.five is not None:
            heard = [name for name, phrase in FIVE.items() if _said(phrase, clear, context)]
            missing = "、".join(name for name in FIVE if name not in heard)
            five = f"五声说到 {len(heard)} 样，要 {self.courtesy.five} 样（缺{missing}）"
            shares[five] = min(Fraction(len(heard), self.courtesy.five), Fraction(1))
        if not shares:
            return unclear("audio") if part.gate else not_measured("nothing_said")
        fraction = sum(shares.values(), Fraction(0)) / len(shares)
        note = f"；{slip}更好" if familiar and shares[slip] == 1 else ""
        note += "；礼貌用语堆得太密，用在该用的地方就好" if stuffed else ""
        if fraction == 1:
            return met(f"礼貌用语到位{note}", rewarded)
        if part.gate:
            return unclear("audio", rewarded)
        lacking = "；".join(told for told, one in shares.items() if one < 1)
        return share(fraction, f"礼貌用语还差：{lacking}{note}", rewarded)


def _polite(part: Part) -> Iterator[Evidence]:
    """Every polite word in place."""
    for piece in part.slices:
        text = normalise(piece.text)
        for word, expression, at_end in _WORDS:
            for found in expression.finditer(text.chars):
                start, end = (piece.start + at for at in text.original(found.start(), found.end()))
                if word == "您好" and end - start > len(found[0]):
                    continue  # …给您，好吗？
                if at_end is not None and at_end != bool(_CLAUSE_END.match(piece.utterance.text, end)):
                    continue
                seconds = when(piece.utterance, start, end)
                yield Evidence(
                    utterance=piece.index,
                    phrase=word,
                    said=piece.utterance.text[start:end],
                    how="exact",
                    start=seconds[0],
                    end=seconds[1],
                    char_start=start,
                    char_end=end,
                )


def _forms(slices: tuple[Slice, ...]) -> tuple[int, int]:
    """How often the typed replies say 您, and how often 你."""
    typed = "\n".join(_QUOTED.sub("", piece.text) for piece in slices if not piece.utterance.recognised)
    return typed.count("您"), len(re.findall("你(?!们)", typed))


def _said(phrase: str, part: Part, context: Context) -> bool:
    return any(found.grade == "sure" for found in context.find(phrase, part, "sound"))
