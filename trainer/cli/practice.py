"""`trainer practice`: one conversation, spoken, typed or piped."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.choose_scenario import choose_scenario
from trainer.cli.options import engine_options, find, own_folders
from trainer.cli.recordings import delete_old_recordings
from trainer.cli.terminal import open_reader, waiting
from trainer.cli.told import tell_answers
from trainer.cli.voice_setup import PracticeOptions, headphones, keep_recordings, open_voice_setup, way
from trainer.cli.who import Who, ask, known, named, usual
from trainer.errors import TrainerError
from trainer.history.database import HistoryError
from trainer.history.opened import opened
from trainer.output.say import say
from trainer.visible import one_line
from trainer.voice.interface import VOICES

if TYPE_CHECKING:
    from trainer.call import Mode
    from trainer.history.store import Store
    from trainer.history.values import Session, Trainee
    from trainer.practice.practice_run import Environment
    from trainer.practice.reader import Reader
    from trainer.recognition import Engine
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
@click.option("--trainee", metavar="姓名或工号", help="成绩记在谁名下；不写就是上次那位，写 游客 不留记录。")
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
    trainee: str | None,
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
        resume_last(settings, scenario, seed, options=options, trainee=trainee)
        return
    reader = open_reader()
    if scenario is None:
        scenario = choose_scenario(reader, whose_marks(settings, trainee))
    begin(settings, scenario, mode or settings.mode, variant, given, seed, reader, options, trainee, save=not no_save)


def begin(
    settings: Settings,
    name: str,
    mode: Mode,
    variant: str | None = None,
    slots: Mapping[str, str] | None = None,
    seed: int | None = None,
    reader: Reader | None = None,
    options: PracticeOptions | None = None,
    trainee: str | None = None,
    *,
    who: Who | None = None,
    save: bool = True,
) -> None:
    """A new conversation from brief to scorecard; `trainee`: as an option names him, `who`: as he was asked for."""
    from trainer.practice.claim import claimed
    from trainer.practice.practice_run import new_session
    from trainer.scenario.library import is_own
    from trainer.scenario.load import load

    delete_old_recordings(settings)
    path = find(name)
    with waiting(OPENING):
        scenario = load(path)
    if is_own(path, own_folders()):
        say(f"这是您自己的情景：{path}", err=True)
    known = scenario.file.slots
    user_settings.check_slots(slots or {}, known)
    own = {slot: value for slot, value in settings.slots.items() if slot in known}
    scenario.slots({**own, **(slots or {})})  # a mistake is told before anybody is asked for anything
    reader, options = reader or open_reader(), options or PracticeOptions()
    with ExitStack() as stack:
        store = open_store(settings, stack) if save and (who is None or who.kept) else None
        if store is not None:
            who = who or whose(store, settings, reader, mode, trainee)
            store = store if who.kept else None
        env = open_environment(store, seed, reader, repeat_missed=options.repeat_missed)
        trained = None if who is None else who.trainee
        if store is not None:
            tell_answers(store, trained)
        own = {**own, **own_slots(trained, known), **(slots or {})}
        session = new_session(scenario, mode, own, variant, trained, env)
        by = way(options, settings, reader)
        if store is not None:
            stack.enter_context(claimed(settings.data_folder, session.key))
        play(scenario, session, env, settings, options, by)


def own_slots(trainee: Trainee | None, known: Mapping[str, str]) -> dict[str, str]:
    """What the trainee calls himself, where the scenario asks for it and it can be said."""
    from trainer.text.template import slot_fault

    told = {} if trainee is None else {"姓名": trainee.name, "工号": trainee.staff_number}
    return {slot: value for slot, value in told.items() if value and slot in known and slot_fault(slot, value) is None}


def begin_drill(settings: Settings, path: Path, turns: Sequence[str], reader: Reader, who: Trainee) -> None:
    """Some turns of a scenario, one by one; nothing is scored or kept."""
    from trainer.practice.practice_run import new_session, run_drill
    from trainer.scenario.load import load

    scenario, options = load(path), PracticeOptions()
    own = {slot: value for slot, value in settings.slots.items() if slot in scenario.file.slots}
    own |= own_slots(who, scenario.file.slots)
    env = open_environment(None, None, reader)
    session = new_session(scenario, "practice", own, None, who, env)
    setup = None
    if way(options, settings, reader) == "voice":
        setup = open_voice_setup(scenario, options, settings, session, env)
    session = replace(session, source="keyboard" if setup is None else "voice")
    run_drill(scenario, session, turns, replace(env, setup=setup))


def open_store(settings: Settings, stack: ExitStack) -> Store | None:
    """The store of results until `stack` ends; None, after a sentence, where it cannot be had: nothing is saved."""
    try:
        store = stack.enter_context(opened(settings.data_folder))
    except HistoryError as error:
        say(f"{error.message}\n这次照常练，只是不留记录。", err=True)
        return None
    if store.read_only:
        say(f"{one_line(str(store.path))} 不能写，这次照常练，只是不留记录。", err=True)
        return None
    return store


def whose_marks(settings: Settings, trainee: str | None) -> Who | None:
    """Whose best marks the scenarios to choose from show; `trainee`: as an option names him."""
    if trainee is None:
        return None
    with suppress(HistoryError), opened(settings.data_folder) as store:
        return known(store, trainee)
    return None


def whose(store: Store, settings: Settings, reader: Reader, mode: Mode, trainee: str | None) -> Who:
    """Who practises: as named, else asked where it matters (an exam) or several do, else as last time."""
    if trainee is not None:
        who = named(store, trainee)
        if who.trainee is not None:
            store.remember_trainee(who.trainee)
        return who
    if mode == "exam" or len(store.trainees()) > 1:
        return ask(reader, store, settings)
    return usual(store, settings)


def resume_last(
    settings: Settings,
    name: str | None,
    seed: int | None = None,
    reader: Reader | None = None,
    options: PracticeOptions | None = None,
    *,
    trainee: str | None = None,
    key: str | None = None,
) -> None:
    """Go on with what the trainee left last, or that of the key, but for what other windows have.

    `trainee`: as an option names him; who is there is asked where several practise.
    """
    from trainer.scenario.load import load

    delete_old_recordings(settings)
    with ExitStack() as claims:
        store = claims.enter_context(opened(settings.data_folder))
        for path in store.broken:
            say(f"这个文件坏了，跳过：{one_line(str(path))}", err=True)
        reader = reader or open_reader()
        who = None if key is not None else whose(store, settings, reader, "practice", trainee)
        if who is not None and not who.kept:
            raise TrainerError("游客没有留下练习，接不上。从头开始：trainer practice")
        session = claim_last(store, name, settings.data_folder, claims, who, key)
        there = Path(session.scenario_path)
        with waiting(OPENING):
            scenario = load(there if there.is_file() else find(session.scenario))
        options = options or PracticeOptions()
        env = open_environment(store, seed, reader, repeat_missed=options.repeat_missed)
        by: Way = "voice" if session.source == "voice" and reader.interactive else "keyboard"
        play(scenario, session, env, settings, options, by)


def claim_last(
    store: Store,
    scenario: str | None,
    data_folder: Path,
    claims: ExitStack,
    who: Who | None = None,
    key: str | None = None,
) -> Session:
    """What was left in the middle last and no other window has, kept for this program until `claims` ends.

    `who`: whose it is, None: anybody's; `key`: that one alone. Raises TrainerError where there is none.
    """
    from trainer.lock import BusyError
    from trainer.practice.claim import claimed

    busy = 0
    left = [one for one in store.unfinished(scenario) if key in (None, one.key)]
    for seen in (one for one in left if who is None or one.trainee == who.trainee):
        try:
            cut_off = claims.enter_context(claimed(data_folder, seen.key))
        except BusyError:
            busy += 1
            say(elsewhere(seen), err=True)
            continue
        session = store.session_of(seen.key)  # another window may have finished it meanwhile
        if session is None or session.finished:
            continue
        if cut_off:
            say("上次没有正常结束，接着练。")
        return session
    whose_ = "" if who is None or who.trainee is None else f"{one_line(who.trainee.name)}"
    none = "没有别的没做完的练习" if busy else f"{whose_}没有没做完的练习"
    if not busy and left:
        raise TrainerError(f"{none}；有别人的。是您的就写上姓名：trainer practice --resume --trainee 姓名或工号")
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
        if setup is not None and env.store is not None:
            keep_recordings(setup, session, settings)
        env = replace(env, setup=setup)
        session = replace(session, source="keyboard" if setup is None else "voice")
    if env.reader.interactive:
        env = replace(env, headphones=headphones(settings, env.console))
        warm_up(scenario)
    try:
        run_practice(scenario, session, env)
    except KeyboardInterrupt:
        if env.store is not None and env.store.session_of(session.key) is not None:
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
    store: Store | None, seed: int | None, reader: Reader, *, repeat_missed: bool = False
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
        store=store,
        repeat_missed=repeat_missed,
    )
