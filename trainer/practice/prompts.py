"""The sentences that a call and a quiz say differently. The steps of both are the same."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.practice.reader import HELP
from trainer.scenario.resolved import Scenario

QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The sentences that differ."""

    typing: str  # how to reply by keyboard
    speaking: str  # how to reply by voice
    ready: str  # what happens after the brief; {what}: the phone rings, the line is open
    prompt: str  # before what the trainee types
    nothing_said: str  # a reply without words, once
    nothing_heard: str  # a spoken reply without words, once
    not_yet: str  # another try before the first
    once: str  # another try in an exam
    no_hint: str
    go_on: str  # after the feedback
    go_on_last: str  # after the feedback on the last turn of the file
    go_on_unheard: str  # after a reply that could not be heard
    last_word: str  # the caller says goodbye
    waiting: str  # all is said, and somebody has to hang up
    again: str  # the turn just replied to is asked for once more
    only_enter: str  # something else was typed there
    leaving: str  # how to end it there; told where help is asked for
    keys: str  # the help
    retry: str  # offered after the scorecard; {count} turns, {besides}: unreached
    unreached: str  # there are turns the trainee did not come to, which are left out
    retry_place: str  # before each of them; {number} of {count}
    retry_next: str  # after each of them but the last
    retry_end: str  # after the last
    replay: str  # how to hear one of the scorecard's rows; {number}


CALL = Prompts(
    typing="打字回答，回车 说完，Ctrl-D 挂机。/帮助 看全部按键。",
    speaking="戴好耳麦直接说，停一停或按空格就算说完；可以按的键在屏幕下边。",
    ready="准备好了按空格（或回车），{what}；Esc 返回",
    prompt="我：",
    nothing_said="  您还没有说话。再按一次回车，就当作没有回答。",
    nothing_heard="  没有听到您说话。再听一次；还不说，就当作没有回答。",
    not_yet="  这一轮还没有说话，直接说就行。",
    once="  考核时只说一次。",
    no_hint="  这一轮没有提示。",
    go_on="  回车 继续　Tab 重说这一句",
    go_on_last="  回车 继续　Tab 重说这一句",
    go_on_unheard="  回车 继续　Tab 再说一次",
    last_word="（还可以道个别；不说就按回车）",
    waiting="\n（话说完了，电话还通着：还可以说一句。回车 等对方先挂　Ctrl-D 我先挂）",
    again="  这一句再说一次。",
    only_enter="  这里只要按回车继续；想再说一次，按 Tab。",
    leaving="Ctrl-D 挂机　/退出 先存起来，下次接着练",
    keys=f"回车 说完，Alt-回车 换行接着说，Ctrl-D 挂机。{HELP}",
    retry="没说好的有 {count} 句{besides}。回车 再练　Ctrl-D 结束",
    unreached="",
    retry_place="补练 {number}/{count}",
    retry_next="  回车 下一句　Tab 再说一次",
    retry_end="  回车 结束　Tab 再说一次",
    replay="p {number} 听第 {number} 条的录音",
)
QUESTIONS = Prompts(
    typing="选择题写字母（B，多选写 AC），简答题写一句话；回车 答完，Ctrl-D 交卷。/帮助 看全部按键。",
    speaking="听完题直接说：念选项最清楚，也可以说“第二个”“选 B”；停一停或按空格就算答完。可以按的键在屏幕下边。",
    ready="准备好了按空格（或回车），开始答题；Esc 返回",
    prompt="答：",
    nothing_said="  您还没有回答。再按一次回车，就当作这一题不答。",
    nothing_heard="  没有听到您回答。再听一次；还不说，就当作这一题不答。",
    not_yet="  这一题还没有回答，直接写就行。",
    once="  考核时一题只答一次。",
    no_hint="  这一题没有提示。",
    go_on="  回车 下一题　Tab 再答一次",
    go_on_last="  回车 看成绩　Tab 再答一次",
    go_on_unheard="  回车 继续　Tab 再答一次",
    last_word="",
    waiting="",
    again="  这一题再答一次。",
    only_enter="  这里只要按回车继续；想再答一次，按 Tab。",
    leaving="Ctrl-D 交卷　/退出 先存起来，下次接着答",
    keys="回车 答完，Ctrl-D 交卷（没答的题不得分）。"
    "/提示 看提示 · /重说 再答一次（练习时）· /交卷 不再往下答 · /退出 先存起来，下次接着答",
    retry="没答好的有 {count} 题{besides}。回车 再答　Ctrl-D 结束",
    unreached="（没有答到的不算）",
    retry_place="再答 {number}/{count}",
    retry_next="  回车 下一题　Tab 再答一次",
    retry_end="  回车 结束　Tab 再答一次",
    replay="p {number} 听第 {number} 题的录音",
)


def is_quiz(scenario: Scenario) -> bool:
    """The scenario is a row of questions, not a call."""
    return scenario.file.kind == QUIZ


def prompts_for(scenario: Scenario) -> Prompts:
    """How to speak of that scenario."""
    return QUESTIONS if is_quiz(scenario) else CALL
