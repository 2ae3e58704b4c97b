"""`python3 scripts/same_scores.py OTHER`: does every call get the same score here as in another checkout?

Both score the same calls, each with its own code and its own scenarios: every example of the library as typed, as
recognised speech, and as recognised speech with errors (drawn with a fixed seed from real pairs, where ../shared/audio
is there); a call of each scenario made of the recognised replies of tests/data/match; the spoken examples of tests/data
as they were heard; the blind calls of ../shared/fair; and with `--samples` the recorded sample calls, which takes a
speech model. Compared are id, outcome, points, earned, deducted and the spans
of the evidence, as one hash of each card; the sentences (`why`) and the rest of the JSON are compared apart.

Exit code 0: the same scores; 1: others. The other checkout needs no environment of its own.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from _setup import DEVELOPMENT, ROOT, VENV, ensure_environment, guarded, run

SEED = "same scores"
SPOKEN = ROOT / "tests" / "data" / "spoken_examples"
MATCH = ROOT / "tests" / "data" / "match"
REPLIES = 3  # of the match corpus in each turn of a scenario
FAIR = ROOT.parent / "shared" / "fair" / "calls.json"
PAIRS = ROOT.parent / "shared" / "audio" / "asr_errors.tsv"
SAMPLES = ("cp-leak", "fu-visit", "in-aftersales")  # recordings, named by their scenarios

WORKER = """
import json, sys
sys.path.insert(0, '.')
from pathlib import Path
from trainer.call import from_json
from trainer.scenario.load import load
from trainer.scorecard import to_json
from trainer.scoring import score
scenarios = {}
for line in open(sys.argv[1], encoding='utf-8'):
    item = json.loads(line)
    name = item['scenario']
    if name not in scenarios:
        scenarios[name] = load(Path('scenarios') / f'{name}.yaml')
    card = to_json(score(scenarios[name], from_json(item['call'])))
    print(json.dumps({'name': item['name'], 'card': card}, ensure_ascii=False))
