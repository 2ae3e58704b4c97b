from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, PACK
from trainer.errors import ScenarioError
from trainer.scenario.library import default_library, everything, find_scenario, library, marked, reserved
from trainer.scenario.load import Loaded, load, load_pack, outline

Write = Callable[..., Path]
WITH_PACK = GOOD.replace("kind: inbound", "kind: inbound\nuse: [taboo]")


def test_rules_have_full_ids_counted_by_operator(write: Write) -> None:
    scenario = load(write(WITH_PACK))
    assert [bound.id for bound in scenario.rules] == [
        "greet.required-1",
        "greet.required-2",
        "hear.sorry",
        "again.required-1",
        "taboo.unknown",
    ]
    assert scenario.lists == {"致歉": ("很抱歉", "对不起")}
    assert scenario.recovered(scenario.turn("again")) == "hear.sorry"
    assert scenario.recovered(scenario.turn("hear")) is None
    assert scenario.short_ids("hear") == {"sorry": "hear.sorry"}


OWN_LISTS = WITH_PACK.replace("required: 您好", "required: <问候>") + "lists: {问候: [您好, 早上好]}\n"


def test_a_scenario_may_have_phrase_lists_of_its_own(write: Write) -> None:
    scenario = load(write(OWN_LISTS))
    assert scenario.lists == {"致歉": ("很抱歉", "对不起"), "问候": ("您好", "早上好")}
    assert scenario.sha256 != load(write(WITH_PACK)).sha256


@pytest.mark.parametrize(
    ("lists", "line", "message"),
    [
        ("{致歉: [抱歉], 问候: 您好}", (30, 9), "说法表“致歉”在规则包里已经有了，请换一个名字"),
        ("{问候: [您好, (早上]}", (30, 18), "没有配对的"),
        ("[问候]", (30, 8), "“lists”下面要分项写“名称: 内容”"),
    ],
)
def test_own_phrase_lists_are_looked_at(write: Write, lists: str, line: tuple[int, int], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load(write(OWN_LISTS.replace("{问候: [您好, 早上好]}", lists)))
    problem = error.value.problems[-1]
    assert (problem.line, problem.column) == line
    assert message in problem.message


def test_change_and_skip_work_on_pack_rules(write: Write) -> None:
    changed = load(write(WITH_PACK + "change: {taboo.unknown: {deduct: 3}}\n"))
    assert Fraction(changed.rules[-1].rule.deduct) == 3  # type: ignore[attr-defined]
    skipped = load(write(WITH_PACK + "skip: [taboo.unknown]\n"))
    assert "taboo.unknown" not in [bound.id for bound in skipped.rules]


def test_scalars_stay_as_written(write: Write) -> None:
    text = GOOD.replace("{公司: 海棠苑}", "{公司: 海棠苑, 区号: 0571, 要不要: no, 时间: 12:30}")
    assert load(write(text)).file.slots == {"公司": "海棠苑", "区号": "0571", "要不要": "no", "时间": "12:30"}


def test_the_identity_ignores_the_order_of_keys_and_comments(write: Write) -> None:
    lines = GOOD.splitlines(keepends=True)
    swapped = "".join([lines[0], lines[2], "# 说明\n", lines[1], *lines[3:]])
    assert load(write(swapped)).sha256 == load(write(GOOD)).sha256


def test_the_identity_sees_every_change_also_in_packs(write: Write) -> None:
    hashes = {
        load(write(GOOD)).sha256,
        load(write(GOOD.replace("很抱歉, 对", "抱歉, 对"))).sha256,
        load(write(WITH_PACK)).sha256,
        load(write(WITH_PACK, pack=PACK.replace("deduct: 2", "deduct: 3"))).sha256,
    }
    assert len(hashes) == 4


@pytest.mark.parametrize("seed", ["0", "77"])
def test_the_identity_is_the_same_in_every_process(write: Write, seed: str) -> None:
    path = write(WITH_PACK)
    code = f"from trainer.scenario.load import load; print(load({str(path)!r}).sha256)"
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, env=environment)
    assert out.stdout.strip() == load(path).sha256


