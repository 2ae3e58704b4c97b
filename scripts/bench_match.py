"""Phrases found in recognised speech: precision and recall with 95 % intervals, and the time it takes.

The corpus (tests/data/match) was fixed before tuning; thresholds were tuned on the voice jm_kumo alone, the figures
that count are those of the jf voices.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from _bench import Figure, Rate
from _setup import ROOT
from rapidfuzz import fuzz

from trainer.call import Call, Utterance
from trainer.rules.banned import Banned
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.required import Required
from trainer.scenario.load import load_pack
from trainer.scoring.scope import part_of
from trainer.text.find import find, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Phrasebook

DATA = ROOT / "tests" / "data" / "match"
SHARED = ROOT.parent / "shared" / "audio"
TUNING = "jm_kumo"
PLAIN = Phrasebook({}, {})
PARTIAL_RATIO = 71.0  # the best threshold for characters


Finder = Callable[[str, str, tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled reply and what recognition made of it."""

    name: str
    voice: str
    kind: str
    text: str
    heard: str
    required: tuple[str, ...]
    banned: tuple[str, ...]
    near_miss: tuple[str, ...]
    homophone: bool
    hypotheses: tuple[str, ...] = ()


def clips(folder: Path = DATA) -> tuple[Clip, ...]:
    """The labelled corpus with the texts recognised in that folder's clips."""
    heard = {row["clip"]: row for row in table(folder / "recognised.tsv")}
    return tuple(
        Clip(
            row["clip"],
            row["voice"],
            row["kind"],
            row["text"],
            heard[row["clip"]]["text"],
            phrases(row["required"]),
            phrases(row["banned"]),
            phrases(row["near_miss"]),
            (row.get("note") or "") == "homophone",
            tuple(filter(None, (heard[row["clip"]].get("hypotheses") or "").split("|"))),
        )
        for row in table(DATA / "texts.tsv")
        if row["clip"] in heard
    )


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def phrases(cell: str | None) -> tuple[str, ...]:
    """A cell's phrases, separated by ;."""
    return tuple(phrase for phrase in (cell or "").split(";") if phrase)


def judge(
    rule: Rule, text: str, *, heard: bool, book: Phrasebook | None = None, hypotheses: tuple[str, ...] = ()
) -> Judgement:
    """What the rule says of one reply."""
    call = Call((Utterance("agent", text, turn="t", recognised=heard, hypotheses=hypotheses),), path=("t",))
    context = Context({}, {}, {}, book or PLAIN)
    part = part_of(rule, "t", call, context)
    assert isinstance(part, Part)
    return rule.judge(part, context)


def ours(phrase: str, text: str, hypotheses: tuple[str, ...] = ()) -> str:
    """met, unclear or missed."""
    return judge(Required(required=(phrase,)), text, heard=True, hypotheses=hypotheses).outcome


def of_best(phrase: str, text: str, hypotheses: tuple[str, ...] = ()) -> str:
    """The same by the best hypothesis alone."""
    return ours(phrase, text)


def peer(phrase: str, text: str, hypotheses: tuple[str, ...] = ()) -> str:
    """The same by rapidfuzz's partial_ratio over the characters of the best hypothesis."""
    wanted, said = normalise(phrase).chars, normalise(text).chars
    if len(said) < len(wanted):
        return "missed"
    return "met" if fuzz.partial_ratio(wanted, said) >= PARTIAL_RATIO else "missed"


def required_figures(said: Sequence[Clip], finder: Finder) -> dict[str, Rate]:
    """Precision and recall over required positives and near misses, and the share of unclear positives."""
    positives = [finder(p, clip.heard, clip.hypotheses) for clip in said for p in clip.required]
    negatives = [finder(p, clip.heard, clip.hypotheses) for clip in said for p in clip.near_miss if not clip.homophone]
    found = positives.count("met")
    return {
        "precision": Rate(found, found + negatives.count("met")),
        "recall": Rate(found, len(positives)),
        "unclear": Rate(positives.count("unclear"), len(positives)),
        "near misses refused": Rate(len(negatives) - negatives.count("met"), len(negatives)),
    }


