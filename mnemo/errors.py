"""What can go wrong, as one tree. The command line prints one line and exits with `exit_code`.

    MnemoError
    ├── InputError            exit 2: something the user wrote
    │   ├── TopicError        a fact file
    │   ├── StyleError        a style file
    │   ├── TemplateError     a lyric template
    │   ├── ReadingError      a word that nobody can read for certain (MissingReadings: all of a topic)
    │   ├── ProofError        a fact that is false, or a twin that is true
    │   ├── CombinedError     all that is wrong with one file
    │   └── ArgumentError     a command-line argument
    ├── MissingPartError      exit 2: an optional part is not installed or not running; says how to get it
    └── WriteError            exit 1: the disk or the folder refused

`Faults` gathers the errors of one file, so that a user sees all of them in one run; `CombinedError` carries them.

The message is an English template with {named} values; `mnemo/cli/locale/<language>.toml` translates the template, so
the place that raises reads plainly and a test can see that every template has its translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mnemo.model import Place


class Message(str):
    """A translatable text that is handed on before it is shown: a hint inside an error, the name of a stage.

    Reads as English; `mnemo.cli.messages` says it in the user's language. `Message("did you mean {word}?", word=word)`.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Message:
        message = super().__new__(cls, template.format(**values))
        message.template, message.values = template, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), self.values


class Translated(str):
    """A text that carries its translations: what a voice, a style, a kind or a format says of itself.

    Reads as English. `Translated("a plain tone", ja="一つの音")`; where a language is missing, English is shown.
    """

    translations: dict[str, str]

    def __new__(cls, english: str, **translations: str) -> Translated:
        text = super().__new__(cls, english)
        text.translations = translations
        return text

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        return (str(self),), self.translations


class MnemoError(Exception):
    exit_code = 1

    def __init__(self, template: str, *, place: Place | None = None, **values: Any) -> None:
        self.template, self.place, self.values = template, place, values
        super().__init__(template, values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle every argument, so that errors cross processes whole."""
        return _again, (type(self), self.template, self.place, self.values)

    def text(self, template: str | None = None) -> str:
        """Return the message, in English or in a translated template."""
        where = f"{self.place}: " if self.place else ""
        return where + (template or self.template).format(**self.values)

    def __str__(self) -> str:
        return self.text()


def _again(cls: type[MnemoError], template: str, place: Place | None, values: dict[str, Any]) -> MnemoError:
    return cls(template, place=place, **values)


class InputError(MnemoError):
    exit_code = 2


class TopicError(InputError):
    pass


class StyleError(InputError):
    pass


class TemplateError(InputError):
    pass


class ReadingError(InputError):
    pass


class ProofError(InputError):
    pass


class ArgumentError(InputError):
    pass


class MissingReadings(ReadingError):  # noqa: N818 - named by what it holds
    """The words of a topic that nobody can read for certain. `rows`: lines of TOML to paste under [readings]."""

    def __init__(self, path: str, words: Mapping[str, tuple[str, Place]]) -> None:
        template = "{count} words have no certain reading; put these lines under [readings] and mend them by ear:"
        first = min(place.line for _, place in words.values())
        super().__init__("{what}", place=Place(path, first), what=Message(template, count=len(words)))
        self.words = dict(words)

    @property
    def rows(self) -> list[str]:
        return [f'"{_quoted(word)}" = "{reading}"  # {place}' for word, (reading, place) in self.words.items()]

    def __reduce__(self) -> tuple[Any, ...]:
        return MissingReadings, (self.place.path if self.place else "", self.words)

    def text(self, template: str | None = None) -> str:
        return "\n".join([super().text(template), *self.rows])


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


class CombinedError(InputError):
    """All that is wrong with one file: `errors`, each with its own place, in the order of their lines."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__("{count} errors", count=len(errors))
        self.errors = tuple(sorted(errors, key=lambda e: e.place.line if e.place else 0))

    def __reduce__(self) -> tuple[Any, ...]:
        return CombinedError, (self.errors,)

    def text(self, template: str | None = None) -> str:
        return "\n".join(error.text() for error in self.errors)


class Faults:
    """The errors of one file, gathered while what can be read is read.

    `with faults.noted(): ...` notes an InputError and goes on after the block; `settle` raises what was noted.
    """

    def __init__(self) -> None:
        self.errors: list[InputError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        try:
            yield
        except CombinedError as several:
            self.errors += several.errors
        except InputError as error:
            self.errors.append(error)

    def settle(self) -> None:
        """Raise the one error that was noted, or all of them as CombinedError."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise CombinedError(self.errors)


class MissingPartError(MnemoError):
    exit_code = 2


class WriteError(MnemoError):
    exit_code = 1
