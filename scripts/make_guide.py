"""Keeps the tables of the authors' guide (scenarios/README.md) true: operators, packs, phrase lists.

    python scripts/make_guide.py            # write them anew, between their two markers
    python scripts/make_guide.py --check    # only tell whether they are stale (exit 1); a test does the same

Operators come from the classes in trainer/rules (which keys there are, what holds where a key is left out; of the
docstring, whether a keyboard can be measured; their Chinese, which editors show as well). What operators share comes
from trainer/scenario/keys.py, packs and phrase lists from scenarios/packs.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "scenarios" / "README.md"
sys.path.insert(0, str(ROOT))

from trainer.rules import by_operator  # noqa: E402
from trainer.rules.interface import Rule  # noqa: E402
from trainer.scenario.keys import RULE_KEYS, default_of, key_of, own_keys  # noqa: E402
from trainer.scenario.packs import Pack, PackFolder  # noqa: E402
from trainer.scenario.schema import schema  # noqa: E402
from trainer.text.template import sample  # noqa: E402

BEGIN = "<!-- {name}：下面由 scripts/make_guide.py 生成，手改的会被盖掉 -->"
END = "<!-- {name}：完 -->"
SHAPES = {  # parts of a file in the order they are explained
    "ScenarioFile": "整个文件",
    "Caller": "caller 来电人",
    "Turn": "turns 里的每个回合",
    "Next": "next 里的每一条去向",
    "Condition": "if、applies_when 里的条件（只写一项）",
    "Example": "examples 里的每段示例",
    "Reply": "示例里的一句回答（只写文字也行）",
    "Sentence": "sentences 里的每句话",
}


def operators() -> str:
    """One row an operator, then its further keys, then the keys every rule may carry."""
    rows = [
        _row(f"**{rule.label}** `{rule.operator}`", rule.meaning, _line(rule), _counts(rule))
        for rule in by_operator().values()
    ]
    further = [f"- `{rule.operator}`：{'；'.join(_keys(rule))}。" for rule in by_operator().values() if own_keys(rule)]
    inner = schema()["$defs"]["Wanted"]["properties"].items()
    further.append("- `courtesy` 里面：" + "；".join(f"`{key}` {value['description']}" for key, value in inner) + "。")
    common = [f"- `{key}`：{RULE_KEYS[key].meaning}。" for key in Rule.model_fields]
    return "\n".join(
        [
            *_table("规则", "意思", "写法", "计分"),
            *rows,
            "\n写成一行时，外面加一对 `{ }`，各项用半角逗号隔开；也可以一行写一项，往里缩进对齐。",
            "\n**有的规则还可以再写几项**（都可以不写）：\n",
            *further,
            "\n**每条规则都可以再写**：\n",
            *common,
        ]
    )


def keys() -> str:
    """What may stand in a file, by the part of it: a table each, in the words of the editors' schema."""
    definitions = schema()["$defs"]
    parts = []
    for shape, title in SHAPES.items():
        required = definitions[shape].get("required", ())
        rows = [
            _row(f"`{key}`{'（必写）' if key in required else ''}", value["description"])
            for key, value in definitions[shape]["properties"].items()
        ]
        parts += [f"**{title}**\n", *_table("名称", "内容"), *rows, ""]
    return "\n".join(parts).rstrip()


def packs() -> str:
    """One row a pack that holds rules."""
    rows = [
        _row(f"`{pack.name}`", pack.file.title, "、".join(item.bound.id for item in pack.rules))
        for pack in _packs()
        if pack.file is not None and pack.rules
    ]
    return "\n".join([*_table("规则包", "名称", "里面的规则（id）"), *rows])


def phrase_lists() -> str:
    """One row a phrase list: its first phrase is the model wording."""
    lists = [(pack.name, pack.file.lists) for pack in _packs() if pack.file is not None]
    rows = [
        _row(f"`<{name}>`", sample(phrases[0], {}, own), pack) for pack, own in lists for name, phrases in own.items()
    ]
    return "\n".join([*_table("写法", "示范说法", "在哪个包"), *rows])


SECTIONS: Mapping[str, Callable[[], str]] = {
    "名称表": keys,
    "规则表": operators,
    "规则包一览": packs,
    "意图库一览": phrase_lists,
}


def made(text: str) -> str:
    """The guide with every section between its markers written anew. Raises ValueError where markers are missing."""
    for name, make in SECTIONS.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{GUIDE} needs the lines once each: {begin} and {end}")
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = f"{before}{begin}\n\n{make()}\n\n{end}{after}"
    return text


def main(arguments: list[str]) -> int:
    """Write the guide, or with --check say whether that would change it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where the guide is stale")
    check = parser.parse_args(arguments).check
    text = GUIDE.read_text(encoding="utf-8")
    fresh = made(text)
    if fresh == text:
        return 0
    if check:
        print("scenarios/README.md is stale; run: python scripts/make_guide.py", file=sys.stderr)
        return 1
    GUIDE.write_text(fresh, encoding="utf-8")
    print("written: scenarios/README.md")
    return 0


def _table(*titles: str) -> tuple[str, str]:
    return _row(*titles), "|" + "---|" * len(titles)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _line(rule: type[Rule]) -> str:
    """The example as a list item; a single key needs no braces."""
    inside = rule.example[1:-1]
    alone = re.fullmatch(r"\w+: (\[[^\[\]{}]*\]|\{[^{}]*\}|[^,\[\]{}]+)", inside)
    return f"`- {inside if alone else rule.example}`"


def _counts(rule: type[Rule]) -> str:
    told = "只扣分" if rule.deducts else "得分"
    return f"{told}；键盘练习不测" if rule.needs_times else told


def _keys(rule: type[Rule]) -> list[str]:
    parts = []
    for key in own_keys(rule):
        default = default_of(rule, key)
        said = key_of(rule, key)
        text = said.meaning
        if said.choices:
            text += f"：{'，'.join(f'`{word}` {meaning}' for word, meaning in said.choices.items())}"
        if default and "不写" not in text:
            text += f"（不写是 {default}）"
        parts.append(f"`{key}` {text}")
    return parts


def _packs() -> list[Pack]:
    packs = PackFolder(GUIDE.parent / "packs")
    return [pack for name in packs.names() if (pack := packs.pack(name)) is not None]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
