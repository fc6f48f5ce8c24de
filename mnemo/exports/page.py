"""index.html, the study page: one file that holds everything, the audio too, and asks the network for nothing.

The page is `templates/page.html.j2`, with the style sheet and the scripts of `assets/`. Every text that a fact file can
influence is escaped by Jinja's autoescape; data for the scripts goes into a JSON block in which no `<` is left. The
Content-Security-Policy names the hashes of our own style sheet and script: whatever else gets in does not run, and
nothing can be loaded or sent.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.exports.view.questions import write_statement
from mnemo.exports.view.song_view import GRADE_NAMES, SongView, make_view
from mnemo.exports.webpage import media, pages, style_sheet
from mnemo.model import Grade, ProvenFact, Rendering

if TYPE_CHECKING:
    from markupsafe import Markup

TEMPLATE = "page.html.j2"
ASSETS = Path(__file__).parent / "webpage" / "assets"
STYLES = ("page.css", "sheet.css")
SCRIPTS = ("song.js", "player.js", "stage.js", "practice.js", "quiz.js", "page.js")  # in the order they build on
GRADE_MEANINGS = {
    Grade.PROVEN: "数値モデルで確かめ、誤りの選択肢をすべて反証しました。",
    Grade.COMPUTED: "式を計算して、この値になることを確かめました。",
    Grade.CITED: "数値では決められないため、文献によります。",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A statement to judge. `right` is the true sentence, `shown_by` what refutes the false one."""

    fact: str
    text: str
    true: bool
    right: str
    shown_by: str
    by_source: bool


def write(song: Song, folder: Path) -> None:
    (folder / song.files["page"]).write_text(render(song, folder), "utf-8", newline="\n")


FORMAT = Format(
    files=name_files(page="index.html"),
    write=write,
    needs=("cover", "mp3", "karaoke"),
    rendering={"page": Rendering.TIMES},
    priority=2,
    about=Translated(
        "The study page: one file that sings, follows the words and asks questions, offline.",
        ja="学習ページ：一つのファイルで、歌い、歌詞を追い、問題を出す。オフラインで動く。",
    ),
)


def render(song: Song, folder: Path) -> str:
    """Return the page as HTML; audio and cover are read from `folder`."""
    seen = make_view(song)
    sheet = list(style_sheet.plan_sheet(seen))
    style = style_sheet.make_style_sheet(song, sheet) + "\n" + _join_assets(STYLES)
    script = _join_assets(SCRIPTS)
    return pages.fill_template(
        TEMPLATE,
        song=song.document,
        exam=song.score.exam,
        mp3=song.files["mp3"],
        view=seen,
        sheet=sheet,
        facts=[_show_fact(fact, seen) for fact in song.proven.facts],
        grades=[(GRADE_NAMES[grade], meaning) for grade, meaning in GRADE_MEANINGS.items()],
        cover=media.embed_cover(folder / song.files["cover"]),
        audio=[media.embed_audio(folder / song.files[role]) for role in ("mp3", "karaoke")],
        data=_to_json(_make_data(song, seen)),
        style=_inline(style),
        script=_inline(script),
        policy=_make_policy(style, script),
    )


def list_questions(song: Song) -> list[Question]:
    """Return every fact that has refuted twins as a true statement, each of these as a false one."""
    asked = []
    for fact in song.proven.facts:
        if not fact.evidence.refuted:
            continue  # always true: nothing to ask
        right = write_statement(fact)
        asked.append(Question(fact.fact.id, right, True, right, fact.evidence.measured, False))
        for twin in fact.evidence.refuted:
            text = write_statement(fact, twin.value)
            asked.append(Question(fact.fact.id, text, False, right, twin.measured, twin.by_source))
    return asked


def _show_fact(proven: ProvenFact, seen: SongView) -> dict[str, Any]:
    """Return what the template shows of a fact."""
    from mnemo.exports.drawing import plots

    evidence = proven.evidence
    return {
        "id": proven.fact.id,
        "of": proven.fact.of,
        "grade": evidence.grade.value,
        "grade_name": GRADE_NAMES[evidence.grade],
        "sentence": write_statement(proven),
        "given": proven.fact.given,
        "why": proven.fact.why,
        "source": proven.fact.source,
        "evidence": evidence,
        "plot": plots.render_svg(evidence.plot, evidence.plot.title) if evidence.plot else "",
        "twins": [(write_statement(proven, twin.value), twin.measured, twin.by_source) for twin in evidence.refuted],
        "line": next((i for i, line in enumerate(seen.lines) if proven.fact.id in line.facts), None),
    }


def _make_data(song: Song, seen: SongView) -> dict[str, Any]:
    """Return what the scripts need to know."""
    document = song.document
    return {
        "key": f"mnemo:{document['topic']}:{document['style']}:{document['seed']}",
        "title": document["title"],
        "exam": song.score.exam,
        "duration": document["duration_s"],
        "beat": 60 / document["bpm"],
        "lines": [
            {
                "section": line.section,
                "loop": [line.loop.start_s, line.loop.end_s],
                "morae": [[m.start_s, m.end_s] for m in line.morae],
            }
            for line in seen.lines
        ],
        "sections": [
            {"name": s.name, "start": s.span.start_s, "end": s.span.end_s, "loop": [s.loop.start_s, s.loop.end_s]}
            for s in seen.sections
        ],
        "quiz": [asdict(question) for question in list_questions(song)],
    }


def _join_assets(names: Iterable[str]) -> str:
    return "\n".join((ASSETS / name).read_text("utf-8") for name in names)


def _make_policy(style: str, script: str) -> str:
    """Return the policy: nothing is loaded or sent; only our style sheet and script apply, known by their hashes."""

    def source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {source(script)}; style-src {source(style)}; img-src data:; "
        "media-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _inline(text: str) -> Markup:
    """Inline our own style sheet or script as it is: escaping would change what the hash in the policy stands for."""
    from markupsafe import Markup

    return Markup(text)  # no text of a fact file gets in here


def _to_json(data: Mapping[str, Any]) -> Markup:
    """Return JSON that cannot end the <script> it stands in, nor open a comment."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
