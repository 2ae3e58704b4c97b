"""The questions of `trainer new`: each has an answer to begin with, a wrong answer is explained and asked again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar, cast

from rich.cells import cell_len

from trainer.authoring.draft import Draft, DraftTurn, Wish
from trainer.authoring.plan import HINTS, NAMES, SLOTS, Group, by_group
from trainer.authoring.starters import STARTERS, Starter
from trainer.authoring.trial import Trial, told_in
from trainer.errors import TrainerError, nearest
from trainer.rules.fields import IDENTIFIER
from trainer.scenario.heading import KINDS
from trainer.scenario.library import reserved
from trainer.scenario.suggestions import short
from trainer.text.normalise import normalise
from trainer.text.phrase import Phrasebook

NOTHING = ("无", "没有", "没有了", "不用", "完", "完了", "-", "—")
MOST_LINES = 12
WIDTH = 78  # cells of a question
MAX_TEXT, MAX_ID, MAX_LINE = 40, 40, 200  # characters
SURE_OWN = 5  # characters: shorter words without quotation marks are a mistyped name
_WISH = re.compile(r"[“\"「](?P<own>[^”\"」]*)[”\"」]|(?P<name>[^\s、，,；;。“\"「]+)")
_FACT = re.compile(r"\s*([^=＝:：]+?)\s*[=＝:：]\s*(.+?)\s*")
Answer = TypeVar("Answer")
BACK = ("返回", "上一问")
MOST_SAMPLES = 6  # wordings of one phrase list


class _BackError(Exception):
    """The trainer wants the question before this one again."""


class Asker(Protocol):
    """Puts one question and gives the answer, empty where there is none; EOFError: whoever answers has gone."""

    def __call__(self, prompt: str) -> str: ...


@dataclass
class Interview:
    """One trainer, one scenario. `say` shows a line that is no question; `over`: no answer is going to come.

    `answers`: given before, in order; what is asked for them is neither shown nor asked. `keep` is called with all
    answers after each.
    """

    ask: Asker
    say: Callable[[str], None]
    trial: Trial
    company: str
    taken: Callable[[str], bool]  # whether there is a scenario of that id already
    over: Callable[[], bool] = lambda: False
    answers: Sequence[str] = ()
    keep: Callable[[Sequence[str]], None] = lambda answers: None
    lists: Mapping[str, tuple[str, ...]] = field(init=False)
    _given: list[tuple[str, object]] = field(init=False, default_factory=list)  # each answer, and what it means
    _at: int = field(init=False, default=0)  # the question's number
    _ahead: list[str] = field(init=False, default_factory=list)  # answers of another time, still to be taken

    def __post_init__(self) -> None:
        self.lists = self.trial.lists()

    def run(self) -> Draft:
        """Every question in turn; the draft with model answers, ready to be finished.

        To go back, the questions are gone through again with the answers that were given, up to the last.
        """
        ahead = list(self.answers)
        while True:
            self._at, self._ahead = 0, ahead
            try:
                return self._run()
            except _BackError:
                ahead = []
                self._given = self._given[: max(0, self._at - 1)]

    def _run(self) -> Draft:
        starter = self.kind()
        draft = self.about(starter)
        lines = self.lines(starter, draft)
        own = lines != starter.lines
        draft = replace(draft, brief=self.brief(starter, own=own), facts=self.facts(starter, lines, draft))
        draft = replace(draft, turns=_turns(starter, lines))
        self.say_lists()
        for nth, turn in enumerate(draft.turns):
            draft = self.turn(draft, nth, self.suggested(starter, draft, nth))
            turn = draft.turns[nth]
            self.tell(f"  要说到：{'、'.join(wish.words for wish in turn.wishes) or '（没有要求）'}")
        for nth in range(len(draft.turns)):
            draft = self.model_answer(draft, nth)
        return draft

    # one question

    def question(self, words: str, default: str, parse: Callable[[str], Answer]) -> Answer:
        """The parsed answer; where it does not parse the reason is told and the question put again."""
        if self._at < len(self._given):
            self._at += 1
            return cast(Answer, self._given[self._at - 1][1])
        if self._ahead:
            given = self._ahead.pop(0)
            try:
                return self._taken(given, parse(given or default))
            except TrainerError:
                self._ahead = []  # the packs are others than they were: from here on it is asked
        while True:
            given = self.ask(words)
            if given in BACK and self._at:
                raise _BackError
            if given in BACK:
                self.say("这是第一问，前面没有了。")
                continue
            try:
                return self._taken(given, parse(given or default))
            except TrainerError as error:
                self.say(error.message)
                if not given and self.over():
                    raise  # nobody is there to answer otherwise

    def _taken(self, given: str, answer: Answer) -> Answer:
        """Note the answer."""
        self._given.append((given, answer))
        self._at += 1
        self.keep([text for text, _ in self._given])
        return answer

    def tell(self, text: str) -> None:
        """Say it, unless the question it belongs to was answered already."""
        if self._at >= len(self._given) and not self._ahead:
            self.say(text)

    def text(self, words: str, default: str, longest: int = MAX_TEXT) -> str:
        """A short text."""
        return self.question(self.offer(words, default), default, lambda text: _short(text, longest))

    def offer(self, words: str, default: str) -> str:
        """The prompt with the answer offered; a long one is shown in a line of its own."""
        prompt = f"{words}（回车：{default}）："
        if cell_len(prompt) <= WIDTH:
            return prompt
        self.tell(f"  现成的：{default}")
        return f"{words}（回车就用现成的）："

    def choice(self, words: str, choices: Mapping[str, tuple[str, ...]], default: str) -> str:
        """One of a few; by number, or by any of its names."""

        def parse(text: str) -> str:
            given = unicodedata.normalize("NFKC", text).strip().lower()
            for number, (value, names) in enumerate(choices.items(), 1):
                if given in (str(number), value, *names):
                    return value
            every = "、".join(f"{number} {names[0]}" for number, names in enumerate(choices.values(), 1))
            raise TrainerError(f"没有“{short(text)}”这一项；请写数字：{every}")

        return self.question(words, default, parse)

    # the questions

    def kind(self) -> Starter:
        self.tell("这是哪一种电话？")
        for number, starter in enumerate(STARTERS, 1):
            self.tell(f"  {number}  {KINDS[starter.kind]}：{starter.title}之类")
        names = {starter.kind: (KINDS[starter.kind],) for starter in STARTERS}
        chosen = self.choice("写数字（回车：1）：", names, "1")
        return next(starter for starter in STARTERS if starter.kind == chosen)

    def about(self, starter: Starter) -> Draft:
        """Title, id, level, company, caller."""
        title = self.text("标题", starter.title)
        default = next(name for name in _numbered(f"{starter.prefix}-new") if not self.taken(name))
        name = self.question(f"编号，就是文件名（回车：{default}）：", default, self._id)
        levels = {"1": ("容易",), "2": ("一般",), "3": ("难",)}
        level = int(self.choice("难度：1 容易，2 一般，3 难（回车：1）：", levels, "1"))
        company = self.text("公司或项目的名称", self.company)
        caller = self.text("客户怎么称呼", starter.caller)
        male = caller.endswith(("先生", "大爷", "叔叔", "师傅", "经理"))
        voices = {"female": ("女", "女声"), "male": ("男", "男声")}
        default = "男" if male else "女"
        voice = self.choice(f"客户的声音：1 女，2 男（回车：{default}）：", voices, default)
        slots = {"公司": company, "姓名": "小王", "工号": "1008", "称呼": caller}
        packs = self.trial.packs(*(["discipline"] if starter.kind == "complaint" else []))
        draft = Draft(name, title, starter.kind, level, "", slots, caller, voice)
        return replace(draft, use=packs, points=self.trial.points(packs))

    def _id(self, text: str) -> str:
        name = text.removesuffix(".yaml")
        if not IDENTIFIER.fullmatch(name) or len(name) > MAX_ID or reserved(name):
            raise TrainerError(
                f"“{short(text)}”不能做编号；请用字母、数字、横线或汉字，不超过 {MAX_ID} 个字，例如 in-repair"
            )
        if self.taken(name):
            raise TrainerError(f"已经有“{name}”这个情景了，不会盖掉它；请换一个编号")
        return name

    def lines(self, starter: Starter, draft: Draft) -> tuple[str, ...]:
        """What the caller says, one by one."""
        self.tell("客户会说哪些话？一句一句写；学员每听一句，答一句。直接回车用现成的；写完了，写“没有了”。")
        found: list[str] = []
        while len(found) < MOST_LINES:
            ready = starter.lines[len(found)] if tuple(found) == starter.lines[: len(found)] != starter.lines else ""

            def parse(text: str, so_far: tuple[str, ...] = tuple(found)) -> str:
                if text in NOTHING:
                    if so_far:
                        return ""
                    raise TrainerError("至少要有一句；写一句客户打来时说的话")
                line = _short(text, MAX_LINE)
                self.trial.scenario(replace(draft, turns=_turns(starter, (*so_far, line)), brief="背景"))
                return line

            default = ready or "没有了"
            line = self.question(self.offer(f"第 {len(found) + 1} 句", default), default, parse)
            if not line:
                break
            found.append(line)
        return tuple(found)

    def brief(self, starter: Starter, *, own: bool) -> str:
        """The background for the trainee."""
        usual = "听完客户说的，该说的都说到，再道别。" if own else starter.brief
        text = self.text("给学员看的背景", usual, MAX_LINE)
        return f"你是{{公司}}的{{姓名}}，工号 {{工号}}。{text}"

    def facts(self, starter: Starter, lines: tuple[str, ...], draft: Draft) -> dict[str, str]:
        """What the trainee has to note down and read back."""
        ready = {name: value for name, value in starter.facts.items() if any(value in line for line in lines)}
        default = "；".join(f"{name}={value}" for name, value in ready.items()) or NOTHING[1]
        self.tell(
            "客户说的哪些内容要记在记录单上、念一遍核对？写成 名称=内容，几样之间用“；”隔开，例如 房号=3号楼2单元501"
        )

        def parse(text: str) -> dict[str, str]:
            facts = {} if text in NOTHING else _facts(text)
            self.trial.scenario(replace(draft, turns=_turns(starter, lines), brief="背景", facts=facts))
            return facts

        given = self.question(self.offer("要记的内容", default), default, parse)
        if absent := [name for name, value in given.items() if told_in(value, lines) is None]:
            self.tell(f"客户的话里没有：{'、'.join(absent)}。由学员告诉客户的，就这样；该客户说的，请写进他的话里。")
        return given

    def say_lists(self) -> None:
        """The meanings one may ask for."""
        self.tell("")
        self.tell(
            "学员每一句要说到什么？写下面的名称（意图库：一个意思有好多种说法，说到哪一种都算），几个之间用空格隔开；"
            "要学员照着说的原话，加上引号“”。写“？”看全部和例子，没有要求写“没有”。"
        )
        for group, names in by_group(tuple(self.lists)).items():
            self.tell(f"  {NAMES[group]}：{' '.join(names)}")

    def suggested(self, starter: Starter, draft: Draft, nth: int) -> str:
        """The names offered for that turn; only those there are."""
        if draft.rings:
            names = starter.opening if nth == 0 else starter.wishes_of(nth - 1, len(draft.turns) - 1)
        else:
            names = starter.wishes_of(nth, len(draft.turns))
        return " ".join(name for name in names if name in self.lists or name in SLOTS) or NOTHING[1]

    def turn(self, draft: Draft, nth: int, default: str) -> Draft:
        """What has to be said in that turn."""
        here = draft.turns[nth]
        self.tell("")
        self.tell(f"{draft.caller}：{here.line}" if here.line else "【电话铃响，学员接起来先开口】")
        part: Group = "opening" if nth == 0 else "closing" if nth == len(draft.turns) - 1 else "checking"

        def parse(text: str) -> Draft:
            if text.startswith(("?", "？")):
                raise TrainerError(self.samples(text[1:].strip(), draft))
            turn = replace(here, wishes=() if text in NOTHING else self._wishes(text, part))
            changed = replace(draft, turns=(*draft.turns[:nth], turn, *draft.turns[nth + 1 :]))
            self.trial.scenario(changed)
            return changed

        return self.question(self.offer("要说到什么", default), default, parse)

    def samples(self, name: str, draft: Draft) -> str:
        """What that phrase list means, by some of its wordings; without a name every list by one."""
        book = Phrasebook(draft.slots, self.lists)

        def first(template: str) -> str:
            return book.compile(template).texts[0]

        if name in self.lists:
            several = dict.fromkeys(first(template) for template in self.lists[name][:MOST_SAMPLES])
            return f"<{name}> 例如：{' ／ '.join(several)}"
        groups = by_group(tuple(self.lists))
        others = tuple(one for one in self.lists if not any(one in names for names in groups.values()))
        lines = ["意图库里有（写“？致歉”看一个名称的几种说法）："]
        for title, names in (*((NAMES[group], names) for group, names in groups.items()), ("别的", others)):
            told = (f"{one}“{first(SLOTS.get(one, f'<{one}>'))}”" for one in names)
            lines.append(f"  {title}：{'　'.join(told)}")
        return "\n".join(lines)

    def _wishes(self, text: str, part: Group) -> tuple[Wish, ...]:
        known = (*SLOTS, *self.lists)
        found: dict[str, Wish] = {}
        for item in _WISH.finditer(text):
            own, name = item["own"], (item["name"] or "").strip("<>《》")
            if own is None and name in known:
                found.setdefault(name, Wish(name, HINTS[name][0] if name in HINTS else part))
                continue
            near = nearest(name, known)
            if own is None and (len(name) < SURE_OWN or (near and abs(len(near) - len(name)) < 2)):
                offered = f"，是不是“{near}”？" if near else "。"
                raise TrainerError(
                    f"意图库里没有“{short(name)}”{offered}要学员照着说这几个字，请加引号：“{short(name)}”"
                )
            words = (name if own is None else own).strip()
            if len(normalise(words).chars) < 2:
                raise TrainerError(f"“{short(words)}”太短，很容易碰巧说到；请写长一些")
            found.setdefault(words, Wish(words, part, own=True))
        if not found:
            raise TrainerError("没看懂要说到什么；请写名称，例如 致歉 安抚，没有要求就写“没有”")
        return tuple(found.values())

    def model_answer(self, draft: Draft, nth: int) -> Draft:
        """A good reply for that turn: the one put together, or the trainer's own if it says all there is to say."""
        here = draft.turns[nth]
        scenario = self.trial.scenario(draft)
        ready = self.trial.model_answer(draft, here)
        if nth == 0:
            self.tell("")
            self.tell("最后，看看好的回答，给学员做示范，也用来证明评分公平。直接回车就用它，也可以自己写。")
        self.tell(f"{draft.caller}：{here.line}" if here.line else "【电话铃响】")

        def parse(text: str) -> str:
            if text == ready:
                return text
            lacking = self.trial.lacking(draft, scenario, here.id, _short(text, MAX_LINE))
            if lacking:
                raise TrainerError("\n".join(f"这句还不行：{verdict.why}" for verdict in lacking))
            return text

        self.tell(f"学员：{ready}")
        good = self.question("好的回答（回车就用上面这句）：", ready, parse)
        turns = tuple(replace(turn, good=good) if turn == here else turn for turn in draft.turns)
        return replace(draft, turns=turns)


