"""The command line's parser: commands made of plain verb functions, and usage errors in one sentence."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from core.errors import UsageError
from core.runs.database.reserve import keep_reserve
from core.runs.store import RunStore
from core.settings import read_workspace
from core.system.paths import quoting_everything

PROGRAM = "python -m core"
FILE = click.Path(path_type=Path)
RUN = click.argument("run", help="The id of a run, or its first characters; `demo` for the shipped pair.")
RUN_OR_STUDY = click.argument(
    "run_or_study", metavar="RUN_OR_STUDY", help="The id of a run, a study or a search, or its first characters."
)

_MINUS_INPUT = re.compile(r"-\.?\d|-[^=\s]*\s")  # no option has a digit, or a space before its value
_HELP = "--help"
_GUARD = "\0"  # no word of a command line can hold it


class Verbs(click.Group):
    """All verbs of the command line."""

    def __init__(self, commands: Iterable[click.Command]):
        super().__init__(
            PROGRAM,
            commands=list(commands),
            help="Train, compare and score recurrent networks that read in one or both directions.",
            epilog=_example("VERB --help"),
            no_args_is_help=False,
            subcommand_metavar="VERB [OPTIONS] ...",
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = self._verb_first(args)
        words = [word for word in args if not word.startswith("-")]
        if not words and _HELP in args:
            args = [_HELP]
        if not args or (not words and _name(args[0]) in self._option_names()):
            self._refuse(ctx, "VERB is missing")
        if words and words[0] not in self.commands and _name(args[0]) in self._option_names():
            self._refuse(ctx, f"{words[0]!r} is not a verb")
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            self._refuse(ctx, f"{args[0]!r} is not a verb")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in groups, not by the alphabet

    def _verb_first(self, args: list[str]) -> list[str]:
        """The words with the verb before the options that were typed before it."""
        for place, word in enumerate(args):
            if word in self.commands and _are_options(args[:place], self.commands[word]):
                return [word, *args[:place], *args[place + 1 :]]
        return args

    def _option_names(self) -> set[str]:
        return {name for command in self.commands.values() for name in _options(command)} - {_HELP}

    def _refuse(self, ctx: click.Context, problem: str) -> NoReturn:
        visible = [name for name, command in self.commands.items() if not command.hidden]
        ctx.fail(f"{problem}. The verbs are {', '.join(visible)}.")


class VerbCommand(click.Command):
    """A command whose usage errors all know which command they belong to."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class InputsCommand(VerbCommand):
    """A command whose arguments may begin with a minus sign: numbers such as -0.1,0.5, and sentences with a space."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {name for option in self.params if _has_value(option) for name in option.opts}
        before = [None, *args]
        guarded = [
            f"{_GUARD}{word}" if _MINUS_INPUT.match(word) and previous not in takes_value else word
            for previous, word in zip(before, args, strict=False)
        ]
        return super().parse_args(ctx, guarded)


def without_guard(_ctx: click.Context, _argument: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """For an argument of an `InputsCommand`: its words as they were typed."""
    return tuple(word.removeprefix(_GUARD) for word in words)


def command(
    name: str,
    verb: Callable[..., int],
    *examples: str,
    hidden: bool = False,
    opens_store: bool = True,
    cls: type[click.Command] = VerbCommand,
) -> click.Command:
    """A command that calls `verb(store, workspace, **options)` with an open run store and returns its exit status.

    The verb's docstring is the command's help, and every command takes `--json`.

    Args:
        examples: command lines without the program's name.
        hidden: for helper processes that the app starts; their errors may reach a browser, so they must not quote
            files from outside the workspace.
        opens_store: for all verbs but those that also work on a damaged store and are called as `verb(workspace)`.
    """

    @wraps(verb)
    def with_store(**options: Any) -> int:
        workspace = read_workspace()
        if not opens_store:
            return verb(workspace, **options)
        store = RunStore(workspace.database_url, workspace.runs_folder)
        keep_reserve(workspace.home)
        try:
            with nullcontext() if hidden else quoting_everything():
                return verb(store, workspace, **options)
        finally:
            store.close()

    created = click.command(name, cls=cls, epilog=_example(*examples) if examples else None, hidden=hidden)(with_store)
    created.params.append(click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."))
    return created


def check_at_most_one(values: Mapping[str, object], hint: str) -> None:
    """Refuse options that exclude each other.

    Raises:
        UsageError: when more than one of them has a value.
    """
    present = [option for option, value in values.items() if value]
    if len(present) > 1:
        expected = f"Only one of {', '.join(values)} can be used."
        raise UsageError(f"{present[1]} is not allowed with {present[0]}.", expected, hint)


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with a command line, on one line, and where its usage is explained."""
    message = " ".join(error.format_message().split())
    if not message.endswith((".", "?")):
        message += "."
    usage = error.ctx.command_path if error.ctx else PROGRAM
    return f"{message[0].upper()}{message[1:]} See `{usage} --help`."


def _example(*lines: str) -> str:
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {PROGRAM} {line}" for line in lines)])


def _has_value(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.is_flag


def _are_options(words: Sequence[str], command: click.Command) -> bool:
    """Whether all words are options of a command, or values of them."""
    options = _options(command)
    needs_value = False
    for word in words:
        if needs_value:
            needs_value = False
        elif _name(word) in options:
            needs_value = "=" not in word and _has_value(options[_name(word)])
        else:
            return False
    return not needs_value


def _options(command: click.Command) -> dict[str, click.Parameter]:
    """The options of a command by their names, with `--help`."""
    with_help = [*command.params, click.Option([_HELP], is_flag=True)]
    return {name: option for option in with_help if isinstance(option, click.Option) for name in option.opts}


def _name(word: str) -> str:
    return word.partition("=")[0]
