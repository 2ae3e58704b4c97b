"""What `trainer new` offers where the trainer just presses Enter: a small conversation for each kind of call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """A conversation to begin with."""

    kind: str
    prefix: str  # of the id
    title: str
    brief: str
    caller: str
    rings: bool  # the trainee picks up; else the caller does, and speaks first
    lines: tuple[str, ...]  # the caller's, without the goodbye
    facts: Mapping[str, str]
    opening: tuple[str, ...]  # what has to be said first: names of plan.HINTS
    wishes: tuple[tuple[str, ...], ...]  # after each line

    def wishes_of(self, turn: int, count: int) -> tuple[str, ...]:
        """What is offered for the reply to line `turn` of `count`: closing for the last, nothing for extra ones."""
        if turn == count - 1:
            return self.wishes[-1]
        return self.wishes[turn] if turn < len(self.wishes) - 1 else ()


STARTERS: tuple[Starter, ...] = (
    Starter(
        kind="inbound",
        prefix="in",
        title="报修来电",
        brief="电话响了，是一位客户打来的。先自报，听完以后致歉、记清楚、念一遍核对，说明下一步怎么办，再道别。",
        caller="陈女士",
        rings=True,
        lines=(
            "你好，我家厨房的水管漏水了，地上都是水，你们快来看看。",
            "没有别的了。我住3号楼2单元501，电话13812345678。",
            "好，那我等你们。",
        ),
        facts={"房号": "3号楼2单元501", "电话": "13812345678"},
        opening=("问候", "单位", "主动服务"),
        wishes=(("致歉", "安抚", "记录", "遗漏"), ("核实", "安排", "反馈"), ("谢来电", "随时联系", "祝愿", "道别")),
    ),
    Starter(
        kind="outbound",
        prefix="out",
        title="预约上门",
        brief="给客户打电话，约上门维修的时间。先自报，问客户方便不方便，约好时间再念一遍，最后道谢、道别。",
        caller="陈女士",
        rings=False,
        lines=("喂，哪位？", "方便，什么事？", "那就明天下午三点吧。", "好的。"),
        facts={"时间": "明天下午三点"},
        opening=(),
        wishes=(("问候", "单位", "打扰", "方便吗"), ("安排", "问时间"), ("核实", "记录"), ("致谢", "祝愿", "道别")),
    ),
    Starter(
        kind="follow_up",
        prefix="fu",
        title="维修回访",
        brief="前几天给客户修过水管，今天打电话回访。先自报、问方便不方便，再问修好了没有、满意不满意，最后道谢、道别。",
        caller="陈女士",
        rings=False,
        lines=("喂，哪位？", "方便，你说吧。", "修好了，一点也不漏了，师傅也挺客气。", "没什么意见。"),
        facts={},
        opening=(),
        wishes=(
            ("问候", "单位", "打扰", "方便吗"),
            ("解决了吗",),
            ("回应", "满意吗", "建议"),
            ("致谢", "随时联系", "祝愿", "道别"),
        ),
    ),
    Starter(
        kind="complaint",
        prefix="cp",
        title="漏水没人管",
        brief="客户打来投诉，火气很大。先听完、致歉、体谅，把问题记清楚、念一遍，说明会马上上报，不承诺、不推诿。",
        caller="李先生",
        rings=True,
        lines=(
            "我家漏水报了三次都没有人来，你们到底管不管！",
            "就这一件事。我住3号楼2单元501，电话13812345678。",
            "行，我等着，别又没有下文。",
        ),
        facts={"房号": "3号楼2单元501", "电话": "13812345678"},
        opening=("问候", "单位", "主动服务"),
        wishes=(("致歉", "理解", "记录", "遗漏"), ("核实", "上报", "反馈"), ("谢反映", "保持畅通", "道别")),
    ),
    Starter(
        kind="message",
        prefix="msg",
        title="同事不在，代接留言",
        brief="客户打来找同事小李，小李不在。说明他不在，主动问要不要转告，记下留言、念一遍，答应一定转告。",
        caller="谭先生",
        rings=True,
        lines=(
            "你好，麻烦找一下小李。",
            "那请你转告他，明天下午两点到3号楼2单元501换玻璃，我的电话是13812345678。",
            "对，麻烦你了。",
        ),
        facts={"时间": "明天下午两点", "房号": "3号楼2单元501", "电话": "13812345678"},
        opening=("问候", "单位", "主动服务"),
        wishes=(("致歉", "不在座位", "留言吗"), ("记录", "核实", "转告承诺"), ("随时联系", "道别")),
    ),
)
AGAIN = (
    "好的，",
    "我明白，",
    "是的，",
    "嗯，",
)  # before a reply that was given already: repeated word for word it does not count
BAD_OPENING = "喂，哪位？"
BAD = ("不知道，等会再说。", "这个不归我管。", "急什么，等着吧。", "就这样，挂了。", "嗯。", "哦。")
