"""Models measured on recordings whose words are known: error rate, time, and the wordings of a scenario.

Every recording is heard as scoring hears it (`transcribe`), by one model after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trainer import __version__
from trainer.audio.decode import Channel
from trainer.audio.readers import Raw
from trainer.audio.survey import survey
from trainer.batch.intervals import bootstrap, wilson
from trainer.batch.said_texts import Said
from trainer.batch.wordings import Wordings
from trainer.errors import AudioError, TrainerError
from trainer.recognition.evaluation import Evaluation, ModelFile, Share
from trainer.recognition.interface import Recogniser
from trainer.recognition.transcribe import Progress, transcribe
from trainer.text.error_rate import comparable, errors
from trainer.visible import one_line

Found = frozenset[tuple[str, str]]
NOTHING: Found = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model made of one recording."""

    recording: str
    said: str
    heard: str
    errors: int  # characters, in comparable spelling
    characters: int  # said, in the same spelling; at least one
    seconds: float  # of sound
    took: float  # s
    cpu: str
    wanted: Found = NOTHING  # wordings in what was said
    found: Found = NOTHING  # wordings in what was heard

    @property
    def rate(self) -> float:
        """Error rate of the recording."""
        return self.errors / self.characters


@dataclass(frozen=True, slots=True)
class Hearing:
    """How recordings are to be heard, for all models alike."""

    agent_channel: Channel | None = None
    raw: Raw | None = None
    wordings: Wordings | None = None  # None: none are looked for
    clock: Callable[[], float] = field(kw_only=True)  # s


def chosen(recordings: Sequence[str], limit: int | None) -> tuple[str, ...]:
    """At most `limit` of them, evenly spread: folders are sorted, and neighbours often are of one agent or day."""
    if limit is None or limit >= len(recordings):
        return tuple(recordings)
    return tuple(recordings[at * len(recordings) // limit] for at in range(limit))


def unreadable(recordings: Iterable[str], raw: Raw | None) -> Iterator[str]:
    """Why each of them that cannot be used cannot, in a sentence."""
    for recording in recordings:
        try:
            survey(recording, raw)
        except AudioError as error:
            yield error.message


def read_with(
    recogniser: Recogniser, recording: str, said: Said, hearing: Hearing, progress: Progress | None = None
) -> Reading:
    """What the model makes of a recording. Raises TrainerError that names it."""
    started = hearing.clock()
    try:
        call = transcribe(recording, recogniser, hearing.agent_channel, hearing.raw, progress)
    except AudioError:
        raise  # it names the recording
    except TrainerError as error:
        raise TrainerError(f"{one_line(recording)}：{error.message}") from error
    took = hearing.clock() - started
    own = [one for one in call.utterances if one.speaker == "agent"]
    truth, heard = said.of(both_sides=call.both_sides), "".join(one.text for one in own)
    ready, wordings = comparable(truth), hearing.wordings
    return Reading(
        recording,
        truth,
        heard,
        errors(ready, comparable(heard)),
        len(ready),
        call.duration or 0.0,
        took,
        call.cpu or "",
        NOTHING if wordings is None else wordings.said(truth),
        NOTHING if wordings is None else wordings.heard(call, own),
    )


def evaluation(
    recogniser: Recogniser,
    readings: Sequence[Reading],
    date: str,
    files: dict[str, ModelFile],
    scenario: str | None = None,
) -> Evaluation:
    """What the readings say about the model; there is at least one. `scenario`: whose wordings were looked for."""
    wrong, said = [one.errors for one in readings], [one.characters for one in readings]
    low, high = bootstrap(wrong, said) or (None, None)
    seconds = sum(one.seconds for one in readings)
    both = sum(len(one.wanted & one.found) for one in readings)
    return Evaluation(
        model=recogniser.model,
        engine=recogniser.engine,
        engine_version=recogniser.version,
        date=date,
        recordings=len(readings),
        seconds=round(seconds, 1),
        characters=sum(said),
        cer=Share(round(sum(wrong) / sum(said), 4), _four(low), _four(high), sum(wrong), sum(said)),
        rtf=round(sum(one.took for one in readings) / seconds, 3),
        cpu=readings[0].cpu,
        trainer_version=__version__,
        scenario=scenario,
        recall=None if scenario is None else _share(both, sum(len(one.wanted) for one in readings)),
        precision=None if scenario is None else _share(both, sum(len(one.found) for one in readings)),
        files=files,
    )


def worst(readings: Sequence[Reading], most: int = 10) -> tuple[Reading, ...]:
    """Those with errors that have the highest error rate, the worst first."""
    return tuple(sorted((one for one in readings if one.errors), key=lambda one: -one.rate)[:most])


def _share(hits: int, of: int) -> Share | None:
    """None where there is nothing to be found."""
    if not of:
        return None
    low, high = wilson(hits, of)
    return Share(round(hits / of, 4), _four(low), _four(high), hits, of)


def _four(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
