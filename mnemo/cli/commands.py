"""The command line: parse, call, show, exit code. What is shown and played in the terminal is in `mnemo.terminal`.

Nothing heavy is imported before a command runs. Every text is English here and translated by `mnemo.cli.messages`.
"""

from __future__ import annotations

import functools
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mnemo import __version__
from mnemo.cli.click_extras import (
    MAX_SEED,
    Group,
    Names,
    Number,
    song_options,
    sound_options,
    take_language,
    translate_complaint,
)
from mnemo.cli.messages import Messages, load_messages
from mnemo.cli.streams import open_streams
from mnemo.errors import ArgumentError, MnemoError
from mnemo.runtime.memory import skip_teardown, tune_allocator
from mnemo.runtime.signals import catch_stops
from mnemo.topic import find_topic, read_topic

if TYPE_CHECKING:
    from mnemo.exports.release.choice import Choice
    from mnemo.pieces import Piece
    from mnemo.sound.voices import Voice
    from mnemo.styles.schema import Style

INTERRUPTED, TERMINATED = 130, 143  # as shells count: 128 + the signal
INTERNAL = 70  # a fault of mnemo's own


def _trim_cache() -> None:
    """Keep the cache within its limit after a run that may have added to it."""
    from mnemo.runtime import cache

    cache.trim()


def _load_style_and_voice(options: Mapping[str, Any]) -> tuple[Style, Voice]:
    """Return the style with its overrides, and the voice. Wrong names end here, before any work."""
    from mnemo import styles
    from mnemo.sound import voices
    from mnemo.styles.overrides import override

    style = override(styles.load(options["style"] or styles.DEFAULT), options["tempo"], options["key"])
    of_voice = dict(_split_pair(text) for text in options["voice_options"])
    voice = voices.load(options["voice"] or voices.DEFAULT, **of_voice)
    return style, voices.load_draft_of(voice) if options["draft"] else voice


def _make_choice(options: Mapping[str, Any]) -> Choice:
    """Return the files that are wanted. Wrong names end here, before any work."""
    from mnemo.exports.release.choice import Choice

    extras = {name for names in options["extras"] for name in names} | ({"video"} if options["video"] else set())
    return Choice(tuple(sorted(extras)), tuple(name for names in options.get("only", ()) for name in names))


def _split_pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.isidentifier() and equals):
        raise ArgumentError("--voice-option takes NAME=VALUE, not {text}", text=text)
    return name, value


def _show_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"mnemo {__version__}")
        ctx.exit()


