"""Each wrong cell fails the fact that names it, what follows from that, and nothing else. `-s` prints the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo.errors import ProofError
from mnemo.model import Fact
from mnemo.proof.checks import find_kinds
from mnemo.proof.checks.learning import LONG, MODELS, SHORT, measure_scores
from mnemo.proof.lab import STANDARD, Lab
from mnemo.proof.verify import examine
from mnemo.topic import read_topic
from tests.proof.mutants import MUTANTS, Mutant

LYRICS = Path(__file__).resolve().parents[2] / "lyrics"
FACTS = [fact for name in ("lstm-gru", "lstm-gru-2") for fact in read_topic(LYRICS / f"{name}.toml").facts]

# Training is left out: it takes seconds a cell and is about every part of it at once. The rest of the facts that lean
# on it is measured as usual.
LEARNT = {(m, b.lag): (0.25 if (m, b) == ("RNN", LONG) else 1.0,) * 5 for m in MODELS for b in (SHORT, LONG)}


def failing(mutant: Mutant) -> dict[str, str]:
    """Fact id -> what was measured, of the facts that fail on a bench with the wrong cell."""
    lab = Lab({**STANDARD, mutant.model: mutant.cell}, {(measure_scores, (), ()): LEARNT})
    return {fact.id: reason for fact in FACTS if (reason := _reason(fact, lab))}


def _reason(fact: Fact, lab: Lab) -> str:
    try:
        examine(fact, find_kinds()[fact.kind], lab)
    except ProofError as error:
        return str(error.values["measured"])
    return ""


def test_the_right_cells_fail_nothing() -> None:
    assert failing(Mutant("none", "LSTM", STANDARD["LSTM"], ())) == {}


@pytest.mark.parametrize("seed", range(8))
def test_facts_do_not_hang_on_a_lucky_specimen(seed: int) -> None:
    lab = Lab(done={(measure_scores, (), ()): LEARNT}, seed=seed)
    assert [fact.id for fact in FACTS if _reason(fact, lab)] == []


def test_there_are_enough_mutants() -> None:
    assert len(MUTANTS) >= 25
    assert len({mutant.text for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.text)
def test_a_wrong_cell_fails_what_names_it_and_nothing_else(mutant: Mutant) -> None:
    found = failing(mutant)
    named = mutant.fails[0]
    print(f"\n{mutant.text:<34} {mutant.model:<6} {named:<16} {found.get(named, 'PROVEN')}")
    print(f"{'':<41} follows: {', '.join(mutant.fails[1:]) or '-'}")
    assert set(found) == set(mutant.fails)
