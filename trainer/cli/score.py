"""`trainer score RECORDING… --scenario S`: score recorded calls, one or ten thousand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.batch import (
    cluster_options,
    options_of,
    pattern_options,
    privacy_options,
    refuse_without_out,
    workers_option,
)
from trainer.cli.options import (
    agent_channel_option,
    engine_options,
    find,
    json_option,
    own_folders,
    raw_option,
)
from trainer.errors import EXIT_BELOW, EXIT_DONE, EXIT_INPUT, TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.batch.cluster import Cluster
    from trainer.batch.cluster_address import ClusterAddress
    from trainer.batch.jobs import Job, Options, Result
    from trainer.recognition import Engine
    from trainer.recognition.interface import Recogniser
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard


@click.command("score")
@click.argument("recordings", nargs=-1, metavar="[录音…]")
@click.option("--scenario", "-s", "scenario_name", metavar="情景", help="情景的 id 或文件，例如 in-aftersales")
@click.option("--turn", metavar="ID", help="录音只是对这一步的回答")
@agent_channel_option
@engine_options
@raw_option
@click.option("--slot", "slots", multiple=True, metavar="名=值", help="替换情景里的内容，例如 --slot 工号=2031")
@pattern_options
@click.option("--manifest", metavar="表", help="通话清单（.csv 或 .xlsx）：录音、情景、客服声道、坐席、日期、替换")
@click.option("--out", metavar="文件夹", help="很多录音：结果和表格写进这个文件夹，可以中断、接着打")
@workers_option
@cluster_options
@privacy_options
@click.option("--sample", type=click.IntRange(1), metavar="N", help="表格里给每个坐席随机抽 N 通来听")
@click.option("--seed", type=int, metavar="数", help="同一个数抽到同样的通话；不写是 1")
@click.option("--trainee", metavar="姓名或工号", help="成绩记到这位坐席名下，以后在 trainer results 里看")
@json_option(help="每个录音输出一行 JSON")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="分", help="有总分低于它或不出分时，退出码为 4")
def command(
    recordings: tuple[str, ...],
    scenario_name: str | None,
    turn: str | None,
    agent_channel: str | None,
    engine: Engine,
    model: str | None,
    raw: str | None,
    slots: tuple[str, ...],
    pattern: str | None,
    name_pattern: str | None,
    manifest: str | None,
    out: str | None,
    workers: int | None,
    cluster: ClusterAddress | None,
    insecure: bool,
    sample: int | None,
    seed: int | None,
    mask: bool,
    no_transcript: bool,
    export_audio: str | None,
    trainee: str | None,
    as_json: bool,
    fail_under: float | None,
) -> int:
    """给录音打分。录音可以是文件、文件夹或 '*.wav' 这样的样子；是一次完整通话（单声道或左右声道），
    或一句回答（--turn），或以前保存的通话（.json）。很多录音时加 --out。"""
    _check_usage(recordings, scenario_name, manifest, out, as_json)
    if out is None:
        refuse_without_out(
            manifest=manifest, name_pattern=name_pattern, workers=workers, cluster=cluster, sample=sample, seed=seed
        )
    if out is not None and trainee is not None:
        raise click.UsageError(
            "--trainee 和 --out 只写一个：坐席写在通话清单或文件名里，打完分用 trainer results import 记下来。"
        )
    if cluster is not None and workers is not None:
        raise click.UsageError("--workers 和 --cluster 只写一个。")
    if insecure and cluster is None:
        raise click.UsageError("--insecure 要和 --cluster 一起用。")
    scenario = None if scenario_name is None else _scenario(scenario_name, turn)
    options = options_of(
        scenario,
        turn,
        agent_channel=agent_channel,
        raw=raw,
        slots=slots,
        mask=mask,
        no_transcript=no_transcript,
        export_audio=export_audio,
    )
    if out is None:
        assert scenario is not None
        return _one_after_another(
            _found(recordings, pattern),
            scenario,
            options,
            engine,
            model,
            trainee,
            as_json=as_json,
            fail_under=fail_under,
        )
    from trainer.batch.workers import Workers, most_workers
    from trainer.cli.batch import equip, open_cluster, score_into

    there, missing = _split(() if manifest else _found(recordings, pattern))
    for name in missing:
        say(f"{name}：找不到这个录音，没有打分。请检查路径。", err=True)
    if missing and not there:
        return EXIT_INPUT
    jobs, scenarios = _jobs(there, scenario, options, name_pattern, manifest)
    runner: Workers | Cluster
    if cluster is not None:
        runner, equipment, heard = open_cluster(cluster, jobs, scenarios, engine, model, insecure=insecure)
    else:
        workers = workers or max(1, min(most_workers(), len(jobs)))
        equipment, heard = equip(scenarios, engine, model, workers)
        runner = Workers(workers, equipment)
    code = score_into(
        Path(out),
        jobs,
        equipment,
        heard,
        runner=runner,
        each=sample or 0,
        seed=1 if seed is None else seed,
        fail_under=fail_under,
    )
    return EXIT_INPUT if missing else code


def _split(recordings: Iterable[str]) -> tuple[list[str], list[str]]:
    """Those that are there, and those that are not, which are mistakes of the command."""
    there: list[str] = []
    missing: list[str] = []
    for one in dict.fromkeys(recordings):
        (there if os.path.lexists(one) else missing).append(one)
    return there, missing


def _check_usage(
    recordings: tuple[str, ...], scenario: str | None, manifest: str | None, out: str | None, as_json: bool
) -> None:
    if bool(recordings) == (manifest is not None):
        raise click.UsageError(
            "录音和 --manifest 只写一样。" if recordings else "还缺少录音：写上文件、文件夹，或者 --manifest 通话清单"
        )
    if scenario is None and manifest is None:
        context = click.get_current_context()
        raise click.MissingParameter(
            ctx=context, param=next(one for one in context.command.params if one.name == "scenario_name")
        )
    if out is not None and as_json:
        raise click.UsageError("--json 和 --out 只写一个：--out 文件夹里的 results.jsonl 就是 JSON。")


def _scenario(name: str, turn: str | None) -> Scenario:
    from trainer.scenario.load import load

    scenario = load(find(name))
    if turn is not None:
        _check_turn(scenario, turn)
    return scenario


def _titled(name: str) -> str:
    """The scenario of the library that has this title, as its path; whatever else was written stays."""
    from trainer.scenario.heading import heading
    from trainer.scenario.library import everything

    headings = (heading(path) for path in everything(own_folders()))
    found = [str(one.path) for one in headings if one is not None and one.title == name]
    return found[0] if len(found) == 1 else name


def _found(recordings: tuple[str, ...], pattern: str | None) -> tuple[str, ...]:
    """The recordings that are meant; files that are none are told."""
    from trainer.batch.find_recordings import find_recordings

    found = find_recordings(recordings, pattern)
    if found.others and pattern is None:
        kinds = "、".join(f"{end}（{count}）" for end, count in found.others[:5])
        say(f"文件夹里有 {sum(count for _, count in found.others)} 个文件不像录音，没有读：{kinds}", err=True)
    return found.recordings


def _jobs(
    recordings: Sequence[str],
    scenario: Scenario | None,
    options: Options,
    name_pattern: str | None,
    manifest: str | None,
) -> tuple[list[Job], dict[str, Scenario]]:
    """The jobs, and the scenarios they are scored by."""
    from trainer.cli.batch import make_jobs

    if manifest is not None:
        from trainer.batch.call_list import read_call_list

        listed = read_call_list(Path(manifest), options, scenario, lambda name: _scenario(_titled(name), options.turn))
        if listed.unread:
            say(f"{manifest}：没有用到这些列：{'、'.join(listed.unread)}", err=True)
        return list(listed.jobs), dict(listed.scenarios)
    assert scenario is not None
    jobs, odd = make_jobs(recordings, scenario, options, name_pattern)
    if odd:
        say(f"{odd} 个文件名不合 {name_pattern}，没有日期和坐席，照样打分。", err=True)
    return jobs, {scenario.sha256: scenario}


def _one_after_another(
    recordings: tuple[str, ...],
    scenario: Scenario,
    options: Options,
    engine: Engine,
    model: str | None,
    trainee: str | None,
    *,
    as_json: bool,
    fail_under: float | None,
) -> int:
    from trainer.batch.jobs import score_all
    from trainer.batch.mask import masked_name
    from trainer.cli.hearing_caveat import tell_caveat_of
    from trainer.cli.terminal import Listening
    from trainer.recognition.engines import open_recogniser

    def opened() -> Recogniser:
        tell_caveat_of(engine, model)
        return open_recogniser(engine, model)

    with ExitStack() as stack:
        keep = None if trainee is None else _keeper(trainee, scenario, stack)
        listening = stack.enter_context(Listening(recordings, masked_name if options.mask else str))
        results = score_all(listening.each(recordings), scenario, opened, options, listening.progress)
        kept = results if keep is None else map(keep, recordings, results)
        return _report(kept, scenario, as_json=as_json, fail_under=fail_under, many=len(recordings) > 1)


def _keeper(trainee: str, scenario: Scenario, stack: ExitStack) -> Callable[[str, Result], Result]:
    """Keeps each result under the trainee's name and hands it on; the store is open until `stack` ends."""
    from trainer import settings
    from trainer.batch.import_results import recorded
    from trainer.cli.who import named
    from trainer.history.opened import opened
    from trainer.recognition.checksum import sha256
    from trainer.scorecard import Scorecard

    store = stack.enter_context(opened(settings.load().data_folder))
    who = named(store, trainee)

    def keep(recording: str, result: Result) -> Result:
        if isinstance(result, Scorecard) and who.kept:
            path = Path(recording)
            store.save(recorded(result, scenario, path, sha256(path), who.trainee), scenario)
        return result

    return keep


def _check_turn(scenario: Scenario, turn: str) -> None:
    turns = [one.id for one in scenario.file.turns]
    if turn not in turns:
        raise TrainerError(f"情景 {scenario.id} 里没有“{turn}”这一步。现有：{'、'.join(turns)}")


def _report(
    results: Iterable[Result], scenario: Scenario, *, as_json: bool, fail_under: float | None, many: bool
) -> int:
    from trainer.batch.jobs import Failure, dumps

    code = EXIT_DONE
    for result in results:
        if as_json:
            say(dumps(result))
        if isinstance(result, Failure):
            say(result.message, err=True)
            code = EXIT_INPUT
            continue
        if not as_json:
            _print_card(result, scenario, many=many)
        below = fail_under is not None and (result.total is None or result.total < fail_under)
        if result.total is None and code == EXIT_DONE:
            code = EXIT_BELOW if below else EXIT_INPUT
        elif below and code == EXIT_DONE:
            code = EXIT_BELOW
    return code


def _print_card(card: Scorecard, scenario: Scenario, *, many: bool) -> None:
    from trainer.cli.terminal import console
    from trainer.report.console import render

    if many:
        say(f"\n录音：{card.call.source}")
    render(console(), card, scenario)