def _turns(starter: Starter, lines: tuple[str, ...]) -> tuple[DraftTurn, ...]:
    """The ring, then a turn for each line: hear, more, more-2 …, close."""
    first = (DraftTurn("greet"),) if starter.rings else ()
    names = ["hear" if starter.rings else "greet", *(["more"] if len(lines) > 2 else [])]
    names += [f"more-{number}" for number in range(2, len(lines) - 1)]
    names += ["close"] if len(lines) > 1 else []
    return (*first, *(DraftTurn(name, line) for name, line in zip(names, lines, strict=True)))


def _facts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in re.split(r"[；;\n]", text):
        if not part.strip():
            continue
        pair = _FACT.fullmatch(part)
        if pair is None:
            raise TrainerError(f"“{short(part)}”没看懂；请写成 名称=内容，例如 房号=3号楼2单元501")
        name, value = _short(pair[1], MAX_TEXT), _short(pair[2], MAX_TEXT)
        if name in found:
            raise TrainerError(f"“{short(name)}”写了两次；请合成一样，或者换个名称")
        found[name] = value
    if not found:
        raise TrainerError("没看懂；请写成 名称=内容，例如 房号=3号楼2单元501，没有就写“没有”")
    return found


def _short(text: str, longest: int) -> str:
    """The text, if it is one that can be said or read. Raises TrainerError."""
    if not normalise(text).chars:
        raise TrainerError("这里要写几个字")
    if len(text) > longest:
        raise TrainerError(f"太长了（{len(text)} 个字）；请不要超过 {longest} 个字")
    return text


def _numbered(name: str) -> list[str]:
    return [name, *(f"{name}-{number}" for number in range(2, 1000))]
