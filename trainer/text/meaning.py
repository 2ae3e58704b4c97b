"""Whether the words around a phrase turn its meaning: a refusal, mockery, somebody else's words.

我可不会给您道歉 holds 给您道歉 and says the opposite. `KINDS` is the list of what turns a phrase: each kind has a name,
a sentence, one expression and examples both ways, which tests run. A kind is either plain (the phrase was not said) or
leaves a doubt (it was said, and a person should look at it). What no kind knows was meant as it stands.

The clause is looked at with the beginning of the next one; it ends at a mark or at a pause of CLAUSE_PAUSE. In the
expressions « and » stand for the beginning and the end of the phrase, ， for any end of a clause but ？.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from trainer.text import thresholds as t
from trainer.text.characters import CLAUSE_END, NEGATING_WORDS, NEGATIONS, NOT_NEGATING, SURNAMES
from trainer.text.normalise import canonical

Pauses = tuple[tuple[int, float], ...]  # where the speaker paused, in characters of the text, and how many seconds
Example = tuple[str, str]  # a phrase, and a text that holds it

_CLAUSE_END = re.compile(f"[{CLAUSE_END}]")
_ASKS = "？?"

# What may stand between a refusal and what is refused: adverbs, and to whom or for whom it is done.
_WHOM = (
    "(?:[您你他她我咱]们?(?:这边)?|别人|人家|客户|大家|每个人|人人|所有人|人|领导|主管|经理|公司|上面|上级|师傅|谁|任何人"
    "|这件?事|这个|此|这)"
)
_LINK = (
    "(?:[再又也就都还去来过真太要会能]|马上|立刻|立即|现在|亲自|主动|单独|当面|老是|总是|一直|天天|第一时间|及时|按时|提前"
    "|早点|随便|轻易|专门|特意|自己|[说讲]过?|觉得|感到|什么|一?[声句遍]"
    f"|(?:给|替|帮|为|向|跟|对|和|同|因为?|找|让|叫|请|由|问|听)?{_WHOM}|[给替帮为向跟对和同](?=«))*"
)
_WITHIN = f"[^，？«]{{0,{t.REFUSAL_REACH}}}"  # anything in the clause; but no 我 that begins to tell something else:
_OWN = f"(?:(?<=[给替帮为向跟对和同找让叫请由问听])我|[^，？«我]){{0,{t.REFUSAL_REACH}}}"
_NEGATORS = f"(?:{'|'.join(NEGATING_WORDS)})"
_LOOSE = "|".join(  # these turn what stands close to them
    (
        "不(?:用|需要?|能|该|应该|要|屑|稀罕|是|觉得|一定|见得)",
        "(?<!有)没有?(?:法|办法|时间|必要|责任|想过?|准备|人)",
        "(?<!不)管[您你]|怎么(?:可能|会)|[用犯]得[着上]|(?:干(?:嘛|吗|什么)|为什么)要",
        "(?<![换搁找问是管论])谁(?:管|(?:想|爱|愿意)?(?=[给替帮为向跟对]))",
        "(?<![要对差])[不没](?=[再给替帮为向跟对说])",
    )
)
_UNWILLING = "|".join(  # these what the same person does in the clause
    (
        "(?<![您你])不(?:会|可能|想|愿意?|肯|打算|准备|乐意|敢|必)",
        "(?<!有)没有?(?:打算|答应|规定|到|说过?|讲过?)|无法",
    )
)
_REFUSES = "|".join(  # these the whole clause
    (
        "懒得|用不着|犯不[着上]|轮不到|[谈说算]不上|[才偏绝决]不|从来?[不没]|拒绝|无权|何[必苦]",
        "凭(?:什么|啥)(?![老总]?[让叫]?[您你])|跪|有心[情思]|没那么多(?:时间|[工功]夫)",
        "没有?(?:那个?|这个?)?(?:空|闲|[工功]夫|心思|心情|兴趣|义务)(?!儿?的?话)",
        "[休别甭莫]想|[别甭]指望|[别甭少](?:再|来|老)*(?:[跟给对问找催逼让叫等盼求要]|指望)(?:我们?(?!客气|见外)|(?=«我))",
        "哪(?:有(?:[这那]个?)?(?:闲?[工功]夫|时间|空|心思)|敢)|[您你][让叫]我们?怎么|没人(?:[给替跟会答说要规])",
        "(?<![换搁找问是管论像])(?<![换搁][了成作])"
        "谁(?:会|要|稀罕|敢|能(?=«?[给替帮为向跟对])|有(?:空|闲?[工功]夫)|说|答应|[叫让](?!我)|(?=«(?![都也不])))",
        "是谁(?=[^，？]*的(?:[，？]|$))|我不(?:去|替|帮|管|负责|劝|谢|跟|给)",
        "(?:还|也)(?:得|要)(?:我(?!们?[给跟和与向]您[核对确])|(?=«我))",
        "(?:几时|什么时候|哪天)(?:[跟给]您)?(?:说过|答应|讲过)|[说讲开]不(?:出|来|了)口?",
    )
)
_TWICE = "(?:不[能得会可该是]|不可能|不应该|没有?人?|没法|无法|[哪怎岂]能|怎么能)"  # 不能不, 没有不: it is affirmed
_NO_WAY = "(?:没门|做梦|想得(?:倒)?美|休想|[别甭]想|免谈|办不到|不可能|门都没有|没戏|下辈子)"
_CARELESS = (
    "(?:可|才|也|就|都)*(?:管不着|不管|懒得|听够了?|听腻|不想[听管知]|不爱听|没(?:空|[工功]夫|心思)[听管理]|没兴趣"
    "|不感兴趣|不在乎|不稀罕|不关心|说不出口|不伺候)"
)

_COURTESY = (
    "(?:歉|对不[起住]|赔|谢|感激|理解|体谅|明白|祝|愉快|快乐|平安|再见|拜拜|慢走|晚安|[别不]急|放心|着急|慢慢说|担心)"
)
_OTHERS = (
    "(?<!我们)(?<!咱们)(?<![请让叫由跟向和给替找帮对其表])"
    "(?:[他她]们?|师傅|经理|主管|同事|领导|老板|保安|前台|邻居|楼[上下]|派出所|业委会|别人"
    f"|(?<!没)有人|[上那]一?位|[您你](?:先生|爱人|太太|家人)|(?<!是)小[{SURNAMES}]|[{SURNAMES}](?:先生|女士|师傅|经理|主任|工)(?=说))"
)

_HINDERS = re.compile(
    f"{'|'.join(NOT_NEGATING)}|(?P<turns>[{''.join(sorted(NEGATIONS))}]|[您你]自己|{_LOOSE}|{_UNWILLING}|{_REFUSES})"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which the words around a phrase turn it."""

    name: str
    tells: str  # what they do, for people: 说到了“上报”，可…
    turns: re.Pattern[str]
    never: re.Pattern[str] | None  # what looks like it and is none
    turned: tuple[Example, ...]
    kept: tuple[Example, ...]
    plain: bool  # the phrase was not said; else it cannot be told


