"""The rules of phone etiquette that scenarios cite in `source`: ids, names, and which scenarios train which.

P answering and making calls, A language and voice, C complaints, F follow-up calls, S difficult situations; K face to
face, which no call can train.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.scenario.model import ScenarioFile

GROUPS: Mapping[str, str] = {
    "P": "接打电话",
    "A": "语言和声音",
    "C": "投诉",
    "F": "回访",
    "S": "难应对的情况",
    "K": "当面的礼仪（问答）",
}

STANDARDS: Mapping[str, str] = {
    "P-rings": "铃响三声之内接起",
    "P-greet": "开头语：问候、单位、身份",
    "P-script": "售后热线的四段话术",
    "P-surname": "问姓氏，以后用它称呼",
    "P-notes": "边听边记，没听清马上问",
    "P-repeat": "逐条复述，问有没有遗漏",
    "P-contact": "留电话、房号、联系人",
    "P-lookup": "三十秒查不到就提出回电",
    "P-hold": "离开前说明，回来致歉",
    "P-message": "同事不在，代为留言转告",
    "P-boss": "找领导的，先问清再转接",
    "P-scope": "服务范围以外的，婉拒并给办法",
    "P-emergency": "紧急情况先问地点、人、电话",
    "P-answer": "回答准确，一视同仁",
    "P-transfer": "转交时讲清原委，不让客户重说",
    "P-appoint": "一时办不了的，约定时间",
    "P-brief": "简短清楚，不闲聊",
    "P-volume": "音量适中平稳，吐字清楚",
    "P-listen": "不抢客户的话",
    "P-close": "结束语：致谢、祝愿、道别",
    "P-hangup": "请客户先挂电话",
    "P-outbound": "打出电话：问候、自报、说明来意",
    "P-visitor": "来访找人：问清、请稍等、通知",
    "A-rate": "语速适中，每分钟约 120 字",
    "A-polite": "请、谢谢、您好；称您不称你",
    "A-five": "五声：迎、答、谢、歉、送",
    "A-never-unknown": "不说“不知道”一类的话",
    "A-no-scorn": "不说蔑视、烦躁、否定、顶撞的话",
    "A-sorry": "多说抱歉、遗憾，不轻易认错",
    "A-plain": "说大白话，少用术语",
    "A-calm": "被误解、责骂时耐心平和",
    "A-outage": "系统故障等意外有备好的话",
    "A-respect": "不模仿、不讥讽，生僻字当场问",
    "A-secret": "不泄露机密，不装懂",
    "A-festival": "节日问候合时宜",
    "C-order": "先处理心情，再处理事情",
    "C-listen": "听完再说，不争辩",
    "C-sorry": "先致歉，感谢反映，表决心",
    "C-record": "记清人、地、时、事，并复述",
    "C-no-promise": "赔偿退换只记录上报，不承诺",
    "C-no-blame": "不推给别的部门或同事",
    "C-choice": "给出可行的办法让客户选",
    "C-next": "说清下一步谁来办、何时答复",
    "C-invalid": "不成立的投诉，婉转解释",
    "C-steps": "受理到总结的六个步骤",
    "C-ticket": "签发督办令",
    "C-indirect": "侧面听到的投诉同样重视",
    "C-takeover": "同事和客户争执时接手",
    "C-critic": "虚心接受批评",
    "C-slip": "自己出错，先致歉再补救",
    "C-time": "可以请求调查的时间，处理后回访",
    "F-when": "避开休息时间，三天之内回访",
    "F-open": "自报单位姓名，打扰致歉，核对身份",
    "F-purpose": "说明为哪天的哪件事而来",
    "F-busy": "不方便就致歉，另约时间",
    "F-ask": "问解决没有、满意不满意、有何建议",
    "F-service": "服务之后的回访",
    "F-occasion": "节日、续费、缴费的提醒",
    "F-third": "别人接的，不透露内容",
    "F-done": "已经解决：致谢、请评价、祝愿",
    "F-open-issue": "没有解决：致歉、马上查、跟进",
    "F-new-issue": "又有新问题：登记、复述、说安排",
    "F-length": "时间短，话题少",
    "S-question": "答不上的问题，查清再答复",
    "S-private": "私人电话，长话短说",
    "S-cut-in": "需要打断别人时",
    "S-upset": "客户难过、激动",
    "S-mood": "自己心情不好，不能让人听出来",
    "S-invite": "婉拒邀请",
    "S-gift": "婉拒礼物",
    "S-abuse": "客户辱骂",
    "S-harass": "轻佻、骚扰的来电",
    "S-tester": "有意为难、试探的来电",
    "S-authority": "上级部门、消协转来的投诉",
    "S-sales": "销售电话",
    "S-festival": "节日里的来电",
}

FACE_TO_FACE: Mapping[str, str] = {  # group K, which no call can train: quizzes only
    "K-dress": "着装与工牌",
    "K-hair": "发式、妆容、首饰",
    "K-posture": "站坐行蹲与指引手势",
    "K-eyes": "目光与微笑",
    "K-handover": "递送文件、笔、茶杯、名片",
    "K-doors": "楼梯、电梯与门",
    "K-tea": "上茶先后、热饮与续水",
    "K-mishap": "客人跌倒、泼洒、拍照、吸烟",
    "K-shift": "交接班与清洁",
}


def group(standard: str) -> str:
    """The group of an id: its letter."""
    return standard.partition("-")[0]


def name_of(source: str) -> str:
    """The Chinese name of a rule; empty where it is not known."""
    return STANDARDS.get(source) or FACE_TO_FACE.get(source, "")


@dataclass(frozen=True, slots=True)
class Trained:
    """One rule of etiquette and the scenarios that train it."""

    id: str
    name: str  # one line in Chinese; empty where the id is unknown
    scenarios: tuple[str, ...]  # by id, sorted


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library trains."""

    standards: tuple[Trained, ...]  # every rule of the phone groups in order, then those of group K that are cited
    unknown: tuple[Trained, ...]  # ids cited that no list has: typing mistakes

    @property
    def untrained(self) -> tuple[str, ...]:
        """The rules that no scenario trains."""
        return tuple(one.id for one in self.standards if not one.scenarios)


def coverage(files: Iterable[ScenarioFile]) -> Coverage:
    """What those scenarios train together."""
    cited: dict[str, set[str]] = {}
    for file in files:
        for standard in file.source:
            cited.setdefault(standard, set()).add(file.id)
    others = sorted(cited.keys() - STANDARDS)
    quizzed = [standard for standard in others if group(standard) == "K"]

    def trained(standard: str) -> Trained:
        return Trained(standard, name_of(standard), tuple(sorted(cited.get(standard, ()))))

    return Coverage(
        standards=tuple(map(trained, (*STANDARDS, *quizzed))),
        unknown=tuple(trained(standard) for standard in others if standard not in quizzed),
    )
