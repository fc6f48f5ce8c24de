"""What no number can decide: names, years, definitions. Graded cited, refuted by the source alone."""

from __future__ import annotations

from mnemo.model import Grade
from mnemo.proof.claims import Arg, Claim, Finding, Name, Text, kind, shown
from mnemo.proof.lab import Lab


def _by_source(claim: Claim, about: str) -> Finding:
    return Finding(
        holds=claim.value == claim.stated,
        experiment=f"数値では決められないので、出典による：{claim.source}",
        measured=f"出典では、{about}は{shown(claim.stated)}",
        expected=f"{about}は{shown(claim.value)}",
    )


@kind(
    "cited",
    of=Text(80),
    value=Name(),
    args={"what": Arg(Text(40), "what is said of it: 正式名称, 発表された年")},
    grade=Grade.CITED,
    example="""
        kind = "cited"
        of = "LSTM"
        what = "発表された年"
        value = 1997
        twins = [2014]
        source = "Hochreiter & Schmidhuber 1997"
    """,
)
def cited(claim: Claim, lab: Lab) -> Finding:
    """A name, a date or the like, which rests on its source; its twins are false by the same source."""
    return _by_source(claim, f"{claim.of}の{shown(claim.args['what'])}")


@kind(
    "definition",
    of=Text(80),
    value=Text(60),
    grade=Grade.CITED,
    example="""
        kind = "definition"
        of = "情報を通すかどうかを選択する仕組み"
        value = "ゲート機構"
        twins = ["プーリング"]
        source = "Hochreiter & Schmidhuber 1997"
    """,
)
def definition(claim: Claim, lab: Lab) -> Finding:
    """A term and its meaning: `of` is the meaning, `value` the term. Rests on its source."""
    return _by_source(claim, f"「{claim.of}」を表す用語")
