from __future__ import annotations

import pytest

from tests.proof.claiming import find, holds

F_MEASURE = "2 * precision * recall / (precision + recall)"
THIRDS = (("precision", 0.5), ("recall", 1))


def test_an_output_size() -> None:
    numbers = (("size", 32), ("padding", 0), ("kernel", 5), ("stride", 1))
    text = "(size + 2 * padding - kernel) / stride + 1"
    finding = find("equation", "出力の幅", 28, expression=text, numbers=numbers, unit="画素")
    assert finding.holds
    assert finding.measured == "計算すると28画素"
    assert not holds("equation", "出力の幅", 27, expression=text, numbers=numbers)


@pytest.mark.parametrize(("value", "digits", "right"), [(0.667, 3, True), (0.666, 3, False), (0.667, 9, False)])
def test_rounded_values_say_so(value: float, digits: int, right: bool) -> None:
    assert holds("equation", "F値", value, expression=F_MEASURE, numbers=THIRDS, digits=digits) is right


def test_decimals_are_exact() -> None:
    assert holds("equation", "和", 0.3, expression="0.1 + 0.2")
    assert not holds("equation", "和", 0.30000001, expression="0.1 + 0.2")


@pytest.mark.parametrize("expression", ["10**10**10", "1/0", "x", "(" * 100, "__import__('os')"])
def test_a_bad_expression_is_a_false_fact_not_a_crash(expression: str) -> None:
    finding = find("equation", "何か", 1, expression=expression)
    assert not finding.holds
    assert finding.measured.startswith("計算できない")
