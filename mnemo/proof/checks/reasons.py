"""Why things are: causes, purposes, and how two things differ. For any subject; graded cited."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.checks.cited import judge_by_source
from mnemo.proof.claims import Arg, Claim, Finding, Text, format_value, kind
from mnemo.proof.lab import Lab


@kind(
    "cause",
    of=Text(80),
    value=Text(80),
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "cause"
        of = "過学習"
        value = "訓練データの不足"
        twins = ["訓練データの過多"]
        source = "Goodfellow, Bengio & Courville 2016, ch. 5"
    """,
    ja="物事の原因：`of` が結果、`value` が原因。出典による。",
)
def cause(claim: Claim, lab: Lab) -> Finding:
    """What brings something about: `of` is the effect, `value` the cause. Rests on its source."""
    return judge_by_source(claim, f"「{claim.of}」の原因")


@kind(
    "purpose",
    of=Text(80),
    value=Text(80),
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "purpose"
        of = "正則化"
        value = "過学習を防ぐ"
        twins = ["学習を速くする"]
        source = "Goodfellow, Bengio & Courville 2016, ch. 7"
    """,
    ja="何のためか：`value` は動詞（過学習を防ぐ）か名詞。出典による。",
)
def purpose(claim: Claim, lab: Lab) -> Finding:
    """What something is done or used for: `value` is a verb with its objects, or a noun. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}の目的")


@kind(
    "contrast",
    of=Text(60),
    value=Text(60),
    args={
        "than": Arg(Text(60), Translated("the thing that it is contrasted with", ja="比べる相手")),
        "other": Arg(Text(60), Translated("what is true of that one", ja="比べる相手について言えること")),
    },
    grade=Grade.CITED,
    example="""
        kind = "contrast"
        of = "回帰"
        value = "数値を予測する"
        than = "分類"
        other = "カテゴリを予測する"
        twins = ["カテゴリを予測する"]
        source = "Bishop 2006"
    """,
    ja="二つのものの違い：`of` は `value`、`than` は `other`。出典による。",
)
def contrast(claim: Claim, lab: Lab) -> Finding:
    """How two things differ: `of` is `value`, `than` is `other`. Rests on its source."""
    return judge_by_source(
        claim, f"{format_value(claim.args['than'])}が{format_value(claim.args['other'])}のに対し、{claim.of}"
    )
