"""The Chinese words a sheet shows for the keys and values of a scenario file; both are understood when it is read."""

from __future__ import annotations

from collections.abc import Mapping

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
    "variant": "情况是",
}
SILENT: Labels = {"true": "没有出声", "false": "出了声"}
WHERE: Labels = {"turn": "本回合", "call": "整通电话"}
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
PARAMETERS: Labels = {
    "all": "每一句都要说到",
    "at_least": "至少几项",
    "match": "怎样才算",
    "severity": "轻重",
    "say": "建议改说",
    "zero_at": "到多少没有分",
    "within": "相差多少以内满分",
    "measure": "怎样计算",
    "min_chars": "至少几个字",
    "relative_to": "和谁比",
    "full": "多少以内满分",
    "times": "几次以内不扣",
    "grace": "重叠几秒以内不算",
    "jump": "突然响多少算",
    "max": "每分钟最多几次",
    "similarity": "像到多少算重复",
    "score": "像到多少算",
    "from": "从哪个回合起",
    "min": "最少几秒",
    "monologue": "一口气最多几秒",
    "not": "不能出现",
    "speaker": "看谁说的",
}
PARAMETER_VALUES: Mapping[str, Labels] = {
    "all": FLAGS,
    "not": FLAGS,
    "speaker": SPEAKERS,
    "relative_to": SPEAKERS,
    "full": RINGS,
}


def shown(value: str, labels: Labels) -> str:
    """What the sheet shows."""
    return labels.get(value, value)


def meant(text: str, labels: Labels) -> str:
    """What the scenario file says: the key of that label, else the text itself."""
    return next((key for key, label in labels.items() if label == text), text)
