"""Facts that arithmetic decides: an output size, a number of parameters, an F-measure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.arithmetic import ExpressionError, evaluate, to_fraction
from mnemo.proof.claims import Arg, Claim, Finding, NamedNumbers, Number, Text, format_value, kind
from mnemo.proof.lab import Lab

READABLE = 10**15  # larger whole numbers are printed with an exponent
SAME = Fraction(1, 10**9)  # relative: what floats lose in sqrt, exp and logs


@kind(
    "equation",
    of=Text(80),
    value=Number(-1e15, 1e15),
    args={
        "expression": Arg(
            Text(400),
            Translated(
                "the arithmetic: + - * / // % **, ( ), abs ceil exp floor log log2 max min round sqrt",
                ja="式：+ - * / // % **、( )、abs ceil exp floor log log2 max min round sqrt",
            ),
        ),
        "numbers": Arg(
            NamedNumbers(), Translated("the numbers that its names stand for", ja="式の中の名前が表す数"), ()
        ),
        "unit": Arg(Text(20), Translated("the unit of the answer, said after it", ja="答えの後に言う単位"), ""),
        "digits": Arg(
            Number(0, 9, whole=True),
            Translated("to how many decimals the value is stated", ja="値を小数第何位まで書いたか"),
            9,
        ),
    },
    grade=Grade.COMPUTED,
    example="""
        kind = "equation"
        of = "32×32の画像に5×5のフィルタをかけた出力の幅"
        value = 28
        unit = "画素"
        expression = "(size + 2 * padding - kernel) / stride + 1"
        numbers = { size = 32, padding = 0, kernel = 5, stride = 1 }
        twins = [27, 32]
    """,
    ja="""
        ほかの数から計算で決まる数。式を正確に計算し、値と比べる。

        `digits` は、値を小数第何位まで書いたか。3分の2を0.667と書くなら digits = 3。
    """,
)
def equation(claim: Claim, lab: Lab) -> Finding:
    """A number that follows by arithmetic from others. The expression is computed exactly and compared with the value.

    `digits` says to how many decimals the value is stated: 0.667 with digits = 3 for two thirds.
    """
    text, digits, unit = format_value(claim.args["expression"]), claim.args["digits"], format_value(claim.args["unit"])
    numbers: dict[str, Any] = dict(claim.args["numbers"])  # type: ignore[arg-type]
    stated = claim.value
    assert isinstance(digits, int)
    assert isinstance(stated, int | float)
    names = {name: to_fraction(number) for name, number in numbers.items()}
    try:
        found = evaluate(text, names)
    except ExpressionError as fault:
        return Finding(False, f"{text} を計算した", f"計算できない：{fault}", f"{format_value(stated)}{unit}")
    room = max(Fraction(1, 2 * 10**digits) if digits < 9 else Fraction(0), SAME * abs(found))
    answer = format_value(
        int(found) if found.denominator == 1 and abs(found) < READABLE else round(float(found), digits)
    )
    given = "、".join(f"{name}＝{format_value(number)}" for name, number in numbers.items())
    return Finding(
        holds=abs(found - to_fraction(stated)) <= room,
        experiment=f"{text} を計算した" + (f"（{given}）" if given else ""),
        measured=f"計算すると{answer}{unit}",
        expected=f"{format_value(stated)}{unit}",
        tolerance=float(room),
        numbers={"value": answer, "expression": text},
    )
