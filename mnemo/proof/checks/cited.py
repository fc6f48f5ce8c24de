"""What no number can decide: names, years, definitions, lines of one's own. Graded cited, refuted by the source."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.claims import Arg, Claim, Finding, Name, Text, format_value, kind
from mnemo.proof.lab import Lab


def judge_by_source(claim: Claim, about: str) -> Finding:
    """Return the finding about a claim that rests on its source: it holds where it says what the fact says."""
    return Finding(
        holds=claim.value == claim.stated,
        experiment=f"数値では決められないので、出典による：{claim.source}",
        measured=f"出典では、{about}は{format_value(claim.stated)}",
        expected=f"{about}は{format_value(claim.value)}",
    )


@kind(
    "cited",
    of=Text(80),
    value=Name(),
    args={
        "what": Arg(
            Text(40),
            Translated("what is said of it: 正式名称, 発表された年", ja="何についてか：正式名称、発表された年"),
            "",
        )
    },
    grade=Grade.CITED,
    example="""
        kind = "cited"
        of = "LSTM"
        what = "発表された年"
        value = 1997
        twins = [2014]
        source = "Hochreiter & Schmidhuber 1997"
    """,
    ja="名前や年など、出典による事実。誤った値も、同じ出典によって誤り。",
)
def cited(claim: Claim, lab: Lab) -> Finding:
    """A name, a date or the like, which rests on its source; its twins are false by the same source."""
    what = format_value(claim.args["what"])
    return judge_by_source(claim, f"{claim.of}の{what}" if what else claim.of)


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
    ja="用語と意味：`of` が意味、`value` が用語。出典による。",
)
def definition(claim: Claim, lab: Lab) -> Finding:
    """A term and its meaning: `of` is the meaning, `value` the term. Rests on its source."""
    return judge_by_source(claim, f"「{claim.of}」を表す用語")


@kind(
    "say",
    of=Text(80),
    value=Text(120),
    args={
        "before": Arg(Text(200), Translated("what the line says before its answer", ja="答えの前の言葉"), ""),
        "after": Arg(Text(200), Translated("what the line says after its answer", ja="答えの後の言葉"), ""),
    },
    grade=Grade.CITED,
    needs_twins=False,
    example="""
        say = "GRUのゲートは*2個|3個|4個* リセットゲートと更新ゲート"
        source = "Cho et al. 2014"
    """,
    ja="""
        自分の行。書いたとおりに歌う。* で囲んだところが答え、| の後は誤った答え。

        出典による。proof = { kind = "gate-count", of = "GRU", value = 2 } を付けると、その種類の実験が確か
        め、囲んだ答えは測った値と一致しなければならない。
    """,
)
def say(claim: Claim, lab: Lab) -> Finding:
    """A line of one's own, sung as it is written: the answer between stars, false ones after it, each behind a |.

    Rests on its source. With proof = { kind = "gate-count", of = "GRU", value = 2 } the kind named there decides it,
    and what is marked must agree with its value.
    """
    return judge_by_source(claim, f"「{claim.args['before']}…{claim.args['after']}」の答え")