def test_packs_may_be_in_another_folder(write: Write, tmp_path: Path) -> None:
    path = write(WITH_PACK)
    (tmp_path / "packs").rename(tmp_path / "other")
    assert load(path, packs=tmp_path / "other").rules[-1].id == "taboo.unknown"


def test_a_pack_loads_alone(write: Write, tmp_path: Path) -> None:
    write(GOOD)
    pack = load_pack(tmp_path / "packs" / "taboo.yaml")
    assert [item.bound.id for item in pack.rules] == ["taboo.unknown"]
    (tmp_path / "packs" / "taboo.yaml").write_text("pack: other\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="和文件名一样"):
        load_pack(tmp_path / "packs" / "taboo.yaml")


def test_a_pack_that_needs_a_slot_is_named_at_use(write: Write) -> None:
    pack = 'pack: taboo\nrules:\n  - id: name\n    required: "{称呼}"\n'
    with pytest.raises(ScenarioError) as raised:
        load(write(WITH_PACK, pack=pack))
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == (4, 7)
    assert "称呼" in problem.message


def test_a_scenario_is_found_by_id_and_by_path(write: Write, tmp_path: Path) -> None:
    path = write(GOOD)
    assert find_scenario("good", [tmp_path]) == path
    assert find_scenario(str(path)) == path
    with pytest.raises(ScenarioError, match="是不是“good”"):
        find_scenario("godo", [tmp_path])
    with pytest.raises(ScenarioError, match=r"这是表格，不是情景文件.*trainer import good.xlsx"):
        find_scenario("good.xlsx")
    with pytest.raises(ScenarioError, match="找不到"):
        find_scenario("nothing.yaml", [tmp_path])


@pytest.mark.parametrize(
    ("name", "taken"), [("packs", True), ("CON", True), ("com1", True), ("in-repair", False), ("com", False)]
)
def test_names_of_devices_and_of_folders_beside_scenarios_are_reserved(name: str, taken: bool) -> None:
    assert reserved(name) is taken


def test_the_library_lists_scenarios_only(write: Write, tmp_path: Path) -> None:
    path = write(GOOD)
    assert library(tmp_path) == (path,)
    assert library(tmp_path / "nothing") == ()
    assert library(default_library())


def test_ones_own_take_the_place_of_the_librarys_and_are_marked(tmp_path: Path) -> None:
    mine = tmp_path / "in-late.yaml"
    mine.touch()
    every = everything([tmp_path])
    assert (mine in every, default_library() / "in-late.yaml" in every) == (True, False)
    assert [path.stem for path in every] == sorted(path.stem for path in library(default_library()))
    assert find_scenario("in-late", [tmp_path]) == mine
    assert marked("慢了", mine, [tmp_path]) == "慢了（自己的）"
    assert marked("慢了", str(tmp_path / "gone.yaml"), [tmp_path]) == "慢了（自己的）"
    assert marked("慢了", default_library() / "in-late.yaml", [tmp_path, default_library()]) == "慢了"


@pytest.mark.parametrize(
    "text", ["a: [", GOOD.replace("title:", "titel:"), GOOD + "  {"], ids=["no YAML", "a key mistaken", "torn"]
)
def test_an_outline_of_a_damaged_file_is_none(write: Write, text: str) -> None:
    assert outline(write(text)) is None


def test_an_outline_looks_at_no_phrase(write: Write) -> None:
    found = outline(write(GOOD.replace("required: 您好", "required: (您好")))
    assert found is not None
    assert (found.id, len(found.turns)) == ("good", 3)


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_the_library_loads(loaded_library: Mapping[Path, Loaded], path: Path) -> None:
    loaded = loaded_library[path]
    assert [problem for problem in loaded.problems if not problem.warning] == []
    assert loaded.scenario is not None
    assert loaded.scenario.id == path.stem
