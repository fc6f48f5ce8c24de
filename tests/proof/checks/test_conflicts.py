from __future__ import annotations

from mnemo.proof.cells import LSTM
from tests.proof.claiming import holds, with_cell


def test_each_conflict_has_its_gate() -> None:
    gates = ("入力ゲート", "出力ゲート", "忘却ゲート")
    assert [g for g in gates if holds("conflict", "入力重み衝突", g)] == ["入力ゲート"]
    assert [g for g in gates if holds("conflict", "出力重み衝突", g)] == ["出力ゲート"]


def test_peepholes_show_the_cec_and_nothing_else_new() -> None:
    assert [s for s in ("CEC", "隠れ状態", "入力") if holds("peephole", "覗き穴結合", s)] == ["CEC"]
    assert not holds("peephole", "覗き穴結合", "CEC", with_cell("覗き穴結合", LSTM()))
