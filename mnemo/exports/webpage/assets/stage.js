// What is being sung: the line in front with its current mora, and its place in the list of all lines.

const stage = (() => {
  const COUNT_IN_BEATS = 4;
  const HANDS_OFF_MS = 4000; // after somebody scrolled, leave the page where it is
  const LEAST_FIT = 0.4;
  const buttons = [...document.querySelectorAll("button.line")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let shown = -1;
  let cells = [];
  let scrolled = -HANDS_OFF_MS;

  for (const event of ["wheel", "touchmove"]) {
    addEventListener(event, () => (scrolled = performance.now()), { passive: true });
  }

  /** The elements of a cell that stand for its morae, where the writing can be cut so. */
  function cellOf(ruby) {
    const count = Number(ruby.dataset.morae);
    const pieces = (selector) => [...ruby.querySelectorAll(selector)];
    const marks = [pieces("rt > span"), pieces(".base > span")].find((found) => found.length === count) ?? [];
    return { ruby, first: Number(ruby.dataset.first), count, marks };
  }

  function show(line) {
    shown = line;
    const copy = (i) => [...(buttons[i]?.childNodes ?? [])].map((node) => node.cloneNode(true));
    byId("now").replaceChildren(...copy(line));
    byId("next").replaceChildren(...copy(line + 1));
    fit();
    cells = [...byId("now").querySelectorAll("ruby")].map(cellOf);
    buttons.forEach((button, i) => {
      if (i === line) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    follow();
  }

  /** Smaller letters for a line that is too long for the stage. */
  function fit() {
    const box = byId("stage");
    let share = 1;
    do {
      box.style.setProperty("--fit", share);
      share -= 0.1;
    } while (box.scrollHeight > box.clientHeight && share > LEAST_FIT);
  }

  /** Keep the sung line in view while the lyrics are open and nobody reads elsewhere. */
  function follow() {
    const button = buttons[shown];
    if (!player.playing || !button?.offsetParent || performance.now() - scrolled < HANDS_OFF_MS) return;
    button.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }

  function mark(mora) {
    byId("now").dataset.mora = mora;
    for (const { ruby, first, count, marks } of cells) {
      const sung = Math.min(Math.max(mora - first + 1, 0), count || 1);
      const done = mora >= first + count;
      ruby.style.setProperty("--sung", `${(100 * sung) / (count || 1)}%`);
      ruby.classList.toggle("here", count > 0 && mora >= first && !done);
      marks.forEach((span, i) => {
        span.classList.toggle("sung", mora >= first + i);
        span.classList.toggle("mora", mora === first + i);
      });
    }
  }

  function countIn(t) {
    const beats = (lineStart(shown) - t) / song.beat;
    const counting = player.playing && beats > 0 && beats <= COUNT_IN_BEATS && wait(shown) > 2 * COUNT_IN_BEATS;
    [...byId("dots").children].forEach((dot, i) => dot.classList.toggle("on", counting && beats > i));
  }

  /** Beats without singing before a line. */
  const wait = (line) => (lineStart(line) - (line ? lineEnd(line - 1) : 0)) / song.beat;

  function render(t) {
    if (!song.lines.length) return;
    const line = lineAt(t);
    if (line !== shown) show(line);
    const mora = moraAt(line, t);
    if (Number(byId("now").dataset.mora) !== mora || byId("now").dataset.line !== String(line)) {
      byId("now").dataset.line = line;
      mark(mora);
    }
    countIn(t);
    const name = song.sections[sectionAt(t)]?.name ?? "";
    if (byId("stage-section").textContent !== name) byId("stage-section").textContent = name;
  }

  addEventListener("resize", fit);
  return { render, follow, fit };
})();
