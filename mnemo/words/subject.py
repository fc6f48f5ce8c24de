"""The subject rule: a listener must know what a line speaks of.

A fact's wording names its subject, or needs the line before it, of the same group and with no chorus between: that line
names the subject, or has the same subject and is itself clear. After a wording that ends in another fact's subject
(LSTMは…) the next one must name its own. The fact's template says what a subject is and how it may be called
(`templates.list_subjects`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_TOPIC_PARTICLES = "[はがも]"
_WORDS = re.compile(r"[一-龯々]{2,}|[ァ-ヴー]{2,}|[A-Za-z][A-Za-z0-9]+")
_PHRASE = 3  # words of a phrase that may be named by some of them


@dataclass(frozen=True)
class Speech:
    """One wording of one fact, as the subject rule sees it. `forms`: how its subject may be called, if it has one."""

    text: str
    forms: tuple[str, ...]
    group: str
    changes_subject: bool = False  # it speaks of another fact's subject

    @cached_property
    def names(self) -> bool:
        """Whether it names what it speaks of."""
        return not self.forms or any(_names_thing(form, self.text) for form in self.forms)


def _names_thing(form: str, text: str) -> bool:
    """Tell whether a text names a thing: in this form, or, for a long phrase, by half of its words (1次元のLSTM)."""
    if form in text:
        return True
    words = set(_WORDS.findall(form))
    return len(words) >= _PHRASE and sum(word in text for word in words) * 2 >= len(words)


def changes_subject(last: str, forms: Sequence[str], others: Iterable[str]) -> bool:
    """Tell whether a wording ends in a line that speaks of another subject (分類はカテゴリ) and not of its own."""
    if any(_names_thing(form, last) for form in forms):
        return False
    return any(re.search(re.escape(other) + _TOPIC_PARTICLES, last) for other in others)


def is_clear(before: Speech | None, was_clear: bool, speech: Speech) -> bool:
    """Tell whether a listener knows what a wording speaks of. `before`: what was sung just before it in its block."""
    return speech.names or needs_line_before(before, was_clear, speech)


def needs_line_before(before: Speech | None, was_clear: bool, speech: Speech) -> bool:
    """Tell whether a wording that does not name its subject is understood from the line before."""
    if speech.names or before is None or before.group != speech.group or before.changes_subject:
        return False
    if any(form in before.text for form in speech.forms):
        return True
    return was_clear and not set(before.forms).isdisjoint(speech.forms)