def banned_figures(said: Sequence[Clip]) -> dict[str, Rate]:
    """Recall of labelled taboo phrases in recognised speech, by the rule alone."""
    outcomes = [judge(Banned(banned=(p,)), clip.heard, heard=True).outcome for clip in said for p in clip.banned]
    raw = [peer(p, clip.heard) == "met" for clip in said for p in clip.banned]
    return {
        "recall": Rate(outcomes.count("missed"), len(outcomes)),
        "unclear": Rate(outcomes.count("unclear"), len(outcomes)),
        "recall partial_ratio": Rate(sum(raw), len(raw)),
    }


class Taboo:
    """The taboo pack as it ships."""

    def __init__(self) -> None:
        packs = [load_pack(path).file for path in sorted((ROOT / "scenarios" / "packs").glob("*.yaml"))]
        lists = {name: phrases for pack in packs if pack for name, phrases in pack.lists.items()}
        self.book = Phrasebook({}, lists)
        self.rules = [rule for pack in packs if pack and pack.pack == "taboo" for rule in pack.rules]

    def hits(self, text: str, *, heard: bool) -> list[str]:
        """The words of every deduction."""
        found = []
        for rule in self.rules:
            judged = judge(rule, text, heard=heard, book=self.book)
            found += [hit.evidence.said or "" for hit in judged.hits]
        return found


