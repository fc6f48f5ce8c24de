from __future__ import annotations

from mnemo.proof.checks import find_kinds
from mnemo.proof.claims import Claim
from tests.proof.claiming import LAB, find


def test_the_source_decides() -> None:
    cited = find_kinds()["cited"]
    args = {"what": "発表された年"}
    right = cited.check(Claim("LSTM", 1997, args, 1997, "Hochreiter 1997"), LAB)
    wrong = cited.check(Claim("LSTM", 2014, args, 1997, "Hochreiter 1997"), LAB)
    assert right.holds
    assert not wrong.holds
    assert "Hochreiter 1997" in right.experiment
    assert wrong.measured == "出典では、LSTMの発表された年は1997"


def test_a_definition_pairs_a_meaning_with_a_term() -> None:
    definition = find_kinds()["definition"]
    claim = Claim("情報を選択する仕組み", "プーリング", {}, "ゲート機構", "a source")
    finding = definition.check(claim, LAB)
    assert not finding.holds
    assert finding.measured.endswith("表す用語はゲート機構")


def test_a_line_of_ones_own_rests_on_its_source() -> None:
    kind = find_kinds()["say"]
    args = {"before": "GRUのゲートは", "after": ""}
    assert kind.check(Claim("GRUのゲート", "2個", args, "2個", "Cho et al. 2014"), LAB).holds
    finding = kind.check(Claim("GRUのゲート", "3個", args, "2個", "Cho et al. 2014"), LAB)
    assert not finding.holds
    assert "2個" in finding.measured


def test_what_is_said_of_a_thing_may_be_left_out() -> None:
    assert find("cited", "フランスの首都", "パリ").expected == "フランスの首都はパリ"
