"""The eight skill groups of a phone call, and the one that a rule trains: progress and today's practice count by them.

Most operators say theirs (`Operator.skill`). Where the words decide, the first phrase list among them tells; words
without such a list go by their hint and by their place in the call. A quiz asks whether one knows the standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from trainer.rules.operator import Operator, Skill
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.text.template import lists_in

SKILLS: tuple[Skill, ...] = get_args(Skill)
SPOKEN: Skill = "语速声音"  # only a spoken call measures it

FAREWELL = "道别"  # a turn whose rules ask for this list is a closing one
_LISTS: Mapping[Skill, str] = {
    "接听问候": "问候 主动服务 打扰 方便吗 时短话少",
    "礼貌称呼": "问姓氏 请稍等 久等 祝节日 祝中秋",
    "安抚体谅": (
        "致歉 再致歉 安抚 理解 不好受 体谅 体谅心情 体谅难处 将心比心 谅解 节哀 陪着 安抚被困 慢慢呼吸 问安全 "
        "接受批评 没说清楚 没交代清楚 认可不足 给台阶 先认同 不要紧"
    ),
    "倾听核对": (
        "问需求 核实 复述 记录 记下来了 记好了 记下了 遗漏 留房号 留电话 留联系方式 要住址 要号码 要电话 要姓名 "
        "请重复 问哪个字 问时间 问本人何时 问听清了吗 听懂了吗 解决了吗 满意吗 态度怎么样 建议 评价 问近况 问哪方面 "
        "问原因 问缘由 核对来电单位 问单号时限 对一对 征询同意 留言吗 手工记录 登记原因 更正"
    ),
    "答复办理": (
        "上级 安排 反馈 跟进 上报 先咨询 回应 承诺做好 决心改正 可以选择 提出回电 约定时间 不在座位 转告承诺 帮您转接 "
        "婉拒 先去看看 答应去查 会调查 请上级接 回到业务 心领 婉拒好意 收下上交 派人过去 马上更正 给依据 不用重说 "
        "替人保密 转告当事人 派人去 抓紧办 报告主管 派人处理 跟到底 回个信 系统故障 往后改进 报险情 靠稳坐好 不要扒门 "
        "当日上报 书面答复对接 核实后办 划清界线 去电事由 给时间选 引起兴趣 别家例子 再说一句好处 随您决定 请监督 "
        "转告回电 我的专管 留我电话 温和提醒 缴费方便 续办方便 不透露 到前联系 去人处理 请主管来 请再指正 许诺期限"
    ),
    "结束道别": "保持畅通 谢来电 祝愿 道别 随时联系 尽管打来 还有需要吗 再问一句",
}
_SKILL_OF_LIST: Mapping[str, Skill] = {name: skill for skill, names in _LISTS.items() for name in names.split()}
_LISTENING = re.compile(r"^(再|先|现在)?问|复述|重复")  # in a hint: what is to be asked or read back
_THANKS = frozenset({"致谢", "谢反映", "道谢"})  # in a closing turn a part of the farewell, before it courtesy


def skill_of(scenario: Scenario, bound: BoundRule) -> Skill:
    """The skill group that a rule of the scenario trains."""
    if scenario.file.kind == "quiz":
        return "忌语规范"
    closing = _is_closing(scenario, bound)
    return _by_words(scenario, bound, bound.rule, closing) or _by_place(scenario, bound, closing)


def known_list(name: str) -> bool:
    """Whether a phrase list of this name tells a skill group by itself."""
    return name in _SKILL_OF_LIST or name in _THANKS


def _by_words(scenario: Scenario, bound: BoundRule, rule: Operator, closing: bool) -> Skill | None:
    """What the operator says, or the words; of several rules in one, or in a sequence, the first that tells."""
    if rule.skill is not None:
        return rule.skill
    for name in _names(scenario, rule.asks(), frozenset()):
        if name in _THANKS:
            return "结束道别" if closing else "礼貌称呼"
        if name in _SKILL_OF_LIST:
            return _SKILL_OF_LIST[name]
    parts = (*rule.inner(), *_rules_ordered(scenario, bound, rule))
    return next((skill for part in parts if (skill := _by_words(scenario, bound, part, closing))), None)


def _names(scenario: Scenario, templates: tuple[str, ...], above: frozenset[str]) -> Iterator[str]:
    """The phrase lists in the templates, each before those inside it."""
    for template in templates:
        for name in _lists_in(template):
            yield name
            if name not in above:
                yield from _names(scenario, scenario.lists.get(name, ()), above | {name})


def _lists_in(template: str) -> list[str]:
    return lists_in(template) if "<" in template else []


def _rules_ordered(scenario: Scenario, bound: BoundRule, rule: Operator) -> Iterator[Operator]:
    """The rules that an `order` puts in sequence by name."""
    scope = bound.id.rpartition(".")[0]
    names = {f"{scope}.{name}" for name in rule.rules_named()} | {*rule.rules_named()}
    return (other.rule for other in scenario.rules if other.id in names and other is not bound)


def _by_place(scenario: Scenario, bound: BoundRule, closing: bool) -> Skill:
    """The beginning of the call, its end, or what lies between: there one listens and asks, or answers."""
    where = bound.rule.where or ""
    if where.startswith("first") or (bound.turn is not None and bound.turn == scenario.file.turns[0].id):
        return "接听问候"
    if closing:
        return "结束道别"
    return "倾听核对" if _LISTENING.search(bound.rule.hint or "") else "答复办理"


def _is_closing(scenario: Scenario, bound: BoundRule) -> bool:
    """Its turn, or its place in the call, is where one says goodbye."""
    if bound.turn is None:
        return (bound.rule.where or "").startswith("last")
    rules = scenario.rules_of(bound.turn)
    return any(f"<{FAREWELL}>" in template for other in rules for template in other.rule.asks())
