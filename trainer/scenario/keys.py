"""What editors and the authors' guide say of the keys of a scenario file, and of those that several operators share.

What an operator says of its own keys stands in its class, in `trainer/rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from trainer.rules.interface import Rule
from trainer.rules.operator import Key

KEYS: Mapping[str, str] = {
    "format": "文件格式的版本，现在是 1，可以不写",
    "id": "名字，只用字母、数字、汉字、“-”和“_”；情景的 id 要和文件名一样",
    "pack": "规则包的名字，和文件名一样",
    "title": "标题，学员看得到",
    "kind": "这通电话的类型",
    "level": "难度：1 容易，2 中等，3 难",
    "source": "依据哪些服务标准，例如 [P-greet, P-close]",
    "brief": "开始前给学员看的背景；可以用 {公司} 这样的空格，内容写在 slots 里",
    "slots": "文件里写 {公司} 的地方换成什么，例如 公司: 海棠苑；学员可以换成自己的",
    "caller": "来电人：叫什么、什么声音、说多快",
    "facts": "要点，例如 房号、电话；记录单和复述以它为准",
    "variants": "这通电话的几种情况，例如 busy: 客户不方便；每次练习碰到其中一种",
    "use": "用哪些规则包，例如 [taboo, courtesy, pace, intents]",
    "change": "调整规则包里的规则，例如 taboo.unknown: {deduct: 3}",
    "skip": "不用规则包里的哪些规则，例如 [taboo.busy]",
    "pass_mark": "及格分，0 到 100",
    "turns": "回合：对方说一句，学员答一句，算一个回合；按顺序写",
    "rules": "整通电话的评分规则",
    "examples": "示例对话和应得的结果，trainer check 会逐个核对",
    "sentences": "单句：只试一句话，看规则和说法表该不该算；听着像、其实不算的话写在这里",
    "lists": "说法表：名字和几种说法；规则里写 <名字>，表示其中任何一种",
    "add": "给规则包的说法表加几种自己的说法，例如 致歉: [给您赔不是了]；只在这个情景里算",
    "cue": "回合怎么开始",
    "line": "对方说的话；写成列表就随机说一句；分情况写（solved: …）就按情况说",
    "choices": "问答题的选项，3 到 5 个，从 A 起，例如 {A: 两声, B: 三声, C: 五声}；不写就是简答题",
    "explain": "问答题的讲解：答案为什么是这个；练习时答完就给学员看，考核时最后看",
    "recovery": "补救的机会：补哪条没做到的规则，例如 hear.sorry；补上了最多拿回一半的分",
    "next": "去向：从上到下，第一个符合的生效；最后一行不写 if",
    "if": "什么时候走这里；写成列表表示同时成立",
    "go": "去哪个回合；end 是电话结束",
    "met": "做到了哪条规则（写 id；写几条就要都做到）",
    "missed": "没做到哪条规则（写 id；写几条就要都没做到）；听不清不算没做到",
    "said": "说了哪句话（几句里有一句就行）",
    "not_said": "没说哪句话",
    "wrong": "哪个要点说错了（写 facts 里的名字；几个里说错一个就行），在同一句里改正的不算；例如 电话",
    "silent": "true：没有出声；false：出了声",
    "variant": "哪一种情况，写 variants 里的名字",
    "name": "名字",
    "voice": "来电人的声音",
    "pace": "来电人的语速，每分钟多少字；急的人 250 以上，慢的人 180",
    "replies": "每个回合的回答：回合 id: 说的话；说了几句就写成列表",
    "expect": '应得的结果，例如 total: ">=90"、passed: "true"、greet.required-1: met',
    "note": "记录单的内容，例如 房号: 3-2-501",
    "rings": "响几声后接起",
    "path": "应该走过的回合，例如 [greet, hear, close]",
    "text": "说的话",
    "seconds": "说了几秒；写了才试得到语速",
    "gap": "对方说完后隔了几秒才开口；写了才试得到应答快慢",
    "heard": "true：当作语音识别出来的文字，同音字也算对",
    # where a key means something else than elsewhere: shape and key
    "ScenarioFile.id": "情景的名字，和文件名一样；只用字母、数字和减号最稳妥，例如 in-repair",
    "Turn.id": "回合的名字，next、replies 里要用到它，例如 greet",
    "Turn.rules": "这个回合的评分规则，只看学员在这一回合说的话",
    "PackFile.rules": "规则包里的规则；每条都要写 id",
    "PackFile.title": "规则包的中文名",
    "PackFile.examples": "例句：一句话，和每条规则应得的结果；该扣的、不该扣的都要有",
    "Caller.name": "来电人的称呼，例如 陈女士",
    "Example.name": "这段示例叫什么，例如 优秀、一般、不合格、礼貌的陷阱",
    "Example.variant": "试哪一种情况，写 variants 里的名字；不写就是第一种",
    "Sentence.turn": "当作对哪个回合的回答；质检单不写",
    "Sentence.variant": "试哪一种情况，写 variants 里的名字；不写就是第一种",
    "Sentence.text": "学员说的一句话",
    "Sentence.expect": "每条规则应得的结果，例如 sorry: missed；"
    "也可以写说法表，例如 <致歉>: missed，意思是这句话不算致歉",
    "PackExample.text": "学员说的一句话",
    "PackExample.expect": "每条规则应得的结果，例如 unknown: missed；对忌语来说，missed 就是犯了；"
    "也可以写说法表，例如 <致歉>: missed，意思是这句话不算致歉",
}

RULE_KEYS: Mapping[str, Key] = {
    "id": Key("规则的名字，别处要提到它时用；不写就自动编号，例如 required-1"),
    "points": Key("做到得几分；不写是 1 分，只扣分的规则是 0 分"),
    "fatal": Key("true：一票否决，总分 0；只用在绝对不能说的话上"),
    "hint": Key("给学员看的一句提示，写短一点、客气一点"),
    "note": Key("给培训师自己看的备注，学员看不到"),
    "where": Key(
        "看哪一段：turn 这一回合、nearby 这一句和前后各一句、end 最后两句和客户道别以后的一句、call 整通电话、"
        "first 15s 开头、last 20s 结尾、after 规则id、before 规则id"
    ),
    "applies_when": Key("什么时候才用这条规则，写法和 next 里的 if 一样"),
    "speaker": Key("看谁说的话", "看谁说的"),
    "at_least": Key("至少做到几项；不写就是全部", "至少几项"),
    "unless": Key("例外：说的话落在这些说法里就不算"),
    "deduct": Key("每次扣几分（总分 100 分里的）"),
    "max_deduct": Key("这一条最多扣几分"),
    "times": Key("这么多次以内不扣分", "几次以内不扣"),
    "zero_at": Key("到这个数就没有分，中间按比例", "到多少没有分"),
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
    "hangup": "对方道别、挂机；学员还可以说最后一句",
    "female": "女声",
    "male": "男声",
    "agent": "学员（客服）",
    "caller": "客户",
}


def own_keys(rule: type[Rule]) -> tuple[str, ...]:
    """The keys of an operator besides its main value and what every rule may carry, as an author writes them."""
    names = (field.alias or name for name, field in rule.model_fields.items() if name not in Rule.model_fields)
    return tuple(name for name in names if name != rule.operator)


def key_of(rule: type[Rule], key: str) -> Key:
    """What is said of a key beside that operator; empty texts where nobody has written them down."""
    return rule.keys.get(key) or RULE_KEYS.get(key) or Key("")


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