def add_options(parser: argparse.ArgumentParser) -> None:
    """--errors lists what went wrong."""
    parser.add_argument("--errors", choices=["tuning", "report"], help="list the errors of that half")
    parser.add_argument("--no-time", action="store_true", help="accuracy only")
    parser.add_argument("--rounds", type=int, default=15, help="timing rounds")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Accuracy, and the time unless --no-time; what was wrongly charged is listed on stderr."""
    every = clips()
    tuning = [clip for clip in every if clip.voice == TUNING]
    report = [clip for clip in every if clip.voice != TUNING]
    slower = clips(DATA / "slow")
    if arguments.errors:
        list_errors(tuning if arguments.errors == "tuning" else report)
    figures = [*in_hundred(report), *required_limits(report)]
    for name, half in (("", report), (", slower", slower), (", tuning voice", tuning)):
        if half is not report:
            figures += named(f"required{name}", required_figures(half, ours))
        figures += named(f"required{name}, best hypothesis alone", required_figures(half, of_best))
        figures += named(f"required{name}, partial_ratio", required_figures(half, peer))
        figures += named(f"taboo phrases{name}, rule alone", banned_figures(half))
    figures += taboo_figures(report, [*every, *slower])
    figures += named("stock phrases", shared_figures())
    return figures if arguments.no_time else [*figures, *times(arguments.rounds)]


def in_hundred(said: Sequence[Clip]) -> list[Figure]:
    """What the rates mean for one who reads a scorecard: of 100 required phrases that were said."""
    rates = required_figures(said, ours)
    lost, unclear = 100 * (1 - rates["recall"].value), 100 * rates["unclear"].value
    note = f"n={rates['recall'].n}"
    return [
        Figure("required phrases not credited, of 100", lost, note=note),
        Figure("required phrases shown as unclear, of 100", unclear, note=note),
        Figure("required phrases taken for missed, of 100", lost - unclear, note=note),
        Figure(
            "credited though not said, of 100", 100 * (1 - rates["precision"].value), note=f"n={rates['precision'].n}"
        ),
    ]


def required_limits(said: Sequence[Clip]) -> list[Figure]:
    """The figures that count: the voices not tuned on, at about 214 字 a minute."""
    rates = required_figures(said, ours)
    return [
        rates["precision"].figure("required: precision", 0.99),
        rates["recall"].figure("required: recall", 0.96),
        rates["unclear"].figure("required: unclear", 0.05, "<="),
        rates["near misses refused"].figure("required: near misses refused"),
    ]


def named(title: str, rates: Mapping[str, Rate]) -> list[Figure]:
    """The rates as figures without a limit."""
    return [rate.figure(f"{title}: {name}") for name, rate in rates.items()]


def taboo_figures(report: Sequence[Clip], every: Sequence[Clip]) -> list[Figure]:
    """The pack as it ships: recall on typed and spoken violations, and innocence of everything else."""
    taboo = Taboo()
    typed = table(DATA / "typed_banned.tsv")
    wanted = sum(len(phrases(row["banned"])) for row in typed)
    found = sum(min(len(taboo.hits(row["text"], heard=False)), len(phrases(row["banned"]))) for row in typed)
    spoken = [clip for clip in report if clip.banned]
    heard = sum(min(len(taboo.hits(clip.heard, heard=True)), len(clip.banned)) for clip in spoken)
    innocent = [(clip.text, clip.heard) for clip in every if not clip.banned] + shared_innocent()
    traps = list(dict.fromkeys([row["text"] for row in table(DATA / "typed_traps.tsv")] + [t for t, _ in innocent]))
    for text, said in innocent:
        for hit in taboo.hits(said, heard=True):
            print(f"  accused: {hit} in {said} (said: {text})", file=sys.stderr)
    for text in traps:
        for hit in taboo.hits(text, heard=False):
            print(f"  accused, typed: {hit} in {text}", file=sys.stderr)
    charged = sum(bool(taboo.hits(said, heard=True)) for _, said in innocent)
    charged_typed = sum(bool(taboo.hits(text, heard=False)) for text in traps)
    return [
        Rate(found, wanted).figure("taboo pack, typed: recall", 0.95),
        Rate(heard, sum(len(clip.banned) for clip in spoken)).figure("taboo pack, spoken: recall", 0.85),
        Figure("taboo pack, spoken: innocent clips", len(innocent)),
        Figure("taboo pack, spoken: innocent clips charged", charged, 0),
        Figure("taboo pack, typed: innocent sentences", len(traps)),
        Figure("taboo pack, typed: innocent sentences charged", charged_typed, 0),
    ]


def shared_innocent() -> list[tuple[str, str]]:
    """Pairs (text, recognised without prompt) that hold no violation; empty where the table is missing."""
    if not (SHARED / "asr_errors.tsv").exists():
        return []
    bad = {row["text"] for row in table(SHARED / "kokoro" / "kokoro.tsv") if row["banned_present"]}
    rows = [row for row in table(SHARED / "asr_errors.tsv") if "initial_prompt" not in row["decoding"]]
    # what a customer says in the dialogues would be rude of an agent
    rude = (
        "我不知道",
        "搞错",
        "问别人",
        "不行",
        "没空",
        "急什么",
        "下班",
        "找领导",
        "不归",
        "这个不",
        "自己看",
        "什么态度",
    )
    return [
        (row["reference"], row["hypothesis"])
        for row in rows
        if row["reference"] not in bad and not any(word in row["reference"] for word in rude)
    ]


def shared_figures() -> dict[str, Rate]:
    """The stock phrases of ../shared/audio/kokoro in pairs recognised without prompt; nothing where it is missing."""
    if not (SHARED / "asr_errors.tsv").exists():
        return {}
    rows = [row for row in table(SHARED / "asr_errors.tsv") if "initial_prompt" not in row["decoding"]]
    stock = {phrase for row in table(SHARED / "kokoro" / "kokoro.tsv") for phrase in phrases(row["must_find"])}
    pairs = [(p, row) for row in rows for p in sorted(stock)]
    said = [ours(p, row["hypothesis"]) for p, row in pairs if p in row["reference"]]
    unsaid = [ours(p, row["hypothesis"]) for p, row in pairs if p not in row["reference"]]
    return {
        "precision": Rate(said.count("met"), said.count("met") + unsaid.count("met")),
        "recall": Rate(said.count("met"), len(said)),
        "unclear": Rate(said.count("unclear"), len(said)),
    }


def list_errors(said: Iterable[Clip]) -> None:
    """Every required phrase not found, near miss found, taboo phrase not found."""
    for clip in said:
        for phrase in clip.required:
            if (outcome := ours(phrase, clip.heard, clip.hypotheses)) != "met":
                tell(clip, outcome, phrase, nearest(phrase, clip.heard))
        for phrase in clip.near_miss:
            if ours(phrase, clip.heard, clip.hypotheses) == "met" and not clip.homophone:
                tell(clip, "FALSE", phrase, nearest(phrase, clip.heard))
        for phrase in clip.banned:
            if (outcome := judge(Banned(banned=(phrase,)), clip.heard, heard=True).outcome) != "missed":
                tell(clip, f"banned {outcome}", phrase)


def tell(clip: Clip, outcome: str, phrase: str, more: str = "") -> None:
    """One wrong outcome, on stderr: stdout holds the figures."""
    print(f"  {clip.name} {outcome}: {phrase} in {clip.heard} (said: {clip.text}) {more}", file=sys.stderr)


def nearest(phrase: str, text: str) -> str:
    """The best candidate and its similarity."""
    found = find(Phrasebook({}, {}).compile(phrase), prepare([text], [True]))
    best = max(found, key=lambda one: one.similarity, default=None)
    return f"~ {best.said} {best.how} {best.similarity:.2f}" if best else "~ nothing"


def times(rounds: int) -> list[Figure]:
    """Our time for 40 phrases over 2,000 characters ÷ lazy_pinyin of the text + partial_ratio, caches cold and warm."""
    from pypinyin import lazy_pinyin

    wanted = list(dict.fromkeys(p for clip in clips() for p in clip.required if len(p) >= 2))[:40]
    heard = [clip.heard for clip in clips()]
    texts = [long_text(heard, 2000, offset) for offset in range(rounds + 5)]
    parts = list(map(long_call, texts))
    colds, warms, peers = [], [], []
    for part in parts[:5]:
        search(PLAIN, wanted, part)
    for text, part in zip(texts[5:], parts[5:], strict=True):
        start = time.perf_counter()
        search(PLAIN, wanted, part)
        warms.append(time.perf_counter() - start)
        start = time.perf_counter()
        joined = "".join(lazy_pinyin(text))
        for phrase in wanted:
            fuzz.partial_ratio("".join(lazy_pinyin(phrase)), joined)
        peers.append(time.perf_counter() - start)
    for part in parts[5:]:
        clear_caches()
        start = time.perf_counter()
        search(Phrasebook({}, {}), wanted, part)
        colds.append(time.perf_counter() - start)
    cold, warm, other = median(colds), median(warms), median(peers)
    note = f"40 phrases in 2,000 characters, median of {rounds}; lazy_pinyin + partial_ratio {1e3 * other:.1f} ms"
    return [
        Figure("time, caches cold ÷ lazy_pinyin + partial_ratio", cold / other, 2.0, note=note),
        Figure("time, caches warm ÷ lazy_pinyin + partial_ratio", warm / other, 0.3, note=note),
    ]


def long_call(text: str) -> Part:
    """The text as a call of utterances of 50 characters."""
    said = (Utterance("agent", text[at : at + 50], turn="t", recognised=True) for at in range(0, len(text), 50))
    part = part_of(Required(required=("您好",)), "t", Call(tuple(said), path=("t",)), Context({}, {}, {}, PLAIN))
    assert isinstance(part, Part)
    return part


def search(book: Phrasebook, wanted: Sequence[str], part: Part) -> None:
    """All phrases in one call, as the rules of a scored recording look for them."""
    Context({}, {}, {}, book, groups=(tuple(wanted),)).find_each(tuple(wanted), part)


def long_text(heard: Sequence[str], length: int, offset: int) -> str:
    """New text of that length, another for every offset."""
    start = (offset * 37) % len(heard)
    joined = ""
    at = start
    while len(joined) < length:
        joined += heard[at % len(heard)]
        at += 1
    return joined[:length]


def clear_caches() -> None:
    """Forget what was worked out for characters and syllables; the dictionaries stay loaded, as the peer's do."""
    from trainer.rules import interface
    from trainer.text import lexicon, meaning, normalise, phrase, search, sounds, syllable_sets, template

    normalise._CANONICAL.clear()
    normalise._CANONICAL[ord("\n")] = "\n"
    of_characters = (normalise.canonical_char, sounds.readings, sounds.split, syllable_sets.options_of)
    of_syllables = (sounds.distance, sounds.nearest, lexicon.surprise, lexicon.segment)
    of_phrases = (template.parse, phrase._wordings, phrase._canonical, phrase._compiled, search.group_of)
    of_texts = (interface._prepared, normalise.normalise, meaning.turned)
    for cached in (*of_characters, *of_syllables, *of_phrases, *of_texts):
        cached.cache_clear()
