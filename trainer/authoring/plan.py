"""How the points of a scenario are spread, and what the phrase lists of the intents pack are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

Group = Literal["opening", "calming", "checking", "next", "closing"]

# Of the main path; pace and courtesy bring the rest (5 and 5) by their packs.
WEIGHTS: Mapping[Group, int] = {"opening": 15, "calming": 20, "checking": 25, "next": 15, "closing": 15}
NAMES: Mapping[Group, str] = {
    "opening": "开场",
    "calming": "安抚、倾听",
    "checking": "核对、记录",
    "next": "下一步",
    "closing": "结束",
}
HINTS: Mapping[str, tuple[Group, str]] = {  # phrase list → its part of the call, and the hint for the trainee
    "单位": ("opening", "报单位名称"),
    "姓名": ("opening", "报自己的姓名"),
    "工号": ("opening", "报工号"),
    "问候": ("opening", "第一句说“您好”"),
    "主动服务": ("opening", "主动问能帮什么"),
    "打扰": ("opening", "说一句“打扰您了”"),
    "方便吗": ("opening", "先问现在说话方便吗"),
    "久等": ("opening", "让客户等了，先致歉"),
    "致歉": ("calming", "先为给客户添的麻烦致歉"),
    "安抚": ("calming", "说一句让人放心的话"),
    "理解": ("calming", "说一句体谅客户的话"),
    "回应": ("calming", "客户说完，先应一声"),
    "满意吗": ("calming", "问满意不满意"),
    "态度怎么样": ("calming", "问师傅的态度怎么样"),
    "建议": ("calming", "问还有什么建议"),
    "评价": ("calming", "请客户评价一下"),
    "谅解": ("calming", "请客户谅解"),
    "问需求": ("checking", "问清楚具体情况"),
    "核实": ("checking", "念给客户听，问对不对"),
    "复述": ("checking", "逐条复述客户说的"),
    "记录": ("checking", "告诉客户已经记下来"),
    "遗漏": ("checking", "问一句有没有遗漏"),
    "留房号": ("checking", "请客户留房号"),
    "留电话": ("checking", "请客户留电话"),
    "问姓氏": ("checking", "请问客户贵姓"),
    "留联系方式": ("checking", "请客户留联系方式"),
    "解决了吗": ("checking", "问问题解决了没有"),
    "留言吗": ("checking", "主动问要不要转告"),
    "不在座位": ("next", "说明同事现在不在"),
    "转告承诺": ("next", "答应一定转告"),
    "安排": ("next", "告诉客户马上安排专人"),
    "反馈": ("next", "告诉客户多久给答复"),
    "跟进": ("next", "告诉客户会一直跟进"),
    "上报": ("next", "告诉客户马上上报"),
    "问时间": ("next", "问客户什么时候方便"),
    "约定时间": ("next", "说定几点"),
    "请稍等": ("next", "要查，先说“请您稍等”"),
    "先咨询": ("next", "答不上来，先去问清楚"),
    "帮您转接": ("next", "告诉客户马上转过去"),
    "婉拒": ("next", "客气地说明办不到"),
    "保持畅通": ("closing", "请客户保持电话畅通"),
    "还有需要吗": ("closing", "问还有没有别的需要"),
    "随时联系": ("closing", "请客户有需要随时联系"),
    "致谢": ("closing", "谢谢客户"),
    "谢来电": ("closing", "感谢客户来电"),
    "谢反映": ("closing", "感谢客户反映问题"),
    "祝愿": ("closing", "送一句祝愿"),
    "道别": ("closing", "说再见，等客户先挂"),
}
AT_END = frozenset(
    {"致谢", "谢来电", "谢反映", "祝愿", "道别"}
)  # as good a sentence earlier or after the caller's goodbye
SLOTS: Mapping[str, str] = {"单位": "{公司}", "姓名": "{姓名}", "工号": "工号{工号}"}  # words that are no phrase list


def by_group(lists: Sequence[str]) -> dict[Group, tuple[str, ...]]:
    """The names one may ask for, by their part of the call; only those that are there."""
    return {
        group: tuple(name for name, (of, _) in HINTS.items() if of == group and (name in SLOTS or name in lists))
        for group in WEIGHTS
    }


def spread(groups: Sequence[Group], total: int) -> tuple[int, ...]:
    """Whole points for each item, `total` together, near the plan: by the weights of the groups there are.

    Everything brings at least 1; of what cannot be shared evenly the first ones get more.
    """
    there = [group for group in WEIGHTS if group in groups]
    shares = dict(zip(there, _whole([WEIGHTS[group] for group in there], total), strict=True))
    inside = {group: iter(_whole([1] * groups.count(group), shares[group])) for group in there}
    points = [max(1, next(inside[group])) for group in groups]
    while sum(points) > total and max(points) > 1:
        points[points.index(max(points))] -= 1
    return tuple(points)


def _whole(weights: Sequence[int], total: int) -> list[int]:
    """`total` in whole numbers by those weights: the largest remainders are rounded up, the first of equal ones."""
    shares = [Fraction(total * weight, sum(weights)) for weight in weights]
    found = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda at: (found[at] - shares[at], at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found
