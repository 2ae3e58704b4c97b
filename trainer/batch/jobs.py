"""Recordings → scorecards: one result for each, a scorecard or the reason why there is none.

`result_line` is all there is to one recording of a batch: it needs nothing but its arguments, which can be sent to
another process or machine, and gives the line that `results_file` keeps.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from trainer import call as calls
from trainer.audio.decode import Channel
from trainer.audio.readers import Raw
from trainer.batch.agent_side import with_agent_found
from trainer.batch.align_turns import align, one_turn
from trainer.batch.announcement import marked
from trainer.batch.caller_words import with_both_sides_told
from trainer.batch.export_audio import export
from trainer.batch.mask import NAME_SIGN, masked, masked_name, private_of, without_words
from trainer.batch.no_call import why_no_call
from trainer.call import Call
from trainer.errors import AudioError, ModelError, NoCallError, SettingsError, TrainerError, reason
from trainer.recognition.interface import Recogniser
from trainer.recognition.transcribe import Progress, transcribe
from trainer.regular_file import TooLongError, read_json
from trainer.report.advice import is_fatal
from trainer.scenario.resolved import Scenario
from trainer.scorecard import FORMAT, Scorecard, to_json
from trainer.scoring import score
from trainer.text.private_numbers import mask_text
from trainer.visible import json_text

NO_CALL = "no_call"  # code of a failure: nobody talks in the recording; counted apart
BUG = "bug"  # code of a failure: the mistake is the program's
MOST_UTTERANCES = 2_000
MOST_CHARACTERS = 30_000  # of all utterances: two hours of talk without a pause


@dataclass(frozen=True, slots=True)
class Options:
    """How recordings are to be read and judged."""

    agent_channel: Channel | None = None
    turn: str | None = None  # the whole recording is the reply to this turn
    raw: Raw | None = None  # shape of headerless files
    slots: Mapping[str, str] = field(default_factory=dict)  # override the scenario's
    mask: bool = False  # take private digits out of the result
    transcript: bool = True  # False: keep no words in the result
    export_audio: str | None = None  # folder for copies of the recordings without private digits


@dataclass(frozen=True, slots=True)
class Failure:
    """A recording without a scorecard: exactly one result line all the same."""

    source: str
    code: str
    message: str


Result = Scorecard | Failure


@dataclass(frozen=True, slots=True)
class Job:
    """One recording of a batch: what is scored, by which scenario, for whom."""

    recording: str  # absolute path
    scenario: str  # sha256 of the resolved scenario
    options: Options
    trainee: str | None = None
    date: str | None = None  # as the list of calls or the file's name has it
    key: str = ""  # see `job_key`; empty: the recording could not be read
    content: str = ""  # sha256 of the recording; empty as well

    @property
    def shown(self) -> str:
        """The recording as results name it."""
        return masked_name(self.recording, self.content) if self.options.mask else self.recording

    @property
    def shown_trainee(self) -> str | None:
        """The trainee as results name them."""
        return mask_text(self.trainee) if self.trainee and self.options.mask else self.trainee


@dataclass(frozen=True, slots=True)
class Line:
    """What a job gave."""

    text: str  # JSON on one line, as docs/JSON.md has it
    code: str | None = None  # of the failure; None: a scorecard


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
    opened = cache(open_recogniser)
    for recording in recordings:
        result = score_one(recording, scenario, options, opened, progress)
        if isinstance(result, Failure) and options.mask:
            result = Failure(masked_name(result.source), result.code, mask_text(result.message, sign=NAME_SIGN))
        yield result


def score_one(
    recording: str,
    scenario: Scenario,
    options: Options,
    opened: Callable[[], Recogniser],
    progress: Progress | None = None,
) -> Result:
    """The result of one recording. `opened` gives the engine and is asked only where there is sound.

    Raises ModelError where there is no engine.
    """
    if scenario.file.kind == "quiz" and not stored(recording):
        message = f"{recording}：“{scenario.file.title}”是问答，要一题一题地答，不能给录音打分。"
        return Failure(recording, "quiz", f"{message}做题：trainer practice {scenario.id}")
    recogniser = None if stored(recording) else opened()
    try:
        if recogniser is None:
            call = prepared(read_call(recording), scenario, options)
        else:
            call = listen(recording, scenario, recogniser, options, progress)
        card = score(one_reply(scenario, options.turn) if options.turn else scenario, call)
        if options.export_audio is not None and recogniser is not None:
            private = private_of(call, scenario)
            export(recording, options.raw, call, private, options.export_audio)
    except TrainerError as error:
        return Failure(recording, error.code, error.message)
    if options.mask:
        card = masked(card, scenario)
    return card if options.transcript else without_words(card)


def result_line(job: Job, scenario: Scenario, opened: Callable[[], Recogniser]) -> Line:
    """Score one recording of a batch. Raises ModelError where the engine cannot be loaded, nothing else.

    A mistake of the program is a failure of that recording: the others are scored all the same.
    """
    try:
        result = score_one(job.recording, scenario, job.options, opened)
    except ModelError:
        raise
    except Exception as error:
        return failure_line(job, BUG, f"{job.recording}：程序出了错，不是录音的问题（{_place(error)}）。请告诉我们。")
    if isinstance(result, Failure):
        return failure_line(job, result.code, result.message)
    fatal = tuple(verdict.id for verdict in result.verdicts if is_fatal(scenario, verdict))
    call = result.call
    if job.trainee is not None:
        call = replace(call, trainee=job.shown_trainee)
    if not stored(job.recording):
        call = replace(call, source=job.shown)
    result = replace(result, call=call)
    return Line(json_text({**to_json(result), "job": _job_json(job, fatal)}, compact=True))


def failure_line(job: Job, code: str, message: str) -> Line:
    """The line of a recording that has no scorecard."""
    if job.options.mask:
        for path, shown in ((Path(job.recording), Path(job.shown)), (Path(job.recording).name, Path(job.shown).name)):
            message = message.replace(str(path), str(shown))
        message = mask_text(message, sign=NAME_SIGN)
    failure = result_json(Failure(job.shown, code, message))
    return Line(json_text({**failure, "job": _job_json(job, ())}, compact=True), code)


def _job_json(job: Job, fatal: tuple[str, ...]) -> dict[str, Any]:
    return {
        "recording": job.shown,
        "key": job.key,
        "trainee": job.shown_trainee,
        "date": job.date,
        "fatal": list(fatal),
    }


def _place(error: Exception) -> str:
    """Where in the program, without any value: a message may hold what somebody said."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}，{Path(frame.filename).name}:{frame.lineno}"


