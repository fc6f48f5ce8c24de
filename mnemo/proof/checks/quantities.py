"""When something was and how much something is, where only a source can say. For any subject."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.checks.cited import judge_by_source
from mnemo.proof.claims import Arg, Claim, Finding, Name, Number, Text, format_value, kind
from mnemo.proof.lab import Lab


@kind(
    "date",
    of=Text(80),
    value=Name(),
    grade=Grade.CITED,
    example="""
        kind = "date"
        of = "ダートマス会議"
        value = 1956
        twins = [1966, 1946]
        source = "McCarthy et al. 1955"
    """,
    ja="いつのことか：整数なら年、文字なら日付（5月3日）や時代。出典による。",
)
def date(claim: Claim, lab: Lab) -> Finding:
    """When something was: a whole number is a year, a text is a date (5月3日) or a period. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}の時")


@kind(
    "number",
    of=Text(80),
    value=Number(-1e15, 1e15),
    args={
        "unit": Arg(
            Text(20), Translated("the unit, said after the number: 個, 度, %", ja="数の後に言う単位：個、度、%"), ""
        )
    },
    grade=Grade.CITED,
    example="""
        kind = "number"
        of = "富士山の高さ"
        value = 3776
        unit = "メートル"
        twins = [3976, 3192]
        source = "国土地理院"
    """,
    ja="出典だけが示せる数と単位。計算で決まるものは equation で。",
)
def number(claim: Claim, lab: Lab) -> Finding:
    """A number that only a source can give, with its unit. What arithmetic decides is of the kind `equation`."""
    return judge_by_source(
        claim, f"{claim.of}の数（{format_value(claim.args['unit'])}）" if claim.args["unit"] else claim.of
    )
