"""The study page in a real browser: it follows the voice, loops, asks, works everywhere and talks to nobody."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from mnemo.exports import page
from mnemo.exports.view.song_view import GRADE_NAMES, make_view
from mnemo.model import Grade
from tests.exports.songs import a_release, a_song, hostile, long_song

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--autoplay-policy=no-user-gesture-required"),
]
NARROW, WIDE = (360, 740), (1280, 860)
POLL_S = 0.03
HIGHLIGHT_S = 0.05  # how far the marked mora may be from song.json
PASSES = 5  # over the same lines, until each mora was seen

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@dataclass
class Visit:
    """A page that is open, and everything that it said or asked for."""

    tab: Any
    said: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    def time(self) -> float:
        return self.tab.evaluate("player.time")

    def play(self) -> None:
        self.tab.click("#play")
        self.until("player.playing")

    def until(self, condition: str, timeout_s: float = 5.0) -> None:
        """Wait for something to come true. (The browser's own way to wait needs eval, which our policy forbids.)"""
        for _ in range(round(timeout_s / POLL_S)):
            if self.tab.evaluate(condition):
                return
            self.tab.wait_for_timeout(1000 * POLL_S)
        raise TimeoutError(condition)

    def at(self, seconds: float) -> None:
        self.tab.evaluate("t => player.seek(t)", seconds)


@pytest.fixture(scope="module")
def song() -> Any:
    return a_song()


@pytest.fixture(scope="module")
def release(song: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_release(song, tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


def visit(browser: Any, file: Path, size: tuple[int, int] = WIDE, **options: Any) -> Visit:
    """Open a page with the network cut off; every console message and every request is kept."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    seen = Visit(context.new_page())

    def decide(route: Any) -> None:
        seen.asked_for.append(route.request.url)
        if route.request.url == file.as_uri():
            route.continue_()
        else:
            route.abort()

    context.route("**/*", decide)
    seen.tab.on("console", lambda message: seen.said.append(f"{message.type}: {message.text}"))
    seen.tab.on("pageerror", lambda error: seen.said.append(f"error: {error}"))
    seen.tab.on("dialog", lambda dialog: (seen.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    seen.tab.set_default_timeout(5000)
    seen.tab.goto(file.as_uri())
    return seen


@pytest.fixture
def opened(browser: Any, release: Path) -> Iterator[Visit]:
    """The page on a desk; at the end nothing may have gone wrong or out."""
    seen = visit(browser, release / "index.html")
    yield seen
    assert seen.said == []
    assert [url for url in seen.asked_for if not url.startswith(("data:", "blob:"))] == [
        (release / "index.html").as_uri()
    ]
    seen.tab.context.close()


# --- without a browser ------------------------------------------------------------------------------------------


def test_the_file_is_self_contained_and_repeats(song: Any, release: Path) -> None:
    html = (release / "index.html").read_text("utf-8")
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', html)
    assert "default-src 'none'" in unescape(html)
    assert page.render(song, release) == html


def test_data_cannot_leave_its_block() -> None:
    text = "</script><!--<script>&\u2028"
    block = page._to_json({"x": text})
    assert not set("<>&\u2028") & set(block)
    assert json.loads(block) == {"x": text}


def test_questions_are_the_facts_and_their_refuted_twins(song: Any) -> None:
    asked = page.list_questions(song)
    facts = song.proven.facts
    assert len(asked) == len(facts) + sum(len(f.evidence.refuted) for f in facts)
    false = [q for q in asked if not q.true]
    assert [q.shown_by for q in false] == [r.measured for f in facts for r in f.evidence.refuted]
    assert all(q.text != q.right for q in false)
    assert all(q.text == q.right for q in asked if q.true)


def test_grades_are_all_named() -> None:
    assert set(page.GRADE_MEANINGS) == set(GRADE_NAMES) == set(Grade)


# --- in a browser -----------------------------------------------------------------------------------------------


@needs_browser
def test_the_mora_that_is_sung_is_marked(opened: Visit, song: Any) -> None:
    """Sampled at every frame for some seconds, by the audio element's own clock and the element that is marked.

    A busy machine draws few frames, so that a pass may miss a mora that is shorter than a frame: no frame may be wrong
    in any pass, and the passes together have to show each mora of the line.
    """
    every = {(0, k) for k in range(len(song.document["lines"][0]["morae"]))}
    seen: set[tuple[int, int]] = set()
    for _ in range(PASSES):
        seen |= marked_in_one_pass(opened, song.document["lines"])
        if every <= seen:
            return
    assert every <= seen


def marked_in_one_pass(opened: Visit, lines: list[Any]) -> set[tuple[int, int]]:
    """Plays the first lines; checks each frame by the times of song.json; gives each (line, mora) marked."""
    opened.at(lines[0]["start_s"] - 0.1)
    opened.play()
    samples = opened.tab.evaluate(
        """async until => {
            const seen = [], audio = document.getElementById("audio-lead");
            while (audio.currentTime < until) {
                await new Promise(requestAnimationFrame);
                const from = audio.currentTime;
                await new Promise(resume => setTimeout(resume));  // after the page's own callback
                const marked = [...document.querySelectorAll("#now ruby")].flatMap(ruby => {
                    const place = [...ruby.querySelectorAll(".mora")];
                    return place.map(m => Number(ruby.dataset.first) + [...m.parentNode.children].indexOf(m));
                });
                seen.push([from, audio.currentTime, Number(document.getElementById("now").dataset.line), marked]);
            }
            player.pause();
            return seen;
        }""",
        lines[2]["end_s"],
    )
    seen: set[tuple[int, int]] = set()
    for t0, t1, number, places in samples:  # the page looked at the clock between the two
        marked = {(number, k) for k in places}
        sounding = {
            (i, k): m
            for i, line in enumerate(lines)
            for k, m in enumerate(line["morae"])
            if m["start_s"] - HIGHLIGHT_S <= t1 and t0 <= m["end_s"] + HIGHLIGHT_S
        }
        sure = {at for at, m in sounding.items() if m["start_s"] + HIGHLIGHT_S < t0 and t1 < m["end_s"] - HIGHLIGHT_S}
        assert len(places) <= 1
        assert sure <= marked <= sounding.keys(), (t0, t1, number, places)
        seen |= marked
    return seen


@needs_browser
def test_a_tap_on_a_line_plays_it(opened: Visit, song: Any) -> None:
    opened.tab.click("button.line[data-line='3']")
    opened.until("player.playing")
    assert song.document["lines"][3]["start_s"] - 0.2 <= opened.time() <= song.document["lines"][3]["end_s"]
    assert opened.tab.get_attribute("button.line[data-line='3']", "aria-current") == "true"
    assert opened.tab.locator("[aria-current]").count() == 1


@needs_browser
def test_a_line_is_looped_as_often_as_asked_then_the_next(opened: Visit, song: Any) -> None:
    seen = make_view(song)
    start, end = seen.lines[1].loop.start_s, seen.lines[1].loop.end_s
    opened.tab.check("input[value=line]", force=True)
    opened.tab.select_option("#times", "2")
    opened.tab.click("button.line[data-line='1']")
    for expected_pass in (2, 1):
        opened.until("player.playing")
        opened.at(end - 0.15)
        opened.until(f"player.time < {end - 0.2} || player.time > {end + 0.02}")
        went_back = opened.time() < end - 0.2
        assert went_back == (expected_pass == 2)
        if went_back:
            assert opened.time() >= start - 0.05
    assert opened.tab.evaluate("practice.state.target") == 2
    assert opened.tab.evaluate("player.playing")


@needs_browser
@pytest.mark.parametrize("mode", ["section", "ab"])
def test_sections_and_stretches_are_looped(opened: Visit, song: Any, mode: str) -> None:
    section = make_view(song).sections[1]
    if mode == "section":
        start, end = section.loop.start_s, section.loop.end_s
        opened.at(start + 1)
        opened.tab.check("input[value=section]", force=True)
    else:
        start, end = 6.0, 8.5
        for t, button in ((start, "#set-a"), (end, "#set-b")):
            opened.at(t)
            opened.until(f"Math.abs(player.time - {t}) < 0.001")
            opened.tab.click(button)
        assert opened.tab.is_checked("input[value=ab]")
        opened.until(f"Math.abs(player.time - {start}) < 0.01")  # B was the end: back to A at once
    for _ in range(2):
        opened.at(end - 0.2)
        if not opened.tab.evaluate("player.playing"):
            opened.play()
        opened.until(f"player.time < {end - 0.3}")
        assert start - 0.05 <= opened.time() < start + 1


@needs_browser
def test_the_last_section_loops_although_the_song_ends(opened: Visit, song: Any) -> None:
    opened.at(song.document["duration_s"] - 0.4)
    opened.tab.check("input[value=section]", force=True)
    opened.play()
    opened.until(f"player.time < {song.document['duration_s'] - 0.5} && player.playing")


@needs_browser
def test_speed_changes_without_the_pitch(opened: Visit) -> None:
    opened.tab.evaluate("byId('speed').value = 0.6; byId('speed').dispatchEvent(new Event('input'))")
    opened.play()
    measured = opened.tab.evaluate(
        """async () => {
            const audio = byId("audio-lead"), wait = ms => new Promise(resume => setTimeout(resume, ms));
            for (const start = audio.currentTime; audio.currentTime < start + 0.1;) await wait(20);
            const from = [audio.currentTime, performance.now()];
            await wait(2000);
            return 1000 * (audio.currentTime - from[0]) / (performance.now() - from[1]);
        }"""
    )
    assert measured == pytest.approx(0.6, abs=0.08)
    assert opened.tab.evaluate("[...document.querySelectorAll('audio')].every(a => a.preservesPitch)")
    assert opened.tab.inner_text("#speed-now") == "×0.60"
    for _ in range(30):
        opened.tab.keyboard.press("+")
    assert opened.tab.evaluate("player.speed") == 1.5


@needs_browser
def test_the_voice_is_switched_in_place(opened: Visit) -> None:
    opened.at(7)
    opened.play()
    opened.tab.wait_for_timeout(300)
    before, clicked = opened.time(), time.monotonic()
    opened.tab.click("#voice")
    opened.until("player.playing && player.voice === 'karaoke'")
    assert before <= opened.time() < before + 0.3 + (time.monotonic() - clicked)
    assert opened.tab.evaluate("byId('audio-lead').paused && !byId('audio-karaoke').paused")
    assert opened.tab.get_attribute("#voice", "aria-pressed") == "true"


@needs_browser
def test_keys_and_lock_screen(opened: Visit, song: Any) -> None:
    opened.tab.keyboard.press(" ")
    opened.until("player.playing")
    opened.tab.keyboard.press(" ")
    opened.until("!player.playing")
    starts = [line.loop.start_s for line in make_view(song).lines]
    opened.tab.keyboard.press("ArrowRight")
    assert opened.time() == pytest.approx(starts[1], abs=0.02)
    opened.tab.keyboard.press("ArrowLeft")
    assert opened.time() == pytest.approx(starts[0], abs=0.02)
    opened.tab.keyboard.press("l")
    assert opened.tab.is_checked("input[value=line]")
    assert opened.tab.evaluate("navigator.mediaSession.metadata.title") == song.score.title
    assert opened.tab.evaluate("navigator.mediaSession.playbackState") == "paused"


@needs_browser
def test_the_quiz_counts_and_answers_with_the_counterexample(opened: Visit, song: Any) -> None:
    opened.tab.click("#tab-quiz")
    opened.tab.click("#quiz-all")
    truth = {q.text: q for q in page.list_questions(song)}
    right = wrong = 0
    for number in range(len(song.proven.facts)):
        question = truth[opened.tab.inner_text("#quiz-text")]
        answer = question.true if number % 2 else not question.true
        opened.tab.click("#quiz-true" if answer else "#quiz-false")
        right, wrong = (right + 1, wrong) if number % 2 else (right, wrong + 1)
        assert opened.tab.inner_text("#quiz-right") == str(right)
        assert opened.tab.inner_text("#quiz-wrong") == str(wrong)
        assert question.shown_by in opened.tab.inner_text("#quiz-answer")
        if not question.true:
            assert question.right in opened.tab.inner_text("#quiz-answer")
        opened.tab.click("#quiz-next")
    assert opened.tab.inner_text("#quiz-result") == f"{right + wrong}問中 {right}問正解"
    assert opened.tab.locator("#quiz-missed li").count() == wrong
    opened.tab.click("#quiz-again")
    assert opened.tab.inner_text("#quiz-number") == f"1 / {wrong}"


@needs_browser
def test_the_next_visit_goes_on_where_the_last_ended(browser: Any, release: Path) -> None:
    first = visit(browser, release / "index.html")
    first.at(9.5)
    first.tab.click("#theme")
    first.tab.keyboard.press("-")
    first.tab.reload()
    first.until("player.time > 9")
    assert first.time() == pytest.approx(9.5, abs=0.05)
    assert first.tab.evaluate("player.speed") == 0.95
    assert first.tab.evaluate("document.documentElement.dataset.theme") == "light"
    first.tab.context.close()


@needs_browser
def test_a_browser_that_remembers_nothing(browser: Any, release: Path) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    seen = Visit(context.new_page())
    seen.tab.on("pageerror", lambda error: seen.said.append(str(error)))
    seen.tab.goto((release / "index.html").as_uri())
    seen.play()
    seen.until("player.time > 0.2")
    assert seen.said == []
    context.close()


@needs_browser
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_at_both_widths(browser: Any, release: Path, size: tuple[int, int], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(browser, release / "index.html", size, color_scheme=scheme)
    faults = []
    for tab in ("lyrics", "facts", "quiz", "about"):
        seen.tab.click(f"#tab-{tab}")
        if tab == "quiz":
            seen.tab.click("#quiz-all")
            seen.tab.click("#quiz-true")
        assert seen.tab.evaluate("document.documentElement.scrollWidth") <= size[0]
        report = Axe().run(seen.tab).response
        assert len(report["passes"]) > 10  # it did look
        found = report["violations"]
        faults += [(tab, v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]
    assert faults == []
    assert seen.said == []
    seen.tab.context.close()


@needs_browser
def test_touch_targets_are_large_enough_and_in_reach(browser: Any, release: Path) -> None:
    seen = visit(browser, release / "index.html", NARROW)
    seen.tab.click("#practice-open")
    seen.tab.check("input[value=section]", force=True)
    seen.tab.select_option("#times", "10")
    seen.tab.click("#voice")  # the longest labels
    small = seen.tab.evaluate(
        """() => [...document.querySelectorAll("button, select, summary")]
            .map(e => [e.id || e.className, e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 40 || box.height < 40)).map(([name]) => name)"""
    )
    assert small == []
    outside = seen.tab.evaluate(
        """() => [...document.querySelectorAll("button, select, input, summary")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth).map(e => e.id)"""
    )
    assert outside == []
    seen.tab.context.close()


@needs_browser
@pytest.mark.parametrize(
    "text",
    [
        "</script><script>window.ran = 1</script>",
        "<img src=x onerror='window.ran = 1'><svg onload='window.ran = 1'>",
        "\"><a href='javascript:window.ran=1' onfocus='window.ran=1' autofocus>x</a><!--",
        "{{ 7 * 7 }}${window.ran = 1}]]>&lt;b&gt;\u2028\\",
    ],
)
def test_a_hostile_fact_file_runs_nothing(browser: Any, tmp_path: Path, release: Path, text: str) -> None:
    song = hostile(text)
    for name in song.files.values():
        if (release / name).exists():
            shutil.copy(release / name, tmp_path / name)
    page.write(song, tmp_path)
    seen = visit(browser, tmp_path / "index.html")
    for tab in ("facts", "quiz", "about", "lyrics"):
        seen.tab.click(f"#tab-{tab}")
    seen.tab.click("#tab-quiz")
    seen.tab.click("#quiz-all")
    seen.tab.click("#quiz-true")
    seen.play()
    seen.at(5)
    seen.tab.wait_for_timeout(200)
    assert seen.tab.evaluate("window.ran") is None
    assert seen.tab.inner_text("h1") == text.replace("\u2028", "\n").strip() or text in seen.tab.inner_text("h1")
    assert seen.said == []
    assert [u for u in seen.asked_for if not u.startswith(("data:", "blob:"))] == [(tmp_path / "index.html").as_uri()]
    seen.tab.context.close()


@needs_browser
def test_without_scripts_there_is_a_note_and_a_player(browser: Any, release: Path) -> None:
    seen = visit(browser, release / "index.html", NARROW, java_script_enabled=False)
    assert seen.tab.is_visible("audio#audio-lead")
    assert "demo.mp3" in seen.tab.inner_text(".note")
    assert seen.tab.is_visible("#facts h3 >> nth=0")
    assert not seen.tab.is_visible("#play")
    seen.tab.context.close()


@needs_browser
def test_prints_one_page_with_furigana_and_chords(opened: Visit, song: Any) -> None:
    pdf = opened.tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    opened.tab.emulate_media(media="print")
    sheet = opened.tab.inner_text(".sheet")
    assert "くり返し" in sheet  # the second chorus is the first again
    for word in ("にゅうりょく", "C", "F", song.score.title):
        assert word in sheet
    assert not opened.tab.is_visible("#play")


@needs_browser
def test_a_long_lyric_is_printed_on_one_page_too(browser: Any, release: Path, tmp_path: Path) -> None:
    (tmp_path / "long.html").write_text(page.render(long_song(13), release), "utf-8")
    seen = visit(browser, tmp_path / "long.html")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", seen.tab.pdf(prefer_css_page_size=True))) == 1
    seen.tab.emulate_media(media="print")
    seen.tab.set_viewport_size({"width": 688, "height": 1024})  # A4 without its margins
    lowest, rightmost = seen.tab.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll(".sheet p")].map(e => e.getBoundingClientRect());
            return [Math.max(...boxes.map(b => b.bottom)), Math.max(...boxes.map(b => b.right))];
        }"""
    )
    assert lowest <= 1024
    assert rightmost <= 688 + 1
    seen.tab.context.close()
