"""Recordings → scorecards: one result for each, a scorecard or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trainer import call as calls
from trainer.audio.decode import Channel
from trainer.audio.readers import Raw
from trainer.batch.agent_side import with_agent_found
from trainer.batch.align_turns import align, one_turn
from trainer.batch.announcement import marked
from trainer.batch.no_call import why_no_call
from trainer.call import Call
from trainer.errors import AudioError, NoCallError, SettingsError, TrainerError, reason
from trainer.recognition.interface import Recogniser
from trainer.recognition.transcribe import Progress, transcribe
from trainer.regular_file import TooLongError, read_json
from trainer.scenario.resolved import Scenario
from trainer.scorecard import FORMAT, Scorecard, to_json
from trainer.scoring import score
from trainer.visible import json_text

MOST_UTTERANCES = 2_000
MOST_CHARACTERS = 30_000  # of all utterances: two hours of talk without a pause


@dataclass(frozen=True, slots=True)
class Options:
    """How recordings are to be read and judged."""

    agent_channel: Channel | None = None
    turn: str | None = None  # the whole recording is the reply to this turn
    raw: Raw | None = None  # shape of headerless files
    slots: Mapping[str, str] = field(default_factory=dict)  # override the scenario's


@dataclass(frozen=True, slots=True)
class Failure:
    """A recording without a scorecard: exactly one result line all the same."""

    source: str
    code: str
    message: str


Result = Scorecard | Failure


def score_all(
    recordings: Iterable[str],
    scenario: Scenario,
    open_recogniser: Callable[[], Recogniser],
    options: Options,
    progress: Progress | None = None,
) -> Iterator[Result]:
    """One result for each recording, in order, as soon as it is done. A stored call (`.json`) is scored again.

    The engine is loaded once, before the first recording that needs it; where it cannot be loaded, ModelError.
    """
    recogniser: Recogniser | None = None
    for recording in recordings:
        if scenario.file.kind == "quiz" and not _stored(recording):
            message = f"{recording}：“{scenario.file.title}”是问答，要一题一题地答，不能给录音打分。"
            yield Failure(recording, "quiz", f"{message}做题：trainer practice {scenario.id}")
            continue
        if not _stored(recording) and recogniser is None:
            recogniser = open_recogniser()
        try:
            if _stored(recording):
                call = prepared(read_call(recording), scenario, options)
            else:
                assert recogniser is not None
                call = listen(recording, scenario, recogniser, options, progress)
            yield score(one_reply(scenario, options.turn) if options.turn else scenario, call)
        except TrainerError as error:
            yield Failure(recording, error.code, error.message)


def listen(
    recording: str, scenario: Scenario, recogniser: Recogniser, options: Options, progress: Progress | None = None
) -> Call:
    """The recording as a Call of that scenario, ready to be scored. Raises AudioError, RecognitionError."""
    call = transcribe(recording, recogniser, options.agent_channel, options.raw, progress)
    if options.agent_channel is None and not options.turn:
        call = with_agent_found(call, scenario)
    if not options.turn and (why := why_no_call(call)):
        raise NoCallError(f"{recording}：非通话（{why}），没有打分。只是一句回答时请加 --turn。")
    if not any(utterance.speaker == "agent" for utterance in call.utterances):
        raise AudioError(f"{recording}：没有听到客服说话。请听一听录音；客服在右声道时加 --agent-channel right。")
    return prepared(marked(call), scenario, options)


def one_reply(scenario: Scenario, turn: str) -> Scenario:
    """The scenario for a recording that is only the reply to one turn.

    What a whole call owes (a goodbye, a call note) is not asked of it; taboo words and the pace are judged.
    """
    rules = tuple(
        bound for bound in scenario.rules if bound.turn == turn or bound.rule.deducts or bound.rule.pace_target
    )
    return replace(scenario, rules=rules)


def prepared(call: Call, scenario: Scenario, options: Options) -> Call:
    """The call with the options' slots, and with its turns where it has none yet (as after `trainer transcribe`).

    Raises TrainerError where a slot holds nothing to say, or the call went through turns that the scenario lacks.
    """
    call = replace(call, slots={**call.slots, **options.slots})
    try:
        scenario.slots(call.slots)
    except SettingsError as error:
        raise TrainerError(f"{call.source}：{error.message}") from error
    if options.turn:
        return one_turn(call, options.turn)
    turns = [turn.id for turn in scenario.file.turns]
    other = next((turn for turn in call.path if turns and turn not in turns), None)
    if other is not None:
        raise TrainerError(
            f"{call.source}：这通电话里有“{other}”这一步，情景 {scenario.id} 里没有。请换成它练习时的情景。"
        )
    return call if call.path else align(call, scenario)


def result_json(result: Result) -> dict[str, Any]:
    """The result as JSON (docs/JSON.md)."""
    if isinstance(result, Failure):
        error = {"code": result.code, "message": result.message}
        return {"format": FORMAT, "source": result.source, "error": error}
    return to_json(result)


def dumps(result: Result) -> str:
    """One line of JSON."""
    return json_text(result_json(result), compact=True)


def read_call(path: str) -> Call:
    """The call in a JSON file: a whole result, or its `call` part. Raises TrainerError."""
    try:
        data = read_json(Path(path), calls.MOST_BYTES)
        call = calls.from_json(data.get("call", data))
    except TooLongError as error:
        most = calls.MOST_BYTES // 1_000_000
        raise TrainerError(f"{path}：文件太大；一通电话的记录不会超过 {most} MB。请看看是不是选错了文件。") from error
    except FileNotFoundError as error:
        raise TrainerError(f"{path}：找不到这个文件。请检查路径。") from error
    except OSError as error:
        raise TrainerError(f"{path}：读不了这个文件（{reason(error)}）。") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrainerError(
            f"{path}：这不是 trainer 保存的通话（JSON）。请用 trainer score … --json 的结果。"
        ) from error
    utterances, characters = len(call.utterances), sum(len(one.text) for one in call.utterances)
    if utterances > MOST_UTTERANCES or characters > MOST_CHARACTERS:
        raise TrainerError(
            f"{path}：这通电话有 {utterances} 句、{characters} 个字，太长了；"
            f"最多 {MOST_UTTERANCES} 句、{MOST_CHARACTERS} 个字。请一通电话存一个文件。"
        )
    return call


def _stored(recording: str) -> bool:
    return recording.lower().endswith(".json")
