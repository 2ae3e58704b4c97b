"""click speaks Chinese here: headings of the help, and what is wrong with a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click

from trainer.errors import nearest

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_TEXTS = {"Show this message and exit.": "显示这段说明"}


class ChineseFormatter(click.HelpFormatter):
    """The help page with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(
            prog,
            args.replace("[COMMAND] [ARGS]...", "[命令] …")
            .replace("COMMAND [ARGS]...", "命令 …")
            .replace("[OPTIONS]", "[选项]"),
            "用法：",
        )

    def write_heading(self, heading: str) -> None:
        """A section's heading."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options and commands with their texts, in columns of cells: a Chinese character is two."""
        from rich.cells import cell_len

        shown = [(name, _text(text)) for name, text in rows]
        first = min(max((cell_len(name) for name, _ in shown), default=0), col_max) + col_spacing
        indent = " " * (self.current_indent + first)
        for name, text in shown:
            lines = _lines(text, max(self.width - len(indent), 10))
            gap = first - cell_len(name)
            beside = gap >= col_spacing
            self.write(f"{'':{self.current_indent}}{name}{' ' * gap + lines.pop(0) if beside and lines else ''}\n")
            for line in lines:
                self.write(f"{indent}{line}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, broken where Chinese has breaks."""
        from trainer.report.wrap import folded

        indent = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            self.write("\n" if number else "")
            for line in _lines(folded(paragraph), self.width - len(indent)):
                self.write(f"{indent}{line}\n")


def _text(text: str) -> str:
    text = _TEXTS.get(text, text).replace("[required]", "（必填）")
    text = re.sub(r"\s*\[([\d.]+)<=x<=([\d.]+)\]", r"（\1 到 \2）", text)
    return re.sub(r"\s*\[x>=([\d.]+)\]", r"（至少 \1）", text)


def _lines(text: str, width: int) -> list[str]:
    from trainer.report.wrap import wrap

    return wrap(text, width).plain.split("\n") if text else []


def explain(error: click.ClickException, command: Sequence[str] = ()) -> str:
    """What is wrong with the command line, in Chinese, and where the usage is shown.

    `command`: the command's name where the error itself may not know it, else nothing.
    """
    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(["trainer", *command])
    return f"{_what(error, context)}\n看用法：{path} --help"


def _what(error: click.ClickException, context: click.Context | None) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项{_or(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"还要写上{_name(error.param)}。"
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)}写得不对：{_detail(error)}"
    if isinstance(error, click.BadOptionUsage):
        given = "does not take a value" in error.message
        return f"选项 {error.option_name} 后面{'不能写值' if given else '还要写一个值'}。"
    if isinstance(error, click.FileError):
        return f"打不开文件 {error.ui_filename}。"
    if error.message.startswith("No such command"):
        return _no_command(error, context)
    if "unexpected extra argument" in error.message:
        return f"多写了内容：{error.message.partition('(')[2].rstrip(').')}"
    return error.message


def _no_command(error: click.ClickException, context: click.Context | None) -> str:
    """The unknown command's name, and the nearest one of the same group."""
    quoted = error.message.removeprefix("No such command ").split(". Did you mean", 1)[0].rstrip(".")
    name = getattr(error, "command_name", None) or quoted.strip("'\"")
    group = context.command if context else None
    known = group.list_commands(context) if isinstance(group, click.Group) and context else []
    near = nearest(name, known, 0.6)
    return f"没有“{name}”这个命令{_or([near] if near else None)}"


def _or(names: Sequence[str] | None) -> str:
    return f"，是不是 {'、'.join(names)}？" if names else "。"


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项 {param.opts[0]} "
    return f"参数 {param.human_readable_name} "


def _detail(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"只能是 {'、'.join(str(choice) for choice in kind.choices)} 之一。"
    if isinstance(kind, click.types.IntParamType):
        return "这里要写一个整数" + _range(kind)
    if isinstance(kind, click.types.FloatParamType):
        return "这里要写一个数" + _range(kind)
    return error.message


def _range(kind: object) -> str:
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        low = "" if kind.min is None else f"不小于 {kind.min}"
        high = "" if kind.max is None else f"不大于 {kind.max}"
        return f"（{'、'.join(text for text in (low, high) if text)}）。"
    return "。"
