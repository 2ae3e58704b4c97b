"""The command line: the group, the one error boundary, the exit codes. Commands are loaded when they are called."""

from __future__ import annotations

import errno
import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from trainer import __version__
from trainer.cli.chinese import ChineseFormatter, explain
from trainer.errors import EXIT_BUG, EXIT_DONE, EXIT_INPUT, EXIT_INTERRUPTED, EXIT_USAGE, TrainerError, reason
from trainer.output import standard_streams
from trainer.output.say import say
from trainer.output.standard_streams import OutputError, open_streams
from trainer.visible import code, one_line, steering

# name → module that holds `command`, one line of help
COMMANDS: dict[str, tuple[str, str]] = {
    "practice": ("trainer.cli.practice", "练习或考核一次通话（耳麦或键盘）"),
    "today": ("trainer.cli.today", "今天练什么"),
    "results": ("trainer.cli.results", "我的成绩：列表、成绩单、回放、比较、复核"),
    "progress": ("trainer.cli.progress", "我的进步"),
    "report": ("trainer.cli.report", "报告：一次成绩、一个学员、全班、一批录音（网页、Excel）"),
    "forget": ("trainer.cli.forget", "把练习、成绩和录音彻底删掉"),
    "recordings": ("trainer.cli.recordings", "练习录音：列出、删除"),
    "list": ("trainer.cli.list_", "有哪些情景"),
    "show": ("trainer.cli.show", "看一个情景的对话和评分"),
    "print": ("trainer.cli.print_", "打印话术单（HTML，A4 纸）"),
    "record": ("trainer.cli.record", "自己录客户的台词"),
    "new": ("trainer.cli.new", "回答几个问题，写出一个新情景"),
    "check": ("trainer.cli.check", "检查情景文件"),
    "try": ("trainer.cli.try_", "试一句话，马上看到怎么判"),
    "whatif": ("trainer.cli.whatif", "要是改一条规则，看谁的成绩会变"),
    "preview": ("trainer.cli.preview", "把情景的走法画出来"),
    "watch": ("trainer.cli.watch", "盯着一个情景文件，一保存就检查"),
    "export": ("trainer.cli.export", "把情景导出成 Excel 工作簿"),
    "import": ("trainer.cli.import_", "把改好的 Excel 工作簿变回情景文件"),
    "score": ("trainer.cli.score", "给录音打分"),
    "watch-folder": ("trainer.cli.watch_folder", "盯着一个文件夹，来一通录音就打一通分"),
    "transcribe": ("trainer.cli.transcribe", "把录音转成文字"),
    "evaluate": ("trainer.cli.evaluate", "测一测语音模型听得准不准"),
    "models": ("trainer.cli.models", "语音模型：列出、下载、加入、校验"),
    "devices": ("trainer.cli.devices", "麦克风和扬声器：列出、试音、记住"),
    "doctor": ("trainer.cli.doctor", "检查这台电脑能用哪些功能"),
}


class ReaderGoneError(Exception):
    """Whoever read our output (`| head`) has gone; that is no error."""


class LazyGroup(click.Group):
    """Knows its commands by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a closed pipe is kept from click, which would make it exit code 1."""
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            standard_streams.forget(sys.stdout)
            raise ReaderGoneError from None
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    help="话务礼仪训练：接电话、回访、处理投诉，练完就打分。不带命令直接运行，会打开菜单。",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", message="trainer %(version)s", help="版本")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Open the menu in a terminal; print the help where there is none."""
    if ctx.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        from trainer.cli.menu import menu

        menu()
    else:
        say(ctx.get_help())


def main() -> None:
    """Entry point: `trainer`. Never shows a traceback; exit codes as in docs/JSON.md."""
    click.Context.formatter_class = ChineseFormatter
    try:
        open_streams()
    except OutputError as error:
        say(str(error), err=True)
        sys.exit(EXIT_INPUT)
    ended = run(sys.argv[1:])
    gc.freeze()  # Python looks through everything for cycles before it ends, for a second after `trainer check`
    sys.exit(ended)


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    try:
        _refuse_unseen(arguments)
        result = group.main(arguments, prog_name="trainer", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say("\n已停止。", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        say(explain(error, [word for word in arguments if word in COMMANDS][:1]), err=True)
        return EXIT_USAGE
    except TrainerError as error:
        say(error.message, err=True)
        return error.exit_code
    except ReaderGoneError:
        return EXIT_DONE
    except OutputError as error:
        standard_streams.forget(sys.stdout)
        say(str(error), err=True)
        return EXIT_INPUT
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:  # wherever a name is looked at first
            say(f"“{str(error.filename)[:20]}…”{reason(error)}，请检查路径是不是写对了。", err=True)
            return EXIT_INPUT
        from trainer.cli.crash import report_crash

        say(report_crash(group, arguments), err=True)
        return EXIT_BUG
    return result if isinstance(result, int) else EXIT_DONE


def _refuse_unseen(arguments: Sequence[str]) -> None:
    """Raise UsageError where a word of the command line would steer a terminal; a reply may come from anywhere."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        reply = before == "--reply" or word.startswith("--reply=")
        if not reply and (sign := steering(word)):
            raise click.UsageError(
                f"“{one_line(word)}”里有看不见的字符 {code(sign)}。"
                "它可能是复制带进来的，请删掉、重打一遍；如果文件名里真有它，请先给文件改名。"
            )