@dataclass(frozen=True, slots=True)
class Turned:
    """What turns a phrase, and the clause in which that happens: half-open code points of the original text."""

    kind: Kind
    start: int
    end: int

    @property
    def negated(self) -> bool:
        """A negator stands directly before it: even who reads the mere words does not find the phrase (不肯定赔)."""
        return self.kind is NEGATED


def _kind(
    name: str, tells: str, *turns: str, turned: tuple[Example, ...], kept: tuple[Example, ...],
    never: tuple[str, ...] = (), plain: bool = True,
) -> Kind:  # fmt: skip
    looks = re.compile("|".join(never)) if never else None
    return Kind(name, tells, re.compile("|".join(turns)), looks, turned, kept, plain)


NEGATED = _kind(
    "negated", "前面紧挨着“不、没、别”，意思反过来了",
    f"{_NEGATORS}«",
    never=(
        r"(\w)[不没]\1«|(\w)[不没]«\2", f"(?:{'|'.join(NOT_NEGATING)})«", f"{_TWICE}{_NEGATORS}«", f"«{_NEGATORS}",
        "没(?:有|谁|人)?[一哪几]?[^，？«]{0,3}不«",
    ),
    turned=(("给您答复", "我们不会给您答复"), ("肯定赔", "我们不肯定赔"), ("上报", "我可不上报")),
    kept=(
        ("给您答复", "不会，给您答复"), ("上报", "我不能不上报"), ("给您答复", "能不能给您答复"),
        ("不好意思", "不好意思"),
    ),
)  # fmt: skip

