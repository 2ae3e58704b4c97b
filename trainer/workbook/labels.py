"""The Chinese words a sheet shows for the keys and values of a scenario file; both are understood when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from trainer.call import Speaker
from trainer.rules import by_operator, label_of
from trainer.rules.answer import Span
from trainer.scenario.keys import RULE_KEYS

Labels = Mapping[str, str]  # as in the scenario file → as on the sheet

VOICES: Labels = {"female": "女声", "male": "男声"}
LEVELS: Labels = {"1": "1", "2": "2", "3": "3"}
FLAGS: Labels = {"true": "是", "false": "否"}
SPEAKERS: Labels = {"caller": "客户", "agent": "客服"}
RINGS: Labels = {f"{count} rings": f"{count} 声" for count in range(1, 21)}
ALL: Labels = {"all": "全部"}
CONDITIONS: Labels = {
    "met": "做到了",
    "missed": "没做到",
    "said": "说了",
    "not_said": "没说",
    "wrong": "说错了",
    "variant": "情况是",
}
SILENT: Labels = {"true": "没有出声", "false": "出了声"}
WHERE: Labels = {"turn": "本回合", "nearby": "前后一句也算", "end": "结尾", "call": "整通电话"}
OUTCOMES: Labels = {
    "met": "做到了",
    "partly": "做到一部分",
    "missed": "没做到",
    "unclear": "听不清",
    "not_measured": "没有测",
    "true": "是",
    "false": "否",
    "null": "无",
}
FIGURES: Labels = {
    "total": "总分",
    "passed": "及格",
    "first_total": "第一遍总分",
    "total_without_fatal": "不算否决的总分",
}
_VALUES: Mapping[object, Labels] = {bool: FLAGS, Span: RINGS, Literal["caller"]: SPEAKERS, Speaker: SPEAKERS}  # by type


def operator_labels() -> Labels:
    """Every operator."""
    return {operator: label_of(operator) for operator in by_operator()}


def parameter_labels() -> Labels:
    """The keys of rules that stand in the column 其他参数."""
    every = [*RULE_KEYS.items(), *(pair for rule in by_operator().values() for pair in rule.keys.items())]
    return {key: said.label for key, said in every if said.label}


def parameter_values() -> Mapping[str, Labels]:
    """The values of those keys, where they have words of their own."""
    known = parameter_labels()
    return {
        key: labels
        for rule in by_operator().values()
        for name, field in rule.model_fields.items()
        for kind, labels in _VALUES.items()
        if (key := field.alias or name) in known and kind in (field.annotation, *get_args(field.annotation))
    }


def shown(value: str, labels: Labels) -> str:
    """What the sheet shows."""
    return labels.get(value, value)


def meant(text: str, labels: Labels) -> str:
    """What the scenario file says: the key of that label, else the text itself."""
    return next((key for key, label in labels.items() if label == text), text)
