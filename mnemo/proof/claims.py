"""What a kind of fact is made of: the values it allows, the claim that it tests, the finding that it makes.

A check is a function `(claim, lab) -> Finding`, made into a `Kind` by the decorator `kind`. The same check runs for the
stated value and for each of its twins; it never learns which is which.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from mnemo.errors import Message, Translated
from mnemo.model import Grade, Plot, Value
from mnemo.plain import format_number, show_written

if TYPE_CHECKING:
    from mnemo.proof.lab import Lab

Numbers = Mapping[str, Any]


# --- the values that a kind allows --------------------------------------------------------------------------


class Domain(ABC):
    """The values that a key may have."""

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What is allowed, for a message: 'one of x, y'."""

    @abstractmethod
    def __contains__(self, value: object) -> bool: ...

    def others(self, value: Value) -> tuple[Value, ...]:
        """Return false twins of a value that a fact does not state itself."""
        return ()


@dataclass(frozen=True)
class Choice(Domain):
    """One of the terms that a check knows."""

    terms: tuple[str, ...]

    @property
    def wanted(self) -> str:
        return Message("one of {terms}", terms=", ".join(self.terms))

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and value in self.terms

    def others(self, value: Value) -> tuple[Value, ...]:
        return tuple(term for term in self.terms if term != value)[:3]


@dataclass(frozen=True)
class Number(Domain):
    """A number between two bounds."""

    low: float
    high: float
    whole: bool = False

    @property
    def wanted(self) -> str:
        if self.whole:
            return Message("a whole number between {low} and {high}", low=f"{self.low:g}", high=f"{self.high:g}")
        return Message("a number between {low} and {high}", low=f"{self.low:g}", high=f"{self.high:g}")

    def __contains__(self, value: object) -> bool:
        right = isinstance(value, int if self.whole else int | float) and not isinstance(value, bool)
        return right and self.low <= value <= self.high  # type: ignore[operator]

    def others(self, value: Value) -> tuple[Value, ...]:
        assert isinstance(value, int | float)
        return tuple(v for v in (value + 1, value - 1, 2 * value) if v in self and v != value)[:2]


@dataclass(frozen=True)
class Listed(Domain):
    """A list of `least` to `most` different items."""

    item: Domain
    least: int
    most: int

    @property
    def wanted(self) -> str:
        template = "a list of {least} to {most} different items, each {item}"
        return Message(template, least=self.least, most=self.most, item=self.item.wanted)

    def __contains__(self, value: object) -> bool:
        return (
            isinstance(value, tuple)
            and self.least <= len(value) <= self.most
            and all(v in self.item for v in value)
            and len(set(value)) == len(value)
        )


@dataclass(frozen=True)
class Text(Domain):
    """Any text of bounded length."""

    most: int = 400

    @property
    def wanted(self) -> str:
        return Message("a text of at most {most} characters", most=self.most)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and len(value) <= self.most


@dataclass(frozen=True)
class Name(Domain):
    """A text, or a number that names something, like a year."""

    @property
    def wanted(self) -> str:
        return Message("a text or a whole number")

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str | int) and not isinstance(value, bool)


@dataclass(frozen=True)
class NamedNumbers(Domain):
    """A table of numbers: { n = 3, m = 0.5 }, which a topic holds as pairs."""

    most: int = 16

    @property
    def wanted(self) -> str:
        return Message("a table of numbers, like {example}", example="{ n = 3 }")

    def __contains__(self, value: object) -> bool:
        return isinstance(value, tuple) and len(value) <= self.most and all(_is_pair(pair) for pair in value)


def _is_pair(pair: object) -> bool:
    if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
        return False
    return isinstance(pair[1], int | float) and not isinstance(pair[1], bool)


# --- claim, finding, kind -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """A statement to be tested: a fact's, or a false twin's. Only checks by source look at the last two."""

    of: str
    value: Value
    args: Mapping[str, Value]
    stated: Value  # the value of the fact
    source: str


@dataclass(frozen=True)
class Finding:
    """What an experiment found about a claim. Texts are Japanese, they are printed and shown to learners."""

    holds: bool
    experiment: str  # what was done
    measured: str  # what came out, with numbers; for a twin this is the counterexample
    expected: str  # what the claim demands
    tolerance: float | None = None
    seed: int | None = None
    numbers: Numbers = field(default_factory=dict)  # JSON-ready
    plot: Plot | None = None


Check = Callable[[Claim, "Lab"], Finding]


@dataclass(frozen=True)
class Arg:
    """An argument of a kind: a key of its facts. Without a default it must be stated."""

    domain: Domain
    doc: Translated | str
    default: Value | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of fact: what it may say, and the check that decides it."""

    name: str
    doc: Translated
    value: Domain
    of: Domain
    args: Mapping[str, Arg]
    example: str  # TOML of one fact, without [[fact]] and id
    grade: Grade
    check: Check
    several: bool = False  # one question may have several true answers: causes, uses, members
    needs_twins: bool = True


def kind(
    name: str,
    *,
    of: Domain,
    value: Domain,
    example: str,
    args: Mapping[str, Arg] | None = None,
    grade: Grade = Grade.PROVEN,
    several: bool = False,
    needs_twins: bool = True,
    ja: str = "",
) -> Callable[[Check], Kind]:
    """Make a check a kind of fact. The check's docstring is what `mnemo kinds` prints, in Japanese `ja`."""

    def made(check: Check) -> Kind:
        doc = Translated(cleandoc(check.__doc__ or ""), **({"ja": _unwrap(cleandoc(ja))} if ja else {}))
        return Kind(name, doc, value, of, args or {}, cleandoc(example), grade, check, several, needs_twins)

    return made


def _unwrap(japanese: str) -> str:
    """Return the paragraphs as one line each; Japanese has no space where the source begins a new line."""
    return "\n\n".join(paragraph.replace("\n", "") for paragraph in japanese.split("\n\n"))


def format_value(value: Value) -> str:
    """Return a value as the Japanese texts print it."""
    if isinstance(value, tuple):
        return "・".join(format_value(v) for v in value)
    return (
        format_number(float(f"{value:g}")).removesuffix(".0") if isinstance(value, float) else str(show_written(value))
    )
