"""What editors and the authors' guide say about each operator's own keys, and one line of it as an author writes it.

What the main value is stands in `descriptions.OPERATORS`; what keys mean that several operators share, in
`descriptions.RULE_KEYS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from trainer.rules.interface import Rule
from trainer.scenario.descriptions import RULE_KEYS

OWN_KEYS: Mapping[str, Mapping[str, str]] = {
    "required": {
        "all": "true：列出来的每一句都要说到",
        "at_least": "列出来的至少说到几句",
        "match": "怎样才算说到",
    },
    "banned": {
        "unless": "例外：哪些客气话里也有这几个字，说那些话不扣分",
        "deduct": "每次扣几分（不写是 5 分）",
        "max_deduct": "这一条最多扣几分（不写是 20 分）",
        "severity": "轻重，代替 deduct 和 max_deduct",
    },
    "avoid": {"say": "建议改说什么，学员接着改口只扣一半"},
    "pattern": {"not": "true：反过来，不能出现", "unless": "例外：落在这些说法里就不算"},
    "similar": {"score": "至少有多像"},
    "pace": {
        "within": "快慢差多少以内给满分",
        "zero_at": "差到多少就没有分，中间按比例",
        "measure": "怎么量",
        "min_chars": "不到这么多字的回答不算",
        "relative_to": "写 caller，就和这通电话里客户的语速比，不和固定的数比",
    },
    "answer": {"full": "这么快接起给满分，例如 2 rings，再慢按比例，到期限给一半"},
    "gap": {"zero_at": "隔几秒就没有分，中间按比例（不写是 gap 的两倍）"},
    "silence": {
        "times": "这么多次以内不扣分",
        "excused_by": "冷场前 15 秒里说过这些话就不算，例如 <请稍等>",
        "deduct": "以后每次扣几分",
    },
    "interruption": {
        "times": "这么多次以内不扣分",
        "grace": "重叠几秒以内是正常的一问一答",
        "except": "整句只有这些附和的话，不算抢话",
        "deduct": "以后每次扣几分",
    },
    "loudness": {"jump": "某一句突然比自己平时响多少 dB，算提高了嗓门"},
    "duration": {"min": "最少几秒，免得急着挂"},
    "share": {"monologue": "连着说最多几秒，中间客户没有开口"},
    "repeat": {"at_least": "至少念到几项（不写就是全部）"},
    "note": {"at_least": "至少记对几项（不写就是全部）"},
    "filler": {"max": "每分钟这么多次以内不扣分", "deduct": "以后每次扣几分，一共最多 10 分"},
    "repetition": {"similarity": "有多像才算同一句"},
    "addressed": {"from": "从哪个回合开始算，例如问到姓名以后", "at_least": "至少在几句回答里称呼"},
}

ENUMS: Mapping[str, str] = {  # the words an author may choose from
    "inbound": "来电",
    "outbound": "外呼（学员打出去）",
    "follow_up": "回访",
    "complaint": "投诉",
    "message": "代接、留言",
    "checklist": "质检：没有回合，用来评录音",
    "quiz": "问答题",
    "ring": "电话铃响，学员先开口",
    "line": "对方先说话",
    "silence": "对方不出声，等学员说",
    "hangup": "对方挂机，电话结束",
    "female": "女声",
    "male": "男声",
    "exact": "一字不差",
    "sound": "同音也算",
    "near": "同音和很接近的音都算",
    "甲": "辱骂、顶撞，一票否决",
    "乙": "推诿、嫌烦，每次扣 10 分",
    "丙": "随口否定，每次扣 2 分，最多 6 分",
    "gross": "从第一个字到最后一个字，中间的停顿也算时间",
    "net": "只算出声的时间，停顿不算",
    "agent": "学员（客服）",
    "caller": "客户",
}

EXAMPLES: Mapping[str, str] = {  # YAML, one rule a line; every word of them is tried by a test
    "required": "{required: [您好, <问候>], points: 5, hint: 第一句说“您好”}",
    "banned": "{banned: 不知道, unless: 不知道您是否方便, deduct: 5}",
    "avoid": "{avoid: 没问题, say: 好的，我马上为您处理}",
    "order": "{order: all}",
    "pattern": "{pattern: '一[0-9]{10}', hint: 把 11 位手机号念一遍}",
    "similar": "{similar: 您反映的问题我们会尽快安排人员处理, score: 70%}",
    "choice": "{choice: [A, C], points: 5}",
    "pace": "{pace: 120, within: 20%}",
    "answer": "{answer: 3 rings, full: 2 rings}",
    "gap": "{gap: 3, zero_at: 8}",
    "silence": "{silence: 10, excused_by: <请稍等>}",
    "interruption": "{interruption: 1.5, times: 1}",
    "loudness": "{loudness: [-30, -12], jump: 10}",
    "pitch": "{pitch: 4}",
    "duration": "{duration: 180, min: 20}",
    "share": "{share: 60%, monologue: 40}",
    "hangup": "{hangup: caller}",
    "repeat": "{repeat: [房号, 电话]}",
    "note": "{note: [房号, 电话]}",
    "courtesy": "{courtesy: {请: 2, 谢谢: 1, 五声: 4}}",
    "filler": "{filler: [嗯, 呃, 那个], max: 3}",
    "repetition": "{repetition: 2}",
    "addressed": '{addressed: "{称呼}", at_least: 2}',
    "all_of": "{all_of: [{required: <致歉>}, {required: <安排>}]}",
    "any_of": "{any_of: [{required: <请稍等>}, {required: <先咨询>}]}",
    "none_of": "{none_of: [{required: <满意吗>}]}",
}


def own_keys(rule: type[Rule]) -> tuple[str, ...]:
    """The keys of an operator besides its main value and what every rule may carry, as an author writes them."""
    names = (field.alias or name for name, field in rule.model_fields.items() if name not in Rule.model_fields)
    return tuple(name for name in names if name != rule.operator)


def explained(operator: str, key: str) -> str:
    """What a key beside that operator means; empty where nobody has written it down."""
    return OWN_KEYS.get(operator, {}).get(key) or RULE_KEYS.get(key, "")


def default_of(rule: type[Rule], key: str) -> str:
    """The value that holds where an author leaves the key out, as an author would write it; empty where none."""
    field = next(field for name, field in rule.model_fields.items() if key in (name, field.alias))
    return written(field.default)


def written(value: object) -> str:
    """A value as an author would write it; empty for what says nothing: none, no, an empty list."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Fraction):
        return f"{float(value * 100):g}%"
    if isinstance(value, (Decimal, float)):
        return f"{float(value):g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(str, value))}]" if value else ""
    return str(value) if isinstance(value, (str, int)) else ""
