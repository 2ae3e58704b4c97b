"""The branches as a tree and as a picture: nothing is too wide, nothing is lost, no line runs through a turn."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from trainer.authoring.grid import layout
from trainer.authoring.svg import svg
from trainer.authoring.tree import title, tree
from trainer.authoring.ways import ways_of
from trainer.checking.achievable_totals import main_path
from trainer.scenario.load import load
from trainer.scenario.model import ScenarioFile
from trainer.scenario.resolved import Scenario
from trainer.scenario.turn_graph import END

SVG = "{http://www.w3.org/2000/svg}"


def ways(scenario):
    return ways_of(scenario, main_path(scenario.file))


def made(turns) -> Scenario:
    file = ScenarioFile.model_validate({"id": "x", "title": "题", "kind": "inbound", "turns": turns})
    return Scenario(file, (), {}, "")


TALK_TREE = """\
1. greet【电话铃响】　3 条规则，20 分
│
2. hear　4 条规则，40 分
│  陈女士：你好，海棠苑吗？我家漏水，门锁也坏了！
├─ 没说“致歉” → angrier　补救“致歉”，最多拿回一半　1 条规则
│  陈女士：你就一句话都不说？
│  陈女士：连句抱歉都没有！
│  ├─ 没有出声 → angrier（前面画过）
│  ├─ 说了“投诉”，并且没说“抱歉”，也没说“遗憾” → 结束
│  └─ 其他情况 → close（主线第 3 步）
├─ 说了“肯定赔”这类的话 → 结束
↓  其他情况
3. close　1 条规则，20 分
│  陈女士：那我等你们的消息。
│
4. goodbye【对方挂机】
│
■ 结束"""


def test_the_tree_tells_lines_conditions_second_chances_and_the_end(talk):
    assert "\n".join(tree(ways(talk))) == TALK_TREE


def test_the_title_tells_kind_level_and_points(talk):
    assert title(talk, "100") == "报修（talk，来电，1 级，80 分及格，主线 100 分）"


def test_a_way_back_is_told():
    turns = [
        {"id": "a", "line": "一"},
        {"id": "b", "line": "二", "next": [{"if": {"silent": "true"}, "go": "a"}, {"go": "c"}]},
        {"id": "c", "line": "三", "next": [{"if": {"silent": "true"}, "go": "end"}, {"go": "b"}]},
    ]
    text = "\n".join(tree(ways(made(turns))))

    assert "├─ 没有出声 → 回到 a（主线第 1 步）" in text
    assert text.endswith("├─ 没有出声 → 结束\n└─ 其他情况 → 回到 b（主线第 2 步）")


def test_what_is_too_deep_is_drawn_below():
    deep = [{"id": "main", "line": "一", "next": [{"if": {"silent": "true"}, "go": "t0"}, {"go": "end"}]}]
    for number in range(14):
        onward = [{"if": {"silent": "true"}, "go": f"t{number + 1}"}, {"go": "end"}]
        deep.append({"id": f"t{number}", "line": "说" * 60, "next": onward if number < 13 else [{"go": "t12"}]})
    lines = list(tree(ways(made(deep))))

    assert max(map(cell_len, lines)) <= 80
    assert any("（画在下面）" in line for line in lines)
    assert any(line.startswith("（接上）t") for line in lines)
    for number in range(14):
        assert any(re.search(rf"(→ |）)t{number}$", line) for line in lines)


@pytest.mark.parametrize("name", ["in-aftersales", "fu-visit"])
def test_the_library_fits_80_columns_and_its_picture_is_sound(name):
    from trainer.scenario.library import find_scenario

    scenario = load(find_scenario(name))
    assert max(cell_len(line) for line in tree(ways(scenario))) <= 80
    assert_sound(svg(ways(scenario), title(scenario, "100")), scenario)


def test_text_is_escaped():
    evil = '<script>alert("x")</script>&'
    turns = [{"id": "a", "line": evil, "next": [{"if": {"said": "再见"}, "go": "end"}, {"go": "b"}]}]
    text = svg(ways(made([*turns, {"id": "b-i", "line": evil}, {"id": "b", "line": "x"}])), evil)

    assert "<script" not in text
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}title").text == evil
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "style", "defs", "marker", "path", "rect", "text",
    }  # fmt: skip


def test_characters_that_no_picture_may_hold_are_marked():
    odd = "坏\x07标\x1b题\ufffe"
    turns = [{"id": "a", "line": odd, "next": [{"if": {"said": odd}, "go": "end"}, {"go": "b"}]}]
    scenario = made([*turns, {"id": "c", "line": odd}, {"id": "b", "line": odd}])
    text = svg(ways(scenario), odd)

    root = ElementTree.fromstring(text)
    marked = "坏‹U+0007›标‹U+001B›题‹U+FFFE›"
    assert root.find(f"{SVG}title").text == marked
    assert any("标‹U+001B›题‹U+FFFE›" in one.text for one in root.iter(f"{SVG}text") if one.get("class") == "label")
    assert_sound(text, scenario)


def test_long_texts_are_cut():
    label = [{"if": {"said": "“" + "很长的话" * 30 + "”"}, "go": "end"}, {"go": "b"}]
    turns = [
        {"id": "很长的名字" * 10, "line": ["“说”" * 60, "二" * 100, "三" * 100, "四"], "next": label},
        {"id": "b", "cue": "silence"},
    ]
    scenario = made(turns)
    text = svg(ways(scenario), "题")

    assert "……" in text
    assert_sound(text, scenario)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_flow_is_drawn_without_lines_through_turns(data):
    count = data.draw(st.integers(1, 8))
    goals = st.sampled_from([f"t{number}" for number in range(count)] + [END])
    turns = []
    for number in range(count):
        turn = {"id": f"t{number}", "line": "说" * data.draw(st.integers(1, 50))}
        steps = data.draw(st.lists(goals, max_size=4))
        if steps:
            turn["next"] = [{"if": {"silent": "true"}, "go": goal} for goal in steps] + [{"go": data.draw(goals)}]
        turns.append(turn)
    scenario = made(turns)
    all_ways = ways(scenario)

    assert max(cell_len(line) for line in tree(all_ways)) <= 80
    found = layout(all_ways)
    assert len(set(found.places.values())) == len(found.places) == count + 1
    assert all(found.places[turn].column == 0 for turn in all_ways.main)
    assert_sound(svg(all_ways, "题"), scenario)


def assert_sound(text: str, scenario: Scenario) -> None:
    """Everything inside the picture, no box on another, no line through a box."""
    root = ElementTree.fromstring(text)
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = []
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width, rect.attrib
        assert 0 <= y <= y + h <= height, rect.attrib
        if (rect.get("class") or "").startswith(("box", "end")):
            boxes.append((x, y, x + w, y + h))
    boxes = [box for box in boxes if box[3] - box[1] > 20]  # not those of the legend
    assert len(boxes) == len(scenario.file.turns) + 1
    for number, one in enumerate(boxes):
        assert not any(overlap(one, other) for other in boxes[number + 1 :])
    drawn = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("marker-end")]
    assert drawn
    for line in drawn:
        points = points_of(line)
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points), line
        for start, end in pairwise(points):
            low, high = (min(start[0], end[0]), min(start[1], end[1])), (max(start[0], end[0]), max(start[1], end[1]))
            inside = [box for box in boxes if overlap((low[0], low[1], high[0], high[1]), box)]
            assert not inside, (line, inside)
    falls = [fall for line in drawn for fall in falls_of(points_of(line))]
    for number, (x, top, foot) in enumerate(falls):
        for other, high, low in falls[number + 1 :]:
            assert abs(x - other) > 2 or min(foot, low) - max(top, high) < 12, (x, top, foot, high, low)
    for one in root.iter(f"{SVG}text"):
        left = float(one.get("x"))
        wide = 5.5 * cell_len(one.text) * (1 if one.get("class") != "title" else 1.6)
        if one.get("text-anchor") != "end":
            assert left >= 0
            assert left + wide * (0.5 if one.get("text-anchor") else 1) <= width, one.text


def falls_of(points) -> list[tuple[float, float, float]]:
    """The upright stretches of a line: where, from, to."""
    upright = [(a, b) for a, b in pairwise(points) if a[0] == b[0] and abs(a[1] - b[1]) > 12]
    return [(a[0], min(a[1], b[1]), max(a[1], b[1])) for a, b in upright]


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def points_of(path: str) -> list[tuple[float, float]]:
    points = []
    for letter, rest in re.findall(r"([MLQV])([^MLQV]*)", path):
        numbers = [float(number) for number in rest.split()]
        if letter == "V":
            points.append((points[-1][0], numbers[0]))
        else:
            points += list(zip(numbers[::2], numbers[1::2], strict=True))
    return points
