"""From a topic to proven facts: what fails, where it says so, what is kept."""

from __future__ import annotations

import contextlib
import json
import time
from itertools import product
from pathlib import Path

import pytest

import mnemo
from mnemo.errors import InputError, ProofError, TopicError
from mnemo.model import Grade, Topic
from mnemo.proof import prove
from mnemo.proof.checks import find_kinds
from mnemo.proof.claims import Domain
from mnemo.proof.stored import SPACE, digest_code
from mnemo.runtime import cache
from mnemo.topic import read_topic

GOOD = """\
title = "歌"

[[fact]]
id = "gates"
kind = "gate-count"
of = "LSTM"
value = 3
twins = [2, 4]
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def topic(tmp_path: Path, text: str) -> Topic:
    path = tmp_path / "song.toml"
    path.write_text(text, "utf-8")
    return read_topic(path)


def test_a_true_fact_is_proven_with_its_evidence(tmp_path: Path) -> None:
    proven = prove(topic(tmp_path, GOOD))
    (fact,) = proven.facts
    assert fact.evidence.grade is Grade.PROVEN
    assert fact.evidence.measured.startswith("LSTMのゲートは3個")
    assert [twin.value for twin in fact.evidence.refuted] == [2, 4]
    assert proven.versions["mnemo"] == mnemo.__version__
    assert set(proven.versions) == {"python", "numpy", "mnemo"}


def test_a_false_fact_stops_with_its_line_and_both_values(tmp_path: Path) -> None:
    with pytest.raises(ProofError) as caught:
        prove(topic(tmp_path, GOOD.replace("value = 3", "value = 5")))
    assert caught.value.place is not None
    assert caught.value.place.line == 7
    assert "stated 5" in str(caught.value)
    assert "ゲートは3個" in str(caught.value)


def test_a_true_twin_is_an_error_at_the_twins(tmp_path: Path) -> None:
    text = GOOD.replace('"gate-count"', '"ratio"').replace('of = "LSTM"', 'of = "GRU"\nthan = "LSTM"')
    with pytest.raises(ProofError, match="twin 6・8") as caught:
        prove(topic(tmp_path, text.replace("value = 3", "value = [3, 4]").replace("[2, 4]", "[[6, 8]]")))
    assert caught.value.place is not None
    assert caught.value.place.line == 9


# What is changed in GOOD -> (the line, what the message says)
SLIPS = {
    ('"gate-count"', '"gate-cuont"'): (5, "did you mean gate-count"),
    ('"LSTM"', '"LSTN"'): (6, "one of RNN, LSTM, GRU"),
    ("value = 3", 'value = "3"'): (7, "whole number between 0 and 10"),
    ("value = 3", "value = 3.5"): (7, "whole number"),
    ("value = 3", "value = true"): (7, "whole number"),
    ("value = 3", "value = 999999999999999"): (7, "between 0 and 10"),
    ("value = 3", "value = [3]"): (7, "whole number"),
    ("[2, 4]", "[2, 3]"): (8, "must differ from the value"),
    ("[2, 4]", '["two"]'): (8, "must differ from the value"),
    ("twins =", "twin ="): (8, "no key of the kind gate-count"),
    ("of =", "size = 3\nof ="): (6, "known: "),
    ('"gate-count"', '"role"'): (3, "needs the key action"),
}


@pytest.mark.parametrize(("change", "expected"), SLIPS.items(), ids=lambda x: str(x)[:40])
def test_each_slip_gives_its_line_and_what_would_be_right(
    tmp_path: Path, change: tuple[str, str], expected: tuple[int, str]
) -> None:
    text = GOOD.replace(*change).replace(
        "value = 3\n", 'value = "三"\n' if "definition" in change[1] else "value = 3\n"
    )
    with pytest.raises(TopicError) as caught:
        prove(topic(tmp_path, text.replace("[2, 4]", '["二"]') if "definition" in change[1] else text))
    assert caught.value.place is not None
    assert caught.value.place.line == expected[0]
    assert expected[1] in str(caught.value)


def test_what_no_number_decides_needs_its_source(tmp_path: Path) -> None:
    text = 'title = "歌"\n[[fact]]\nid = "x"\nkind = "definition"\nof = "意味"\nvalue = "語"\ntwins = ["別の語"]\n'
    with pytest.raises(TopicError, match="source"):
        prove(topic(tmp_path, text + 'source = " "\n'))
    (fact,) = prove(topic(tmp_path, text + 'source = "somebody 1997"\n')).facts
    assert fact.evidence.grade is Grade.CITED
    assert fact.evidence.refuted[0].by_source


def test_twins_are_derived_where_none_are_stated(tmp_path: Path) -> None:
    (fact,) = prove(topic(tmp_path, GOOD.replace("twins = [2, 4]\n", ""))).facts
    assert [twin.value for twin in fact.evidence.refuted] == [4, 2]


def test_results_are_kept_and_found_again(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prove(topic(tmp_path, GOOD))
    monkeypatch.setattr("mnemo.proof.verify.examine", None)  # would fail if called
    assert prove(topic(tmp_path, GOOD)) == first


def test_a_corrupted_cache_is_made_again(tmp_path: Path, own_cache: Path) -> None:
    first = prove(topic(tmp_path, GOOD))
    (entry,) = [path for path in (own_cache / SPACE).rglob("*") if path.is_file()]
    good = entry.read_bytes()
    for bad in (b"", b"rubbish", good[:-1], good[:40] + b"\0" + good[41:]):
        entry.write_bytes(bad)
        assert prove(topic(tmp_path, GOOD)) == first
        assert entry.read_bytes() == good


def test_an_entry_of_another_sort_is_not_believed(tmp_path: Path, own_cache: Path) -> None:
    first = prove(topic(tmp_path, GOOD))
    (entry,) = [path for path in (own_cache / SPACE).rglob("*") if path.is_file()]
    cache.write(SPACE, entry.name, "proven, trust me")
    assert prove(topic(tmp_path, GOOD)) == first


@pytest.mark.parametrize("change", [("value = 3", "value = 5"), ("[2, 4]", "[3.5]"), ('"LSTM"', '"GRU"')], ids=str)
def test_a_kept_result_does_not_hide_a_change(tmp_path: Path, change: tuple[str, str]) -> None:
    prove(topic(tmp_path, GOOD))
    with pytest.raises(InputError):
        prove(topic(tmp_path, GOOD.replace(*change)))


def test_words_around_a_fact_do_not_prove_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prove(topic(tmp_path, GOOD))
    monkeypatch.setattr("mnemo.proof.verify.examine", None)
    (fact,) = prove(topic(tmp_path, GOOD + 'why = "words"\nhook = true\n')).facts
    assert fact.evidence == first.facts[0].evidence


def test_the_code_is_in_the_key() -> None:
    """Every module of the package counts, the checks too."""
    modules = {path.name for path in (Path(mnemo.__file__).parent / "proof").rglob("*.py")}
    assert {"lab.py", "lstm.py", "gates.py", "verify.py"} <= modules
    assert len(digest_code()) == 64


def test_every_fact_is_looked_at_before_any_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mnemo.proof.verify.examine", None)
    second = GOOD.partition("\n\n")[2].replace('"gates"', '"more"').replace("value = 3", 'value = "many"')
    with pytest.raises(TopicError):
        prove(topic(tmp_path, GOOD + "\n" + second))


HOSTILE = {
    "huge power": 'expression = "10**10**10"',
    "tower": 'expression = "9**9**9**9**9"',
    "deep": f'expression = "{"(" * 190}1{")" * 190}"',
    "long": f'expression = "{"9" * 399}"',
    "python": "expression = \"__import__('os').system('true')\"",
    "many numbers": 'expression = "1"\nnumbers = { ' + ", ".join(f"n{i} = {i}" for i in range(30)) + " }",
    "nested numbers": 'expression = "1"\nnumbers = { n = { m = 1 } }',
    "text numbers": 'expression = "n"\nnumbers = { n = "1" }',
    "a list": "expression = [1, 2]",
    "digits": 'expression = "1"\ndigits = 1000000',
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_arithmetic_gives_one_line_at_once(tmp_path: Path, lines: str) -> None:
    text = f'title = "歌"\n[[fact]]\nid = "x"\nkind = "equation"\nof = "答え"\nvalue = 2\ntwins = [3]\n{lines}\n'
    begun = time.process_time()
    with pytest.raises(InputError) as caught:
        prove(topic(tmp_path, text))
    assert time.process_time() - begun < 2.0
    assert caught.value.place is not None
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 800


def test_every_kind_takes_any_claim_it_allows(tmp_path: Path) -> None:
    """Every combination of allowed terms is true or false, never a traceback. Kinds that train have their own tests."""
    for kind in find_kinds().values():
        if kind.name in ("learning", "remedy"):
            continue
        subjects, values = getattr(kind.of, "terms", ("何か",)), getattr(kind.value, "terms", (0, 1))
        args = {key: _allowed(arg.domain) for key, arg in kind.args.items() if arg.default is None}
        for of, value in product(subjects, values):
            keys = {"id": "x", "kind": kind.name, "source": "s", "of": of, "value": value, **args}
            lines = [f"{key} = {json.dumps(said, ensure_ascii=False)}" for key, said in keys.items()]
            with contextlib.suppress(InputError):
                prove(topic(tmp_path, 'title = "歌"\n[[fact]]\n' + "\n".join(lines)))


def _allowed(domain: Domain) -> str:
    return str(getattr(domain, "terms", ("1",))[0])