@click.group(
    cls=Group,
    invoke_without_command=True,
    help="Songs to learn definitions by: every line proven, composed, sung and mixed on this machine. TOPIC is a name "
    "of `mnemo topics` or the path of a fact file.",
    examples={
        "mnemo generate lstm-gru": "make the first song, into output/lstm-gru/",
        "mnemo new my-topic": "begin a topic of your own",
        "mnemo quiz lstm-gru": "true or false?",
    },
)
@click.option("--lang", metavar="LANGUAGE", expose_value=False, help="en or ja, instead of the system's language.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="The version.")
@click.pass_context
def mnemo(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@mnemo.command(
    help="Make the song of a topic: mp3, karaoke, MIDI, score, study page, cards, all in one folder.",
    examples={
        "mnemo generate lstm-gru": "into output/lstm-gru/",
        "mnemo generate lstm-gru --tempo 120 --key Am": "slower, for the first days",
        "mnemo generate my.toml --seed 3 --video": "a fact file by its path, another melody, a video",
        "mnemo generate lstm-gru --only mp3,lrc": "these two files alone (and song.json), sooner",
        "mnemo generate my-topic --split": "a big topic: an album of its groups, into output/my-topic-album/",
    },
)
@click.argument("topic")
@song_options
@click.option(
    "--only", type=Names(), multiple=True, metavar="NAMES", help="Only these files: mp3, lrc, midi, stems ..."
)
@click.option("--split", is_flag=True, help="An album instead: a song for each group of facts.")
@click.pass_obj
def generate(translate: Messages, /, topic: str, out: Path, seed: int, split: bool, **options: Any) -> None:
    from mnemo.cli.lyric_sheet import show_length
    from mnemo.cli.progress import show_stages
    from mnemo.cli.tables import show_release

    path = find_topic(topic)
    if split:
        return _make_pieces(translate, path, out, seed, options)
    with show_stages(translate) as report:
        (style, voice), choice = _load_style_and_voice(options), _make_choice(options)
        from mnemo import pipeline

        announce = functools.partial(show_length, translate)
        release = pipeline.generate(path, style, voice, seed, out, choice, report, announce)
    _trim_cache()
    show_release(translate, release)


def _make_pieces(translate: Messages, path: Path, out: Path, seed: int, options: Mapping[str, Any]) -> None:
    """Make an album of a topic's pieces, in a folder of its own."""
    from mnemo.pieces import find_pieces

    if options["only"]:
        raise ArgumentError("--split makes whole songs; leave --only out")
    _make_album(translate, find_pieces(path), out / f"{path.stem}-album", seed, options)


@mnemo.command(
    help="Hear a line of a song, a section or a fact as it will sound, in a few seconds: the voice over its band.",
    examples={
        "mnemo preview my-topic --line 5": "the fifth line, into output/my-topic/preview.mp3",
        "mnemo preview my-topic --watch": "after each save the line that you changed, while you write",
        'mnemo preview my-topic --section "verse 2" --solo': "a section, the voices without the band",
        "mnemo preview my-topic --fact lstm-gates --voice alpha": "where a fact is sung, by another voice",
    },
)
@click.argument("topic")
@click.option("--line", type=Number(int, 1, 100_000), metavar="N", help="A line, counted in singing order (1).")
@click.option("--section", metavar="NAME", help='A section: chorus, "verse 2".')
@click.option("--fact", metavar="ID", help="The lines that sing a fact, where it is first sung.")
@click.option("--solo", is_flag=True, help="The voices alone, without the band.")
@click.option("--watch", is_flag=True, help="Again after each save of the file, a template or the style, until Ctrl-C.")
@click.option("--no-play", is_flag=True, help="Only write the file.")
@sound_options
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The mp3 file (output/TOPIC/preview.mp3).")
@click.pass_obj
def preview(
    translate: Messages,
    /,
    topic: str,
    line: int | None,
    section: str | None,
    fact: str | None,
    solo: bool,
    watch: bool,
    no_play: bool,
    seed: int,
    out: Path | None,
    **options: Any,
) -> None:
    from mnemo.cli.preview import Author, preview_song
    from mnemo.preview.making import Singer
    from mnemo.preview.passage import Wanted

    path, wanted = find_topic(topic), Wanted(line, section, fact)
    author = Author(
        path, wanted, lambda: Singer(*_load_style_and_voice(options), seed, solo), Path("output"), out, not no_play
    )
    preview_song(translate, author, watch, options["style"])


@mnemo.command(
    help="Make several songs on all cores, into one album: tracks, playlist, cover, index page.",
    examples={"mnemo album lstm-gru my-topic --out album": "two topics, into album/"},
)
@click.argument("topics", nargs=-1, required=True, metavar="TOPIC...")
@song_options
@click.pass_obj
def album(translate: Messages, /, topics: Sequence[str], out: Path, seed: int, **options: Any) -> None:
    from mnemo.pieces import Piece

    paths = [find_topic(topic) for topic in topics]
    _refuse_namesakes(paths)
    _make_album(translate, [Piece(path) for path in paths], out, seed, options)


def _make_album(translate: Messages, pieces: Sequence[Piece], out: Path, seed: int, options: Mapping[str, Any]) -> None:
    from mnemo.cli.album import make_album

    (style, voice), choice = _load_style_and_voice(options), _make_choice(options)
    try:
        make_album(translate, pieces, style, voice, seed, out, choice)
    finally:
        _trim_cache()


@mnemo.command(
    help="Prove the facts of a topic and see that they can be sung, without singing; all that is wrong in one run.",
    examples={
        "mnemo check lstm-gru": "fact, grade, measured, expected, refuted twins",
        "mnemo check my-topic --watch": "again after each save, while you write",
        "mnemo check lstm-gru --explain lstm-gates": "one experiment in words and numbers",
    },
)
@click.argument("topic")
@click.option("--explain", metavar="ID", help="The experiment behind one fact.")
@click.option("--watch", is_flag=True, help="Again after each save of the file, until Ctrl-C.")
@click.pass_obj
def check(translate: Messages, topic: str, explain: str | None, watch: bool) -> None:
    from mnemo.cli import inspect
    from mnemo.cli.certificate import explain_fact, show_certificate
    from mnemo.cli.lyric_sheet import show_advice

    path = find_topic(topic)

    def show() -> None:
        proven, lyric = inspect.inspect_topic(translate, path)
        if explain is None:
            show_certificate(translate, proven)
            show_advice(translate, lyric)
        else:
            explain_fact(translate, proven, explain)

    inspect.show_topic(translate, path, show, watch)


@mnemo.command(
    help="Show the words that will be sung: furigana, accents, morae and bars.",
    examples={
        "mnemo lyrics lstm-gru": "look for wrong readings before you sing",
        "mnemo lyrics my-topic --wordings": "with shorter and longer wordings of each fact",
    },
)
@click.argument("topic")
@click.option("--style", metavar="NAME", help="The style, or the path of your own .toml (technopop).")
@click.option("--wordings", is_flag=True, help="With the other wordings of each fact, and their morae.")
@click.option("--watch", is_flag=True, help="Again after each save of the file, until Ctrl-C.")
@click.pass_obj
def lyrics(translate: Messages, topic: str, style: str | None, wordings: bool, watch: bool) -> None:
    from mnemo import styles
    from mnemo.cli import inspect
    from mnemo.cli.lyric_sheet import show_advice, show_lyric, show_readings, show_wordings

    path = find_topic(topic)

    def show() -> None:
        proven, lyric = inspect.inspect_topic(translate, path, style)
        loaded = styles.load(style or styles.DEFAULT)
        show_lyric(translate, lyric, loaded)
        show_readings(translate, lyric, proven.topic.readings)
        show_advice(translate, lyric)
        if wordings:
            show_wordings(translate, proven, loaded)

    inspect.show_topic(translate, path, show, watch)


@mnemo.command(
    help="Begin a topic: write lyrics/TOPIC.toml, a commented fact file that already generates.",
    examples={
        "mnemo new my-topic": "then edit lyrics/my-topic.toml and run `mnemo generate my-topic`",
        "mnemo new my-topic --from cards.csv": "from a table, a list of lines or an Anki deck",
    },
)
@click.argument("topic")
@click.option(
    "--from", "brought", type=click.Path(path_type=Path), metavar="FILE", help="CSV, TSV, lines, Anki's .txt or .apkg."
)
@click.pass_obj
def new(translate: Messages, topic: str, brought: Path | None) -> None:
    from mnemo.cli.scaffold import ask_topic, bring_topic, write_topic

    if brought is not None:
        path, count, unused = bring_topic(topic, brought)
        template = "{path} is written: {count} facts; next: `mnemo check {topic}`"
        click.echo(translate(template, path=path, count=count, topic=topic))
        if unused:
            click.echo(translate("{count} lines could not be used; they stand at its end as comments", count=unused))
        return
    asked = None
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        questions = (
            translate("Title of the song (empty: a commented example)"),
            translate("Exam"),
            translate("A line, its answer between stars: GRUのゲートは*2個|3個* (empty: done)"),
        )
        asked = ask_topic(topic, lambda question: click.prompt(question, default="", show_default=False), questions)
    path = asked or write_topic(topic, translate.language)
    click.echo(translate("{path} is written; next: `mnemo generate {topic}`", path=path, topic=topic))


@mnemo.command(
    help="Print the JSON schema of fact files, by which editors complete and check.",
    examples={"mnemo schema": "`mnemo new` writes it beside your topics, as lyrics/schema.json"},
)
@click.pass_obj
def schema(translate: Messages) -> None:
    from mnemo.cli.schema import write_schema

    click.echo(write_schema(), nl=False)


@mnemo.command(
    help="How to write a topic: the guide, with examples that run.",
    examples={"mnemo guide": "in your language"},
)
@click.pass_obj
def guide(translate: Messages) -> None:
    from mnemo.cli.guide import read_guide

    click.echo(read_guide(translate.language), nl=False)


def _add_list(name: str, help: str) -> None:
    """Add a command that lists things; `mnemo.cli.tables` shows each kind of them."""

    @mnemo.command(name, help=help, examples={f"mnemo {name}": ""})
    @click.pass_obj
    def show(translate: Messages) -> None:
        from mnemo.cli import tables

        getattr(tables, f"show_{name}")(translate)


_add_list("topics", "List the topics: those in ./lyrics, then those that came with mnemo.")
_add_list("styles", "List the styles.")
_add_list("voices", "List the voices, with licence and credit.")
_add_list("formats", "List the formats: what --with and --only may name.")


@mnemo.command(
    help="Show the cache of what songs share from run to run: where it is, its size, its limit.",
    examples={"mnemo cache": "look at it", "mnemo cache --clear": "remove what is stored; the next song takes longer"},
)
@click.option("--clear", is_flag=True, help="Remove what is stored.")
@click.pass_obj
def cache(translate: Messages, clear: bool) -> None:
    from mnemo.cli.tables import clear_cache, show_cache

    clear_cache(translate) if clear else show_cache(translate)


@mnemo.command(
    help="List the kinds of fact: what each proves, its arguments, an example.",
    examples={"mnemo kinds": "all of them", "mnemo kinds gates": "one in full"},
)
@click.argument("kind", required=False)
@click.pass_obj
def kinds(translate: Messages, kind: str | None) -> None:
    from mnemo.cli.tables import show_kind, show_kinds

    show_kinds(translate) if kind is None else show_kind(translate, kind)


@mnemo.command(
    help="Play a song in the terminal, with the line and the mora being sung. Ctrl-C stops.",
    examples={
        "mnemo play lstm-gru": "the whole song",
        "mnemo play lstm-gru --loop chorus --times 3": "the first chorus three times",
        "mnemo play lstm-gru --loop 5-8 --speed 0.8": "lines 5 to 8, slower, until you stop it",
    },
)
@click.argument("topic")
@click.option("--loop", metavar="WHAT", help='Repeat a line, lines or a section: 5, 5-8, chorus, "verse 2".')
@click.option("--times", type=Number(int, 1, 1000), metavar="N", help="How often; with --loop until you stop it.")
@click.option("--speed", type=Number(float, 0.5, 2), default=1.0, metavar="X", help="Speed, at the same pitch (1).")
@click.option("--karaoke", is_flag=True, help="Without the lead voice.")
@click.option("--silent", is_flag=True, help="Only the words, in time.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), metavar="FOLDER", help="Where songs are (output)."
)
@click.pass_obj
def play(translate: Messages, /, topic: str, out: Path, **how: Any) -> None:
    from mnemo.cli.karaoke import play_song

    play_song(translate, out, topic, **how)


@mnemo.command(
    help="Let a recogniser (Whisper) listen to a song: what it hears of each line, by the voice alone and in the mix, "
    "and which words do not come across.",
    examples={
        "mnemo hear lstm-gru": "the song in output/lstm-gru/",
        "mnemo hear lstm-gru --in noise": "on a train, too",
        "mnemo hear lstm-gru --json": "for other programs",
    },
)
@click.argument("topic")
@click.option("--in", "place", metavar="PLACE", help='"noise": in pink noise as loud as the mix, too.')
@click.option("--model", metavar="NAME", help="A model of faster-whisper, or the folder of one (base).")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("output"), metavar="FOLDER", help="Where songs are (output)."
)
@click.pass_obj
def hear(translate: Messages, /, topic: str, out: Path, **how: Any) -> None:
    from mnemo.cli.hearing import hear_song

    hear_song(translate, out, topic, **how)


@mnemo.command(
    help="True or false? Questions from the facts and from their refuted twins.",
    examples={"mnemo quiz lstm-gru": "all of them", "mnemo quiz lstm-gru --count 10": "ten of them"},
)
@click.argument("topic")
@click.option("--count", type=Number(int, 1, 1000), metavar="N", help="How many questions.")
@click.option("--seed", type=Number(int, 0, MAX_SEED), metavar="N", help="Another seed, another order.")
@click.pass_obj
def quiz(translate: Messages, topic: str, count: int | None, seed: int | None) -> None:
    from mnemo.cli.quiz import ask, draw_questions

    ask(translate, draw_questions(_prove(translate, topic), seed, count))


def _refuse_namesakes(paths: Sequence[Path]) -> None:
    """Refuse two songs of one name, which would be one folder of the album."""
    seen: dict[str, Path] = {}
    for path in paths:
        earlier = seen.setdefault(unicodedata.normalize("NFC", path.stem).casefold(), path)
        if earlier is not path:
            template = "{path} and {other} would be songs of one name; rename a file, or leave one out"
            raise ArgumentError(template, path=earlier.as_posix(), other=path.as_posix())


def _prove(translate: Messages, topic: str) -> Any:
    from mnemo.cli.progress import show_stages

    path = find_topic(topic)
    with show_stages(translate) as report:
        facts = read_topic(path)
        report("proof")
        from mnemo.proof import prove

        proven = prove(facts)
    _trim_cache()
    return proven


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 done, 2 the user's input, 1 the machine, 130 Ctrl-C."""
    code: int | None = None  # not known yet
    if arguments is None:
        skip_teardown(lambda: code)
    open_streams()
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")  # stopped workers are tidied up without a word
    tune_allocator()
    translate = Messages()
    try:
        catch_stops(TERMINATED)
        words, language = take_language(list(sys.argv[1:] if arguments is None else arguments))
        translate = load_messages()  # in which an unknown --lang is refused
        translate = load_messages(language)
        mnemo.main(words, prog_name="mnemo", standalone_mode=False, obj=translate)
        sys.stdout.flush()
        code = 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that closing stdout is quiet
        code = 1
    except (KeyboardInterrupt, click.Abort):
        code = _complain(translate, MnemoError("stopped; no half-written song is left behind"), INTERRUPTED)
    except click.UsageError as e:
        code = _complain(translate, translate_complaint(e))
    except MnemoError as e:
        code = _complain(translate, e)
    except OSError as e:
        what = f"{e.filename}: {e.strerror}" if e.filename else str(e)
        code = _complain(translate, MnemoError("the system refused: {reason}", reason=what))
    except Exception as e:
        if "MNEMO_TRACEBACK" in os.environ:
            raise
        template = "a fault of mnemo itself ({kind}: {reason}); MNEMO_TRACEBACK=1 shows where"
        code = _complain(translate, MnemoError(template, kind=type(e).__name__, reason=e), INTERNAL)
    sys.exit(code)


def _complain(translate: Messages, error: MnemoError, code: int | None = None) -> int:
    from mnemo.cli.inspect import complain

    complain(translate, error)
    return error.exit_code if code is None else code
