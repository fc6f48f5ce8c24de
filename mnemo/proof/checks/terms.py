"""What a thing is called, what it is, what it does, what it belongs to: for any subject. Graded cited."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.checks.cited import judge_by_source
from mnemo.proof.claims import Arg, Claim, Finding, Text, format_value, kind
from mnemo.proof.lab import Lab


@kind(
    "term",
    of=Text(80),
    value=Text(80),
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "term"
        of = "適合率"
        value = "陽性と予測した中の正解の割合"
        twins = ["本当の陽性から見つけた割合"]
        source = "Manning, Raghavan & Schütze 2008, ch. 8"
    """,
    ja="""
        用語とその意味：`of` が用語、`value` が問われる意味。出典による。

        意味から用語を問うのは definition。
    """,
)
def term(claim: Claim, lab: Lab) -> Finding:
    """A term and what it means: `of` is the term, `value` the meaning that is asked for. Rests on its source.

    The kind `definition` asks the other way round, from the meaning to the term.
    """
    return judge_by_source(claim, f"「{claim.of}」の意味")


@kind(
    "name",
    of=Text(80),
    value=Text(80),
    args={
        "what": Arg(
            Text(40),
            Translated(
                "what name it is: 正式名称, 英語名, 別名, 旧名", ja="どんな名前か：正式名称、英語名、別名、旧名"
            ),
            "正式名称",
        )
    },
    grade=Grade.CITED,
    example="""
        kind = "name"
        of = "GRU"
        what = "正式名称"
        value = "Gated Recurrent Unit"
        twins = ["General Recurrent Unit"]
        source = "Cho et al. 2014"
    """,
    ja="ほかの呼び名：正式名称、英語名、旧名。出典による。",
)
def name(claim: Claim, lab: Lab) -> Finding:
    """Another name of a thing: its full name, its English one, its older one. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}の{format_value(claim.args['what'])}")


@kind(
    "symbol",
    of=Text(80),
    value=Text(20),
    args={
        "what": Arg(
            Text(20),
            Translated(
                "what kind of sign it is: 元素記号, 単位の記号, 略号", ja="どんな記号か：元素記号、単位の記号、略号"
            ),
            "記号",
        )
    },
    grade=Grade.CITED,
    example="""
        kind = "symbol"
        of = "学習率"
        value = "η"
        twins = ["λ"]
        source = "Bishop 2006"
    """,
    ja="あるものを表す記号。出典による。",
)
def symbol(claim: Claim, lab: Lab) -> Finding:
    """The sign that stands for a thing. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}の{format_value(claim.args['what'])}")


@kind(
    "person",
    of=Text(80),
    value=Text(60),
    args={
        "did": Arg(
            Text(40),
            Translated(
                "what the person did, as a verb: 発見した, 提案した, 書いた",
                ja="何をしたか（動詞）：発見した、提案した、書いた",
            ),
        )
    },
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "person"
        of = "誤差逆伝播法"
        did = "広めた"
        value = "ラメルハート"
        twins = ["ローゼンブラット"]
        source = "Rumelhart, Hinton & Williams 1986"
    """,
    ja="誰がしたか：発明した、書いた、提案した。出典による。",
)
def person(claim: Claim, lab: Lab) -> Finding:
    """Who did something: invented, wrote, proposed it. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}を{format_value(claim.args['did'])}人")


@kind(
    "belongs-to",
    of=Text(80),
    value=Text(60),
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "belongs-to"
        of = "決定木"
        value = "教師あり学習"
        twins = ["教師なし学習", "強化学習"]
        source = "Bishop 2006"
    """,
    ja="あるものが属する分類、仲間、分野。出典による。",
)
def belongs_to(claim: Claim, lab: Lab) -> Finding:
    """Which class, group or field a thing belongs to. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}が属するもの")


@kind(
    "role-of",
    of=Text(80),
    value=Text(80),
    grade=Grade.CITED,
    several=True,
    example="""
        kind = "role-of"
        of = "プーリング層"
        value = "位置のずれを吸収する"
        twins = ["勾配を1に保つ"]
        source = "Goodfellow, Bengio & Courville 2016, ch. 9"
    """,
    ja="何をするものか：`value` は動詞（酸素を運ぶ）か名詞。出典による。",
)
def role_of(claim: Claim, lab: Lab) -> Finding:
    """What a thing does: `value` is a verb with its objects, or a noun. Rests on its source."""
    return judge_by_source(claim, f"{claim.of}の役割")
