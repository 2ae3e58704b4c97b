"""What a YAML syntax error most likely is, in Chinese: the parser's place is often one line too late."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

# A key before a full-width colon; Chinese keys only without a dash before them, for a list item may be any sentence.
COLON = re.compile(r"^\s*(?:(?:- +)*[A-Za-z_][\w-]*)(?P<colon>：)")
_CHINESE_COLON = re.compile(r"^\s*[\w]{1,8}(?P<colon>：)")
_TAB = re.compile(r"^ *(?P<at>\t)")
_NO_SPACE = re.compile(r"^\s*(?:- +)*[A-Za-z_][\w-]*(?P<at>:)(?=[^\s:/\\])")
_BRACE = re.compile(r"(?:[:\-,\[]\s+|\[)(?P<at>\{[^{}:,]*\}[^\s,\]}][^,\]]*)")
_LIST = re.compile(r"(?:[:\-]\s+)(?P<at>\[[^\[\]]*(?:\]\s*[^\s#,\]}].*|\uff3d.*|】.*))$")
_QUOTED = re.compile(r"""(?:[:\-]\s+)(?P<at>"[^"]*"|'[^']*')\s*[^\s#,\]}:].*$""")
_SIGN = re.compile(r"(?:^\s*|[:\-,\[]\s+)(?P<at>[@`%*&!?])")
_TWO_COLONS = re.compile(r"^\s*(?:- +)*[\w.-]+: +(?P<at>[^\s\"'\[{].*?:)(?:\s|$)")

_GENERAL = (
    ("mapping values are not allowed", "这里多了一个冒号，或者缩进不对；句子里有“: ”时整句要加引号"),
    ("found unexpected end of stream", "引号没有成对；请补上另一半"),
    ("found character that cannot start any token", "这个符号不能开头；请把整句加上引号"),
    ("did not find expected ',' or ']'", "方括号没有成对，或者项与项之间少了半角逗号"),
    ("did not find expected ',' or '}'", "花括号没有成对，或者项与项之间少了半角逗号；以 { 开头的话要加引号"),
    ("did not find expected '-' indicator", "这一行的缩进和上面的“- ”没有对齐"),
    ("did not find expected key", "这一行的缩进和上面没有对齐，或者上面一行没有写完"),
    ("could not find expected ':'", "这一行少了冒号；写成“名称: 内容”，冒号后面空一格"),
    ("block sequence entries are not allowed", "“- ”要另起一行写"),
    ("found unknown escape character", "双引号里的 \\ 有特殊意思；请改用单引号"),
    ("while parsing a quoted scalar", "双引号里的 \\ 有特殊意思；请改用单引号"),
    ("found undefined alias", "以 * 开头的话请加引号"),
    ("did not find expected <document start>", "这一行的缩进和上面没有对齐"),
)
_STRUCTURE = re.compile(r"\s*(?:- +|[\w-]+: )")
_UNKNOWN = "这里的写法 YAML 读不懂；请检查缩进、冒号和引号"


def explain(
    error: yaml.MarkedYAMLError, lines: list[str], quoted: tuple[yaml.Mark, yaml.Mark] | None = None
) -> tuple[int, int, str]:
    """Line, column and a Chinese sentence for a syntax error.

    `quoted`: from where to where the last scalar reached, where that one was in quotes.
    """
    if (opened := _unclosed(error, lines, quoted)) is not None:
        return opened.line + 1, opened.column + 1, "这里开始的引号没有成对；请在这句话的末尾补上另一半"
    mark = error.problem_mark or error.context_mark
    if "end of stream" in (error.problem or "") and error.context_mark is not None:
        mark = error.context_mark  # the quote that never closes says more than the end of the file
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    for number in _suspects(error, len(lines)):
        found = _mistake(lines[number])
        if found:
            return number + 1, found[0] + 1, found[1]
    text = f"{error.context or ''} | {error.problem or ''}"
    message = next((chinese for english, chinese in _GENERAL if english in text), _UNKNOWN)
    line = min(line, max(1, len(lines)))
    return line, min(column, len(lines[line - 1]) + 1), message


def _unclosed(
    error: yaml.MarkedYAMLError, lines: list[str], quoted: tuple[yaml.Mark, yaml.Mark] | None
) -> yaml.Mark | None:
    """Where a quote opens that took in other lines of the file, up to one that was meant to open another text."""
    at = error.problem_mark
    if quoted is not None and at is not None and quoted[1].line == at.line:
        start = quoted[0]
    elif "quoted scalar" in (error.context or "") and error.context_mark is not None:
        start = error.context_mark
    else:
        return None
    end = at.line + 1 if at is not None else len(lines)
    return start if any(_STRUCTURE.match(line) for line in lines[start.line + 1 : end]) else None


def _suspects(error: yaml.MarkedYAMLError, count: int) -> Iterator[int]:
    """Indexes of the lines that may have the mistake: the one named, the lines before it, where reading began."""
    seen: set[int] = set()
    for mark, back in ((error.problem_mark, 2), (error.context_mark, 0)):
        if mark is not None:
            for number in range(mark.line, mark.line - back - 1, -1):
                if 0 <= number < count and number not in seen:
                    seen.add(number)
                    yield number


def _mistake(line: str) -> tuple[int, str] | None:
    """Column (from 0) and message of a well-known mistake in the line."""
    if found := _TAB.search(line):
        return found.start("at"), "缩进里有 Tab 键；请改成空格（每层两个）"
    if found := COLON.match(line) or _CHINESE_COLON.match(line):
        return found.start("colon"), "这里用了全角冒号“：”；请改成半角冒号加空格“: ”"
    if found := _BRACE.search(line):
        return found.start("at"), f'以 {{ 开头的话要加引号，写成 "{found["at"].rstrip()[:24]}"'
    if found := _LIST.search(line):
        return found.start("at"), "方括号没有用半角 ] 收尾，或者后面还有字；以 [ 开头的话要加引号"
    if found := _QUOTED.search(line):
        return found.start("at"), "引号后面还有字；请把整句放进引号里"
    if found := _NO_SPACE.match(line):
        return found.start("at"), "冒号后面要空一格"
    if found := _TWO_COLONS.match(line):
        return found.end("at") - 1, "这一行有两个冒号；请把冒号右边的整句加上引号"
    if found := _SIGN.search(line):
        return found.start("at"), f"以 {found['at']} 开头的话要加引号"
    return None
