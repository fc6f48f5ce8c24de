// True or false: statements about the facts; a false one is answered by its counterexample.

const quiz = (() => {
  const TEN = 10;
  const facts = [...new Set(song.quiz.map((question) => question.fact))];
  let asked = [];
  let missed = [];
  let at = 0;
  let right = 0;

  const shuffled = (list) => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i -= 1) {
      const j = Math.floor(Math.random() * (i + 1));
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  };

  /** One statement a fact, true or false with even chances. */
  function drawn() {
    return shuffled(facts).map((fact) => {
      const statements = song.quiz.filter((question) => question.fact === fact);
      const lies = shuffled(statements.filter((question) => !question.true));
      const truth = statements.find((question) => question.true);
      return lies.length && Math.random() < 0.5 ? lies[0] : truth;
    });
  }

  function visible(part) {
    for (const name of ["start", "run", "end"]) byId(`quiz-${name}`).hidden = name !== part;
  }

  function start(list) {
    [asked, missed, at, right] = [list, [], 0, 0];
    visible("run");
    ask();
  }

  function count() {
    byId("quiz-right").textContent = right;
    byId("quiz-wrong").textContent = missed.length;
  }

  function ask() {
    count();
    byId("quiz-number").textContent = `${at + 1} / ${asked.length}`;
    byId("quiz-text").textContent = asked[at].text;
    byId("quiz-answer").replaceChildren();
    byId("quiz-on").hidden = true;
    byId("quiz-judge").hidden = false;
    byId("quiz-text").focus({ preventScroll: true });
  }

  const paragraph = (text, kind) => Object.assign(document.createElement("p"), { textContent: text, className: kind });

  if (!facts.length) {
    byId("quiz-start").replaceChildren(paragraph("この曲には○×問題がありません。Ankiのカードで覚えられます。", "none"));
  }

  function explain(question) {
    const lines = [paragraph(`この文は${question.true ? "正しい" : "誤り"}。`, "truth")];
    if (!question.true) lines.push(paragraph(`正：${question.right}`, "right"));
    const by = question.by_source ? "（文献による）" : "";
    lines.push(paragraph(`${question.true ? "根拠" : "反例"}：${question.shown_by}${by}`, "shown"));
    return lines;
  }

  function judge(answer) {
    const question = asked[at];
    if (!question || byId("quiz-judge").hidden) return;
    const correct = answer === question.true;
    if (correct) right += 1;
    else missed.push(question);
    count();
    const verdict = paragraph(correct ? "正解！" : "不正解", correct ? "verdict yes" : "verdict no");
    byId("quiz-answer").replaceChildren(verdict, ...explain(question));
    byId("quiz-judge").hidden = true;
    byId("quiz-on").hidden = false;
    const line = document.querySelector(`#fact-${CSS.escape(question.fact)} .go`)?.dataset.line;
    byId("quiz-sing").hidden = line === undefined;
    byId("quiz-sing").dataset.line = line ?? "";
    byId("quiz-next").focus({ preventScroll: true });
    byId("quiz-on").scrollIntoView({ block: "nearest" });
  }

  function next() {
    at += 1;
    if (at < asked.length) ask();
    else end();
  }

  function end() {
    visible("end");
    byId("quiz-result").textContent = `${asked.length}問中 ${right}問正解`;
    byId("quiz-missed").replaceChildren(
      ...missed.map((question) => {
        const item = document.createElement("li");
        item.append(paragraph(question.text, "asked"), ...explain(question));
        return item;
      }),
    );
    byId("quiz-again").hidden = missed.length === 0;
    byId("quiz-result").focus({ preventScroll: true });
    const share = Math.round((100 * right) / asked.length);
    memory.write({ best: Math.max(share, memory.read().best ?? 0) });
  }

  function home() {
    visible("start");
    const best = memory.read().best;
    byId("quiz-best").textContent = best === undefined ? "" : `これまでの最高：${best}%`;
    byId("quiz-ten").hidden = facts.length <= TEN;
  }

  byId("quiz-ten").addEventListener("click", () => start(drawn().slice(0, TEN)));
  byId("quiz-all").addEventListener("click", () => start(drawn()));
  byId("quiz-true").addEventListener("click", () => judge(true));
  byId("quiz-false").addEventListener("click", () => judge(false));
  byId("quiz-next").addEventListener("click", next);
  byId("quiz-again").addEventListener("click", () => start(shuffled(missed)));
  byId("quiz-restart").addEventListener("click", home);
  home();
})();
