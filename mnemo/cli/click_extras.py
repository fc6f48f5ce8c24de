"""What commands share: help in the user's language, options, numbers with limits, click's complaints in our words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mnemo.cli.messages import Messages
from mnemo.errors import ArgumentError
from mnemo.reader import suggest

MAX_SEED = 2**32 - 1


class Command(click.Command):
    """A command whose help is a summary, its options and examples, in the user's language."""

    def __init__(self, *args: Any, examples: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.context_settings = {"allow_extra_args": True}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group):
            template = "{word} is one argument too many; `{command} --help` shows what it takes"
            raise ArgumentError(template, word=rest[0], command=ctx.command_path)
        return rest

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translate = ctx.ensure_object(Messages)
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), translate("Usage: "))
        formatter.write_paragraph()
        formatter.write_text(translate(self.help or ""))
        options = [(p.get_help_record(ctx), p) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        tables = {
            translate("Options"): [(record[0], translate(p.help or "")) for record, p in options if record],
            translate("Commands"): [
                (name, translate(c.help or "")) for name, c in getattr(self, "commands", {}).items()
            ],
            translate("Examples"): [(line, translate(text)) for line, text in self.examples.items()],
        }
        for heading, rows in tables.items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class Group(Command, click.Group):
    """The commands, in the order in which they are written below."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise ArgumentError("no command {name}; {hint}", name=args[0], hint=suggest(args[0], self.commands))
        return super().resolve_command(ctx, args)


class Number(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4, a plain class before
    """A number within limits, with an error that names them."""

    name = "number"

    def __init__(self, kind: type[int] | type[float], low: float, high: float) -> None:
        self.kind, self.low, self.high = kind, low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            number = self.kind(value)
        except ValueError:
            number = None
        if number is not None and self.low <= number <= self.high:
            return number
        template = "{option} takes a number from {low} to {high}, not {value}"
        if self.kind is int:
            template = "{option} takes a whole number from {low} to {high}, not {value}"
        option = param.opts[0] if param else ""
        raise ArgumentError(template, option=option, low=f"{self.low:g}", high=f"{self.high:.10g}", value=value)


class Names(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4, a plain class before
    """Names with commas between them: `mp3,lrc`."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        names = [name.strip() for name in value.split(",")]
        if not all(names):
            option = param.opts[0] if param else ""
            raise ArgumentError(
                "{option} takes names with commas between them, not {value}", option=option, value=value
            )
        return names


def sound_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return what decides how a song sounds, for each command that makes one."""
    options = (
        click.option("--style", metavar="NAME", help="The style, or the path of your own .toml (technopop)."),
        click.option("--voice", metavar="NAME", help="The voice (alpha)."),
        click.option(
            "--voice-option", "voice_options", metavar="NAME=VALUE", multiple=True, help="An option of the voice."
        ),
        click.option("--draft", is_flag=True, help="Sooner: the quick voice (mei) sings the melody of --voice."),
        click.option(
            "--tempo", type=Number(float, 60, 240), metavar="BPM", help="Beats a minute instead of the style's."
        ),
        click.option("--key", metavar="KEY", help='The key instead of the style\'s: "A minor", "Am", "C", "F#".'),
        click.option(
            "--seed", type=Number(int, 0, MAX_SEED), default=0, metavar="N", help="Another seed, another melody (0)."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def song_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return what `generate` and `album` have in common; the command takes them as one mapping `options`."""
    options = (
        sound_options,
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=Path("output"),
            metavar="FOLDER",
            help="Where songs go (output).",
        ),
        click.option(
            "--with", "extras", type=Names(), multiple=True, metavar="NAMES", help="These formats too: video ..."
        ),
        click.option("--video", is_flag=True, help="Short for --with video: a karaoke video too."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def take_language(words: list[str]) -> tuple[list[str], str | None]:
    """Return the arguments without --lang, which may stand anywhere before `--`, and its value."""
    for i, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and i + 1 < len(words):
            return words[:i] + words[i + 2 :], words[i + 1]
        if word.startswith("--lang="):
            return words[:i] + words[i + 1 :], word.removeprefix("--lang=")
    return words, None


def translate_complaint(e: click.UsageError) -> ArgumentError:
    """Return what click complains of, in mnemo's words."""
    command = e.ctx.command_path if e.ctx else "mnemo"
    if isinstance(e, click.NoSuchOption):
        known = [opt for p in e.ctx.command.get_params(e.ctx) for opt in p.opts] if e.ctx else []
        hint = suggest(e.option_name, [opt for opt in known if opt.startswith("-")])
        return ArgumentError("no option {option}; {hint}", option=e.option_name, hint=hint)
    if isinstance(e, click.MissingParameter):
        name = e.param.make_metavar(e.ctx) if e.param and e.ctx else ""
        return ArgumentError("{name} is missing; `{command} --help` shows how", name=name, command=command)
    if isinstance(e, click.BadOptionUsage):
        return ArgumentError(
            "{option} needs a value; `{command} --help` shows which", option=e.option_name, command=command
        )
    return ArgumentError(
        "{reason}; `{command} --help` shows how", reason=e.format_message().rstrip("."), command=command
    )