KINDS: tuple[Kind, ...] = (
    NEGATED,
    _kind(
        "refusal", "这一句是在拒绝",
        f"(?:{_LOOSE}){_LINK}«", f"(?:{_UNWILLING})(?:{_OWN}|{_LINK})«", f"(?:{_REFUSES}){_WITHIN}«",
        "»不[了成](?!解)",
        never=(
            rf"(\w)[不没]\1[意以算该]?{_LINK}«", f"{_TWICE}[不没]{_LINK}«", "[不没][^，？«]*«[不没]",
            "(?:不会|[哪怎]能|[哪怎]敢|不可能|谁|没人?)[^，？«]{0,3}"
            "(?:忘|漏|耽误|推|拖|瞒|压|只|光|随便|[让叫][您你]|[不没])",
            "[您你][^«]{0,4}没有?(?:空|时间|兴趣|心[情思])",
            f"[您你]还?不(?:想|需要?|用|愿意?){_LINK}«[^»]*»[^，？]{{0,3}}[吗么？]",
            "«(?:[对是好行]|没错|是这样)[吗吧么]»",
        ),
        turned=(
            ("上报", "我可不会替您上报"), ("道歉", "我又没做错，凭什么道歉"), ("给您打电话", "别指望我们给您打电话"),
            ("对不起", "少跟我说对不起"), ("再见", "我还没说再见呢"), ("上报", "用不着我上报"),
            ("道歉", "谁要给您道歉"), ("给您回电话", "我哪有那个闲工夫给您回电话"),
            ("会联系您", "不一定会联系您"), ("来接", "我不会请主管来接的"),
            ("回电话", "没人说过下班以前要回电话"), ("给您查", "谁能给您查"), ("师傅今天去", "师傅今天去不了"),
            ("看您", "我没空过去看您"),
        ),
        kept=(
            ("抱歉", "没做好这件事我向您抱歉"), ("很抱歉", "没能及时通知您，很抱歉"), ("给您上报", "会不会给您上报"),
            ("给您回电", "我不会忘了给您回电"), ("不会让您再等", "我们不会让您再等"), ("感谢您", "对不起感谢您"),
            ("留个电话", "您愿不愿意给我们留个电话"), ("打给您", "您现在没空我再打给您"),
            ("留个电话", "您不想留个电话吗"), ("窝火", "换了谁都窝火"), ("道歉", "不会只道歉"),
            ("对吗", "您说过了还是没有人来对吗"),
        ),
    ),
    _kind(
        "nothing", "这一句是说没有什么可说的",
        f"(?<!有)没有?(?:什么|啥)(?:好|可|值得|需要|要|必要)?{_LINK}«", f"[哪能]?有(?:什么|啥)(?:好|可|值得){_LINK}«",
        never=("[您你][^«]{0,4}没有?(?:什么|啥)",),
        turned=(("抱歉", "没什么好抱歉的"), ("感谢", "我没有什么要感谢您的"), ("道歉", "这有什么可道歉的")),
        kept=(
            ("需要我帮您", "还有没有什么需要我帮您的"), ("抱歉", "没有什么，很抱歉"),
            ("要补充", "您没什么要补充的吧"),
        ),
    ),
    _kind(
        "demand", "这是别人的要求，没有答应",
        "[您你他她]们?(?:就|还|非|硬|又|是|不就|是不是)*(?:想[让叫要]?|要求?|[让叫]|逼|指望|盼着|求|以为)"
        f"(?:我们?|谁|人家?|(?=«我)){_LINK}«[^»]*»(?:$|[？，啊呀呢]|是[吧吗])",
        f"(?:^|[想非])要我们?{_LINK}«[^»]*»[^，？]{{0,2}}[，？](?:除非|等|[您你](?:先|得|就))",
        "[您你](?:的意思)?是不?是?(?:想|要|说)[^，？«]{0,8}«[^»]*»[^？]{0,5}[吗吧？]",
        f"[该要]{_LINK}«[^»]*»的?(?:应该是?|也该|该|是)(?!我|咱)",
        never=("(?<![想要非硬])[让叫]我们?[^«]*«[^»]*»(?:$|，)",),
        turned=(
            ("给您赔不是", "您就想让我给您赔不是"), ("道歉", "您让我道歉？"), ("给您答复", "您非要我们给您答复"),
            ("道歉", "该道歉的是您"),
        ),
        kept=(
            ("核对一下", "您让我核对一下"), ("上报", "需要我上报吗"), ("抱歉", "您要的材料我没备好，抱歉"),
            ("道歉", "该道歉的是我们"), ("跟您核实一下", "我要跟您核实一下您的房号"),
        ),
    ),
    _kind(
        "mention", "这一句只是提到这几个字",
        "»这?(?:[一二两三四几]个字|句话|个词|这话|之类)", f"连{_LINK}«[^»]*»[都也][没不]", r"«[^»]*(\w\w)»归\1",
        f"再见»(?:[面到着]|{_OTHERS})",
        "[别不](?:着?急»着?(?!急)[走去]|急»着(?!急))",
        "感谢»[信费]",
        turned=(
            ("抱歉", "抱歉两个字我说不出口"), ("谢谢", "您连声谢谢都没有"), ("理解", "理解归理解，规定就是规定"),
            ("再见", "您再见到他请告诉他"),
        ),
        kept=(("抱歉", "抱歉，这两天让您久等了"), ("谢谢", "谢谢您一直等着")),
    ),
    _kind(
        "mockery", "这一句听起来是气话",
        "»了?(?:(?:谁|个[屁头鬼啥])[去啊呀呢嘛呗]*(?:$|[，？])|什么[啊呀呢嘛])",
        "»(?:[也又都了]|了也)?(?:没|没有|有个?屁)用(?:$|[，？啊呀的吧])", "»[^，？]{0,2}不成(?:$|[，？])",
        "»[^，？]{0,3}(?:[有管顶](?:什么|啥|屁)用|有(?:什么|啥)(?:意义|意思|必要)|白搭|才怪|[您你]?全家(?:$|[，？])|当饭吃|值几个钱|给[谁鬼]听)",
        "»[^，？]{0,4}，?(?:总|这下|这样|[您你])?(?:行|成|满意|够)了吧",
        "»[^，？]{0,3}，?(?:[您你]?还[想要](?:我们?)?怎么?[样着]|还不[行够][吗么]|不就[行完得]了)",
        f"»(?:的?事儿?|这[种件]?事)?[^，？]{{0,2}}(?:是|那是)?{_NO_WAY}",
        f"»[了吧啊呀]*[，？](?:{_NO_WAY}|凭什么|凭啥|我又没)",
        "»的?事?(?:以后|回头|改天|下次)再说", "»[^，？]{0,3}(?:[也都]晚|晚了|[也都]不迟|[也是]白|[能可]当饭)",
        f"(?:^|[，？])«[^»]*{_COURTESY}[^»]*»了?？[^，？]", r"«([^»]+)»什么\1",
        turned=(
            ("对不起", "对不起谁啊"), ("道歉", "道歉有什么用"), ("我的错", "都是我的错行了吧"),
            ("道歉", "我道歉了，您还想怎样"), ("给您上报", "给您上报？想得美"), ("赔礼道歉", "赔礼道歉的事您别想了"),
            ("给您道歉", "给您道歉的事以后再说"), ("再见", "再见什么再见"),
        ),
        kept=(
            ("对不起", "对不起，是谁跟您说的"), ("道歉", "我给您道歉，这事没有用心"), ("登记好了", "登记好了，您放心"),
            ("要是再发现", "您要是再发现什么，请来电"), ("抱歉", "非常抱歉您的卡没有用"),
        ),
    ),
    _kind(
        "indifference", "这一句是说不关自己的事",
        "»[^，？]{0,2}(?:[跟与和]我们?(?:没|无|有什么|有啥)|关我们?(?:什么|啥|屁)|是[您你](?:自己)?的(?:事|自由)|我?无所谓)",
        f"»[^，？]{{0,2}}我?{_CARELESS}", "»(?:话|的事儿?|这[种件]?事|也|都)?不[归关]我",
        r"«[^»]*(\w\w)»不\1[^，？]{0,3}(?:[都跟随]|是[您你]|无所谓|没|关我)",
        r"(\w)不«\2[^»]*»[^，？]{0,2}(?:[看随都跟]|是[您你]|没准|再说)",
        turned=(
            ("您的心情我", "您的心情我管不着"), ("您放心", "您放心不放心跟我没关系"), ("感激", "您感激不感激无所谓"),
            ("给您答复", "给不给您答复看我心情"), ("上级反映", "向上级反映是您的自由"),
        ),
        kept=(
            ("您的心情我", "您的心情我理解"), ("满意", "您对结果满意不满意"), ("抱歉", "很抱歉跟我们联系不方便"),
        ),
    ),
    _kind(
        "others", "这一句是叫别人去做",
        f"(?:^|，)自己(?:先|去|来|找)*{_LINK}«", f"(?<![请帮给替为陪让叫])[您你]去[跟向找问和]{_WHOM}+«",
        "(?<![请帮给替为陪让叫])[您你]去?[跟向找]«",
        "»(?:别人|人家)",
        f"[您你](?:[倒可]?是|倒|先|该|得|应该|也|要)+{_LINK}«(?:谢|感谢|感激|多谢|道歉|致歉|赔|体谅|理解|将心)",
        f"[您你]自己{_WITHIN}«", "(?:^|，)(?:要|想)(?![是不])[^，？«我]{0,6}«[^»]*»[^？]{0,6}(?:找|自己|去|回家)",
        never=("自己[^«]{0,3}(?:照顾|注意|小心|别|保重)",),
        turned=(
            ("上报", "您自己去上报"), ("领导反映", "您自己去跟领导反映"), ("公司反映", "您跟公司反映吧"),
            ("交给主任", "您写下来，自己交给主任"), ("请您原谅", "请您原谅别人一次"), ("谢谢", "您该谢谢保洁"),
            ("晚安", "想听晚安，回家听去"),
        ),
        kept=(("上报", "我自己去上报"), ("再见", "您照顾好自己，再见"), ("一楼大厅", "您去一楼大厅就行")),
    ),
    _kind(
        "reported", "这是转述别人的话",
        f"{_OTHERS}[^，？«我]{{0,6}}(?:[说讲]|(?<!请)问|答应|表示|写)[^，？«我]{{0,8}}«",
        f"{_OTHERS}[^，？«我]{{0,3}}[让叫](?!我)(?:[您你][^，？«我]{{0,5}}|{_LINK})«",
        f"{_OTHERS}[^，？«我]{{0,5}}«[^»]*{_COURTESY}",
        plain=False,
        turned=(("给您打电话", "他说会给您打电话"), ("您别着急", "师傅让您别着急")),
        kept=(("向您道歉", "主管让我向您道歉"), ("给您打电话", "他说完我给您打电话")),
    ),
    _kind(
        "some_day", "这一句没有说准会不会做",
        f"(?:有空|有时间|有闲|得空|心情好|想起来)(?:了|的时候|的话)?(?:我|会|再|就)*{_LINK}«",
        f"(?:就算|即使|哪怕|除非){_LINK}«",
        never=("[您你][^«，？]{0,6}(?:有空|有时间|得空)",),
        plain=False,
        turned=(("给您回电", "我有空再给您回电"), ("上报", "就算上报也要等")),
        kept=(("给您回电", "等您有空我再给您回电"), ("给您回电", "您哪天有时间我再给您回电")),
    ),
)  # fmt: skip