def listen(
    recording: str, scenario: Scenario, recogniser: Recogniser, options: Options, progress: Progress | None = None
) -> Call:
    """The recording as a Call of that scenario, ready to be scored. Raises AudioError, RecognitionError."""
    call = transcribe(recording, recogniser, options.agent_channel, options.raw, progress)
    if options.agent_channel is None and not options.turn:
        call = with_agent_found(with_both_sides_told(call), scenario)
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
    """The call in a JSON file: a result, its `call` part, or a practice session as it is kept. Raises TrainerError."""
    try:
        data = read_json(Path(path), calls.MOST_BYTES)
        if "result" in data and "call" not in data:  # a session
            data = data["result"]
            if data is None:
                raise TrainerError(f"{path}：这通练习还没有做完，没有可以打分的结果。接着练：trainer practice --resume")
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
            f"{path}：这不是 trainer 保存的通话（JSON）。请用练习记录，或者 trainer score … --json 的结果。"
        ) from error
    utterances, characters = len(call.utterances), sum(len(one.text) for one in call.utterances)
    if utterances > MOST_UTTERANCES or characters > MOST_CHARACTERS:
        raise TrainerError(
            f"{path}：这通电话有 {utterances} 句、{characters} 个字，太长了；"
            f"最多 {MOST_UTTERANCES} 句、{MOST_CHARACTERS} 个字。请一通电话存一个文件。"
        )
    if utterances and not characters and any(one.gate is None for one in call.utterances):
        raise TrainerError(
            f"{path}：这份结果没有保存文字（打分时用了 --no-transcript），不能再打分。请给原来的录音打分。"
        )
    return call


def stored(recording: str) -> bool:
    """The file is a call that was written down already: no engine is needed."""
    return recording.lower().endswith(".json")
