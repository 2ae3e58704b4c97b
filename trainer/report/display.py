"""How the screen shows things: rules and templates in plain words, numbers, why a sound is too bad to judge."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from trainer.scorecard import Review, ReviewKind

GATES: Mapping[str, str] = {  # why the sound of a reply is too bad to judge: what happened; what to do about it
    "quiet": "声音太小，听不清；话筒离嘴近一点",
    "clipped": "声音太大，爆音了；话筒离嘴远一点，或者把麦克风音量调小",
    "noisy": "周围太吵，听不清；换个安静的地方，或者戴上耳麦",
    "gated": "声音断断续续；关掉耳麦的降噪，查一下插头和网络",
    "mixed": "单声道里有两个人；请导出左右分声道的录音",
    "voices": "听到了两个人的声音；请旁边的人小声一点，或者换个地方",
    "cut": "开头没有录全；接起电话后，停半秒再开口",
    "unheard": "有声音，但听不出说的是什么；说慢一点，每个字说清楚",
    "engine": "语音识别出了错；再说一遍，还不行就改用键盘",
}
BAD_SOUND = "声音不好，听不清；查一下麦克风"  # for a reason of another version
REVIEWS: Mapping[ReviewKind, tuple[str, str]] = {  # what the words seem to be; what would be better
    "meaning": ("意思可能反了，或者不是这个意思", "想说什么就直接说出来"),
    "manners": ("像在挖苦、推脱或责怪", "换成您自己也愿意听的说法"),
    "stock": ("像只有套话，没说到客户的事", "先接住客户说的那件事"),
    "repetition": ("同一句话说了好几遍", "说一遍就够，接着说下一步怎么办"),
}


def result_of(passed: bool | None, *, marked: bool) -> str:
    """Whether a call passed, for people. `marked`: a person should settle something; None: it has no total."""
    return {True: "通过·待复核" if marked else "通过", False: "还没通过", None: "不出分"}[passed]


def remark(mark: Review, *, spoken: bool, trainee: bool) -> str:
    """The words to look at and why; `trainee`: with what would be better, else for the person who reviews the call."""
    sense = "听" if spoken else "看"
    odd, better = REVIEWS[mark.kind]
    said = f"“{short(mark.said)}”" if mark.said else "有一句话（没有保存文字）"
    return f"{said}——{sense}着{odd}{f'；{better}' if trainee else f'，请人工{sense}一下'}（不扣分）"


def number(value: Fraction | float | None, places: int = 1) -> str:
    """A figure for the screen: at most `places` decimals, half up, no trailing zeros; – where there is none."""
    if value is None:
        return "–"
    exact = Fraction(value)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal(1).scaleb(-places), ROUND_HALF_UP
    )
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(seconds: float) -> str:
    """An instant of a call, or how long something is: 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def short(text: str, limit: int = 40) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def counted(number: int) -> str:
    """A small number before what is counted: 两次, 三次; figures above ten."""
    return "零一两三四五六七八九十"[number] if 0 <= number <= 10 else str(number)


def portion(part: Fraction) -> str:
    """A part of a whole in words: 一半, 两成, else 12%."""
    if part == Fraction(1, 2):
        return "一半"
    tenths = 10 * part
    return f"{counted(int(tenths))}成" if tenths.denominator == 1 else f"{number(100 * part)}%"