@lru_cache(maxsize=4096)  # many phrases stand in the same place
def turned(text: str, start: int, end: int, pauses: Pauses = ()) -> Turned | None:
    """What turns the phrase that stands at these characters of the text; a plain kind before a doubtful one."""
    begin, stop = clause(text, start, end, pauses)
    following = _CLAUSE_END.search(text, stop + 1)
    mark = "" if stop == len(text) else "？" if text[stop] in _ASKS else "，"
    pieces = text[begin:start], text[start:end], text[end:stop], text[stop : following.start() if following else None]
    before, said, after, next_clause = canonical(pieces)
    reach = t.TURNING_REACH
    line = f"{before[-reach:]}«{said}»{after[:reach]}{mark}{next_clause[:reach]}"
    found = [kind for kind in KINDS if kind.turns.search(line) and not (kind.never and kind.never.search(line))]
    kind = next((one for one in found if one.plain), found[0] if found else None)
    return Turned(kind, begin, stop) if kind else None


def hinders(chars: str) -> bool:
    """Canonical characters between the parts of a phrase turn it: 我们…上报 is not said by 我们今天不给您上报."""
    return any(found["turns"] for found in _HINDERS.finditer(chars))


def clause(text: str, start: int, end: int, pauses: Pauses) -> tuple[int, int]:
    """The clause around the stretch: half-open code points of the text."""
    after = _CLAUSE_END.search(text, end)
    long = [at for at, seconds in pauses if seconds >= t.CLAUSE_PAUSE]
    begin = max(1 + max(text.rfind(mark, 0, start) for mark in CLAUSE_END), *(at for at in long if at <= start), 0)
    return begin, min(after.start() if after else len(text), *(at for at in long if at >= end), len(text))
