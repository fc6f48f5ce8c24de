"""What something consists of, and in which order things come. For any subject; the items rest on their source."""

from __future__ import annotations

from dataclasses import replace

from mnemo.errors import Translated
from mnemo.model import Grade
from mnemo.proof.checks.cited import judge_by_source
from mnemo.proof.claims import Arg, Claim, Finding, Listed, Number, Text, format_value, kind
from mnemo.proof.lab import Lab

MOST = 8  # items: a line holds no more


@kind(
    "list",
    of=Text(80),
    value=Listed(Text(40), 2, MOST),
    args={
        "count": Arg(
            Number(0, MOST, whole=True),
            Translated(
                "how many there are; counted and compared with the list", ja="いくつあるか。数えて、一覧と比べる"
            ),
            0,
        ),
        "counter": Arg(
            Text(8), Translated("what they are counted with: つ, 個, 人, 種類", ja="数え方：つ、個、人、種類"), "つ"
        ),
    },
    grade=Grade.CITED,
    example="""
        kind = "list"
        of = "機械学習の手法"
        count = 3
        value = ["教師あり学習", "教師なし学習", "強化学習"]
        twins = [["教師あり学習", "教師なし学習", "転移学習"]]
        source = "Bishop 2006"
    """,
    ja="何から成るか、その全部（順番は問わない）。歌う数は数えたもの、内訳は出典による。",
)
def list_(claim: Claim, lab: Lab) -> Finding:
    """What something consists of, all of it, in any order. The number that is sung is counted; the items are cited."""
    assert isinstance(claim.value, tuple)
    assert isinstance(claim.stated, tuple)
    finding = judge_by_source(claim, claim.of)
    counted, stated = len(claim.value), claim.args["count"]
    return replace(
        finding,
        holds=set(claim.value) == set(claim.stated) and stated in (0, counted),
        measured=f"数えると{len(claim.stated)}：{format_value(claim.stated)}",
        expected=f"{stated or counted}：{format_value(claim.value)}",
        numbers={"count": len(claim.stated)},
    )


@kind(
    "sequence",
    of=Text(80),
    value=Listed(Text(40), 2, MOST),
    grade=Grade.CITED,
    example="""
        kind = "sequence"
        of = "AIブームの主役"
        value = ["探索と推論", "知識表現", "機械学習"]
        twins = [["知識表現", "探索と推論", "機械学習"]]
        source = "松尾豊 2015"
    """,
    ja="順番：手順、時代、順位。出典による。順番が違えば、別の答え。",
)
def sequence(claim: Claim, lab: Lab) -> Finding:
    """Things in their order: steps, periods, ranks. Rests on its source; another order is another answer."""
    return judge_by_source(claim, f"{claim.of}の順")
