from __future__ import annotations

from mnemo.proof.checks import registry
from mnemo.proof.claims import Claim
from tests.proof.claiming import LAB


def test_the_source_decides() -> None:
    cited = registry()["cited"]
    args = {"what": "発表された年"}
    right = cited.check(Claim("LSTM", 1997, args, 1997, "Hochreiter 1997"), LAB)
    wrong = cited.check(Claim("LSTM", 2014, args, 1997, "Hochreiter 1997"), LAB)
    assert right.holds
    assert not wrong.holds
    assert "Hochreiter 1997" in right.experiment
    assert wrong.measured == "出典では、LSTMの発表された年は1997"


def test_a_definition_pairs_a_meaning_with_a_term() -> None:
    definition = registry()["definition"]
    claim = Claim("情報を選択する仕組み", "プーリング", {}, "ゲート機構", "a source")
    finding = definition.check(claim, LAB)
    assert not finding.holds
    assert finding.measured.endswith("表す用語はゲート機構")