"""
"""Runs in each checkout; uses only names that stay."""

Card = dict[str, Any]


def calls() -> Iterator[dict[str, Any]]:
    """Every call that both checkouts score: its name, its scenario and the call as JSON."""
    from trainer.call import to_json
    from trainer.checking.examples import call_of
    from trainer.scenario.library import library
    from trainer.scenario.load import load

    errors, replies = recognition_errors(), clips()
    for path in library(ROOT / "scenarios"):
        scenario = load(path)
        for number, example in enumerate(scenario.file.examples):
            call = call_of(scenario, example)
            heard = replace(call, utterances=tuple(replace(one, recognised=True) for one in call.utterances))
            kinds = {"typed": call, "heard": heard}
            if errors is not None:
                draw = Random(f"{SEED} {path.stem} {number}")
                garbled = tuple(
                    replace(one, text=errors.apply(one.text, draw)) if one.speaker == "agent" else one
                    for one in heard.utterances
                )
                kinds["garbled"] = replace(heard, utterances=garbled)
            for kind, one in kinds.items():
                yield {"name": f"{path.stem} {number} {kind}", "scenario": path.stem, "call": to_json(one)}
        yield {"name": f"{path.stem} clips", "scenario": path.stem, "call": to_json(filled(scenario, replies))}
    yield from spoken()
    for blind in json.loads(FAIR.read_text(encoding="utf-8")) if FAIR.exists() else ():
        name = f"fair {blind['scenario']} {blind['call']}"
        yield {"name": name, "scenario": blind["scenario"], "call": blind["call_json"]}


def recognition_errors() -> Any:
    """The errors of real recognition, learnt from pairs; None where the pairs are not there."""
    if not PAIRS.exists():
        return None
    from tests.library.errors import learn, pairs

    return learn(pairs(PAIRS))


def clips() -> Iterator[Any]:
    """The replies of the match corpus as recognised, with the engine's other hypotheses, over and over."""
    from trainer.call import Utterance

    with (MATCH / "recognised.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in cycle(rows):
        others = tuple(filter(None, (row.get("hypotheses") or "").split("|")))
        yield Utterance("agent", row["text"], recognised=True, hypotheses=others)


def filled(scenario: Any, replies: Iterator[Any]) -> Any:
    """A call of that scenario through all its turns, the next few replies in each: words for which nobody tuned it."""
    from trainer.call import Call

    path = tuple(turn.id for turn in scenario.file.turns) or (None,)
    said = tuple(replace(one, turn=turn) for turn in path for one in islice(replies, REPLIES))
    return Call(utterances=said, path=path if path != (None,) else ())


def spoken() -> Iterator[dict[str, Any]]:
    """The examples that were spoken and recognised, as they were heard."""
    from tests.library.spoken import spoken_call
    from trainer.call import from_json, to_json
    from trainer.scenario.load import load

    for folder in (SPOKEN, SPOKEN / "more", SPOKEN / "drawn"):
        heard = json.loads((folder / "heard.json").read_text(encoding="utf-8"))
        for item in json.loads((folder / "examples.json").read_text(encoding="utf-8")):
            scenario = load(ROOT / "scenarios" / f"{item['scenario']}.yaml")
            call = spoken_call(scenario, item, from_json(heard[item["id"]]))
            name = f"spoken {folder.name} {item['id']}"
            yield {"name": name, "scenario": scenario.id, "call": to_json(call)}


def cards(checkout: Path, file: Path) -> str:
    """Every call of the file scored by that checkout: a line of JSON for each."""
    command = [sys.executable, "-c", WORKER, str(file)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{checkout} could not score:\n{done.stderr[-3000:]}")
    return done.stdout


def by_name(lines: str) -> dict[str, Card]:
    """The cards by the names of their calls."""
    return {item["name"]: item["card"] for item in map(json.loads, lines.splitlines())}


def sampled(checkout: Path) -> dict[str, Card]:
    """The sample calls recognised and scored by that checkout's own command."""
    found = {}
    for sample in SAMPLES:
        words = ["score", f"scenarios/samples/{sample}.opus", "--scenario", sample, "--json"]
        command = [sys.executable, "-m", "trainer", *words]
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, encoding="utf-8", check=False)
        found[f"sample {sample}"] = json.loads(done.stdout)
    return found


def essence(card: Card) -> list[Any]:
    """What decides a score: each verdict with its points and where its evidence stands; and the totals."""
    verdicts = [
        [
            *(verdict[key] for key in ("id", "outcome", "points", "earned", "deducted")),
            [[one["utterance"], one["char_start"], one["char_end"]] for one in verdict["evidence"]],
        ]
        for verdict in card["verdicts"]
    ]
    return [verdicts, card["total"], card["total_without_fatal"], card["passed"]]


def digest(found: Mapping[str, Card]) -> str:
    """One hash over the essence of all cards, in order of their names."""
    lines = [json.dumps([name, essence(found[name])], ensure_ascii=False) for name in sorted(found)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def without(card: Card, *keys: str) -> Card:
    """The card without what differs by itself, and its verdicts without those keys."""
    rest = {key: value for key, value in card.items() if key not in ("trainer_version", "scenario")}
    rest["verdicts"] = [{k: v for k, v in verdict.items() if k not in keys} for verdict in card["verdicts"]]
    return rest


def differences(one: Mapping[str, Card], other: Mapping[str, Card]) -> Iterator[str]:
    """Every verdict or total that scores differently, a line each."""
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            yield f"{name}: only in one of the two"
            continue
        (verdicts, *totals), (others, *other_totals) = essence(one[name]), essence(other[name])
        for left, right in zip(verdicts, others, strict=False):
            if left != right:
                yield f"{name}: {left} → {right}"
        if len(verdicts) != len(others) or totals != other_totals:
            yield f"{name}: {len(verdicts)} verdicts, {totals} → {len(others)}, {other_totals}"


def sentences(one: Mapping[str, Card], other: Mapping[str, Card]) -> Counter[tuple[str, str]]:
    """The pairs of sentences that differ, with how often each pair occurs."""
    found: Counter[tuple[str, str]] = Counter()
    for name in one.keys() & other.keys():
        for left, right in zip(one[name]["verdicts"], other[name]["verdicts"], strict=False):
            if left["why"] != right["why"]:
                found[left["why"], right["why"]] += 1
    return found


def report(before: Mapping[str, Card], after: Mapping[str, Card], most: int) -> int:
    """Print what differs; 0 where every score is the same."""
    verdicts = sum(len(card["verdicts"]) for card in after.values())
    print(f"{len(after)} calls, {verdicts} verdicts")
    print(f"before {digest(before)}\nafter  {digest(after)}")
    lines = list(differences(before, after))
    print(f"scores: {len(lines)} differences")
    for line in lines[:most]:
        print(f"  {line}")
    said = sentences(before, after)
    print(f"sentences (why): {len(said)} different pairs in {said.total()} verdicts")
    for (left, right), times in said.most_common(most):
        print(f"  {times} × {left}\n    → {right}")
    rest = [n for n in before.keys() & after.keys() if without(before[n], "why") != without(after[n], "why")]
    print(f"rest of the JSON: {len(rest)} cards differ{': ' + ', '.join(sorted(rest)[:5]) if rest else ''}")
    return 1 if lines else 0


def read_arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/same_scores.py", description=__doc__)
    parser.add_argument("other", type=Path, help="the checkout to compare with, or its cards kept by --keep")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the other checkout's cards for the next time")
    parser.add_argument("--samples", action="store_true", help="the recorded sample calls too (takes a speech model)")
    parser.add_argument("--most", type=int, default=20, help="differences shown (default 20)")
    return parser.parse_args(words)


def main() -> int:
    """Score all calls in both checkouts and compare."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        return run([ensure_environment(DEVELOPMENT), Path(__file__).resolve(), *sys.argv[1:]])
    arguments = read_arguments()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.jsonl"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in calls())
        kept = arguments.other.is_file()
        lines = arguments.other.read_text(encoding="utf-8") if kept else cards(arguments.other, file)
        before, after = by_name(lines), by_name(cards(ROOT, file))
    if arguments.keep:
        arguments.keep.write_text(lines, encoding="utf-8")
    if arguments.samples:
        before |= sampled(arguments.other)
        after |= sampled(ROOT)
    return report(before, after, arguments.most)


if __name__ == "__main__":
    sys.exit(guarded(main))
