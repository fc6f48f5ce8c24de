"""Numerical truth: facts are checked against cells; knows no music.

prove(topic) -> Proven      every fact with its evidence, every twin refuted; or one clear error
kinds() -> tuple[Kind]      what facts can be about, for `mnemo kinds`
certificate                 the evidence as rows, as an explanation, and as the document of proof.json
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnemo.errors import Faults
    from mnemo.model import Proven, Topic
    from mnemo.proof.claims import Kind


def prove(topic: Topic, faults: Faults | None = None) -> Proven:
    """Return every fact of a topic with its evidence. Raises TopicError or ProofError with file:line, or notes them."""
    from mnemo.proof.verify import prove as proved  # numpy is not loaded for `mnemo --help`

    return proved(topic, faults)


def kinds() -> tuple[Kind, ...]:
    """Return every kind of fact, by name: name, doc, args, example, grade."""
    from mnemo.proof.checks import find_kinds

    return tuple(find_kinds()[name] for name in sorted(find_kinds()))
