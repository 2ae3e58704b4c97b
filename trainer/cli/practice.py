"""`trainer practice`: one conversation, spoken, typed or piped."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.choose_scenario import choose_scenario
from trainer.cli.options import engine_options, find
from trainer.cli.recordings import delete_old_recordings
from trainer.cli.terminal import open_reader, waiting
from trainer.cli.voice_setup import PracticeOptions, keep_recordings, open_voice_setup, way
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line
from trainer.voice.interface import VOICES

if TYPE_CHECKING:
    from trainer.call import Mode
    from trainer.practice.practice_run import Environment
    from trainer.practice.reader import Reader
    from trainer.practice.sessions import Session
    from trainer.recognition.engines import Engine
    from trainer.scenario.resolved import Scenario
    from trainer.settings import Settings, Way
    from trainer.voice.interface import VoiceKind


OPENING = "正在打开情景……"


@click.command("practice", help="按情景练一通电话：用耳麦说或打字回答，马上看到哪里说得好、哪里要改。")
@click.argument("scenario", required=False, metavar="[情景]")
@click.option(
    "--mode", type=click.Choice(["practice", "exam"]), help="practice：边练边看反馈；exam：考核，说完再看成绩。"
)
@click.option(
    "--by",
    type=click.Choice(["voice", "keyboard"]),
    help="voice：用耳麦说；keyboard：打字。不写时，有麦克风和语音模型就用 voice。",
)
@click.option("--device", metavar="名称", help="用哪个麦克风，写名字里的几个字就行；有哪些：trainer devices。")
@engine_options
@click.option(
    "--voice",
    type=click.Choice(VOICES),
    help="客户的声音。auto：有录音放录音，没有就合成；silent：只看文字。",
)
@click.option("--listen-only", is_flag=True, help="只听客户说，不显示客户的话。")
@click.option("--repeat-missed", is_flag=True, help="没说好的那句马上再说，最多三次（练习时）。")
@click.option("--pause", type=click.FloatRange(0.8, 10), metavar="秒", help="停多久算说完，平时是 2.5")
@click.option("--variant", metavar="分支", help="情景有几种走法时，选一种。")
@click.option("--slot", "slots", multiple=True, metavar="名称=内容", help="换掉情景里的一项，例如 --slot 公司=海棠苑。")
@click.option("--seed", type=int, metavar="数字", help="客户的台词固定下来，每次一样。")
@click.option("--no-save", is_flag=True, help="这次不留记录。")
@click.option("--resume", is_flag=True, help="接着上次没做完的那一通。")
def command(
    scenario: str | None,
    mode: Mode | None,
    by: Way | None,
    device: str | None,
    engine: Engine,
    model: str | None,
    voice: VoiceKind | None,
    listen_only: bool,
    repeat_missed: bool,
    pause: float | None,
    variant: str | None,
    slots: tuple[str, ...],
    seed: int | None,
    no_save: bool,
    resume: bool,
) -> None:
    """Parse, play, print."""
    settings = user_settings.load()
    given = user_settings.parse_slots(slots)
    options = PracticeOptions(by, device, engine, model, voice, pause, listen_only, repeat_missed)
    if listen_only and voice == "silent":
        raise click.UsageError("--listen-only 要听得见客户说话，不能和 --voice silent 一起用。")
    if resume:
        if mode or variant or given or no_save or by:
            raise click.UsageError(
                "--resume 会照上次的样子接着练，不能再加 --mode、--by、--variant、--slot、--no-save。"
            )
        return resume_last(settings, scenario, seed, options=options)
    reader = open_reader()
    if scenario is None:
        scenario = choose_scenario(reader)
    return begin(settings, scenario, mode or settings.mode, variant, given, seed, reader, options, save=not no_save)


def begin(
    settings: Settings,
    name: str,
    mode: Mode,
    variant: str | None = None,
    slots: Mapping[str, str] | None = None,
    seed: int | None = None,
    reader: Reader | None = None,
    options: PracticeOptions | None = None,
    *,
    save: bool = True,
) -> None:
    """A new conversation from brief to scorecard."""
    from trainer.practice.claim import claimed
    from trainer.practice.practice_run import new_session
    from trainer.scenario.load import load

    delete_old_recordings(settings)
    with waiting(OPENING):
        scenario = load(find(name))
    known = scenario.file.slots
    user_settings.check_slots(slots or {}, known)
    own = {slot: value for slot, value in settings.slots.items() if slot in known}
    reader, options = reader or open_reader(), options or PracticeOptions()
    env = open_environment(settings, seed, reader, save=save, repeat_missed=options.repeat_missed)
    session = new_session(scenario, mode, {**own, **(slots or {})}, variant, settings.trainee, env)
    by = way(options, settings, reader)
    with claimed(settings.data_folder, session.path.stem) if save else nullcontext():
        play(scenario, session, env, settings, options, by)


def resume_last(
    settings: Settings,
    name: str | None,
    seed: int | None = None,
    reader: Reader | None = None,
    options: PracticeOptions | None = None,
) -> None:
    """Go on with the conversation that was left last, but for those that other windows have open."""
    from trainer.practice import sessions
    from trainer.scenario.load import load

    delete_old_recordings(settings)
    kept = sessions.read_all(settings.data_folder)
    for path in kept.broken:
        say(f"这个文件坏了，跳过：{one_line(str(path))}", err=True)
    with ExitStack() as claims:
        session = claim_last(kept.unfinished(name), settings.data_folder, claims)
        there = Path(session.scenario_path)
        with waiting(OPENING):
            scenario = load(there if there.is_file() else find(session.scenario))
        reader, options = reader or open_reader(), options or PracticeOptions()
        env = open_environment(settings, seed, reader, save=True, repeat_missed=options.repeat_missed)
        by: Way = "voice" if session.source == "voice" and reader.interactive else "keyboard"
        play(scenario, session, env, settings, options, by)


def claim_last(left: Iterable[Session], data_folder: Path, claims: ExitStack) -> Session:
    """The first of these sessions that no other window has, kept for this program until `claims` ends.

    Raises TrainerError where there is none.
    """
    from trainer.lock import BusyError
    from trainer.practice import sessions
    from trainer.practice.claim import claimed

    busy = 0
    for seen in left:
        try:
            cut_off = claims.enter_context(claimed(data_folder, seen.path.stem))
        except BusyError:
            busy += 1
            say(elsewhere(seen), err=True)
            continue
        session = sessions.read_again(seen)  # another window may have finished it meanwhile
        if session is None or session.finished:
            continue
        if cut_off:
            say("上次没有正常结束，接着练。")
        return session
    none = "没有别的没做完的练习" if busy else "没有没做完的练习"
    raise TrainerError(f"{none}。从头开始：trainer practice")


def elsewhere(session: Session) -> str:
    """One sentence: another window has it."""
    return f"“{one_line(session.title)}”（{session.started:%m-%d %H:%M}）正在另一个窗口里练，请到那边接着练。"


def play(
    scenario: Scenario, session: Session, env: Environment, settings: Settings, options: PracticeOptions, by: Way
) -> None:
    """Play it; on ^C say that it is kept and let the error boundary end the program."""
    from trainer.practice.practice_run import run_practice

    if by == "voice":
        setup = open_voice_setup(scenario, options, settings, session, env)
        if setup is not None and env.folder is not None:
            keep_recordings(setup, session, settings)
        env = replace(env, setup=setup)
        session = replace(session, source="keyboard" if setup is None else "voice")
    if env.reader.interactive:
        warm_up(scenario)
    try:
        run_practice(scenario, session, env)
    except KeyboardInterrupt:
        if env.folder is not None and session.path.exists():
            env.console.print("\n已经存好。接着练：trainer practice --resume")
        raise


def warm_up(scenario: Scenario, delay: float = 0.5) -> Timer:
    """Load what judging needs while the trainee reads the brief, so that the first feedback comes at once.

    `delay` in seconds: the brief has to be on the screen first.
    """

    def judge() -> None:
        from trainer import scoring
        from trainer.call import Call, Utterance

        first = scenario.file.turns[0].id
        said = Utterance(speaker="agent", text="您好，请稍等", turn=first)
        with suppress(Exception):  # the same fault will be reported where the reply is judged
            scoring.score(scenario, Call(utterances=(said,), path=(first,), slots=scenario.slots()))

    timer = Timer(delay, judge)
    timer.daemon = True
    timer.start()
    return timer


def open_environment(
    settings: Settings, seed: int | None, reader: Reader, *, save: bool, repeat_missed: bool = False
) -> Environment:
    """The real console, clock, dice and disk."""
    from trainer import scoring
    from trainer.practice.practice_run import Environment
    from trainer.practice.screen import console

    return Environment(
        reader=reader,
        console=console(),
        scoring=scoring,
        choose=random.Random(seed).choice,
        now=lambda: datetime.now().astimezone(),
        folder=settings.data_folder if save else None,
        repeat_missed=repeat_missed,
    )
