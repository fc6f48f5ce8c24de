// Loops: a line, a section or a stretch from A to B, for ever or a number of times before it goes on.

const practice = (() => {
  const MODES = ["off", "line", "section", "ab"];
  const JUMP_S = 0.75; // a longer step is somebody's jump, not the music running on
  const state = { mode: "off", times: 0, target: 0, passed: 0, a: null, b: null };
  let before = 0;

  function bounds() {
    if (state.mode === "line") return song.lines[state.target]?.loop;
    if (state.mode === "section") return song.sections[state.target]?.loop;
    if (state.mode === "ab" && state.a !== null && state.b !== null) return [state.a, state.b];
    return undefined;
  }

  /** Aim the loop at what is at t. */
  function aim(t) {
    state.passed = 0;
    state.target = state.mode === "section" ? sectionAt(t) : lineAt(t);
    before = t;
  }

  function setMode(mode) {
    state.mode = mode;
    aim(player.time);
    if (mode === "ab") {
      if (bounds() === undefined) [state.a, state.b] = song.lines[lineAt(player.time)].loop;
      if (player.time < state.a || player.time >= state.b) player.seek(state.a);
      before = player.time;
    }
    show();
  }

  function setPoint(name) {
    const other = name === "a" ? "b" : "a";
    state[name] = player.time;
    if (state[other] !== null && state.a >= state.b) state[other] = null;
    if (state.a !== null && state.b !== null) setMode("ab");
    show();
  }

  function setTimes(times) {
    state.times = times;
    state.passed = 0;
    show();
  }

  /** Called with every new time: at the end of the loop go back, or on when it has been heard often enough. */
  function check(t) {
    const range = bounds();
    const step = t - before;
    const crossed = range && before < range[1] && t >= range[1] && step < JUMP_S * Math.max(1, player.speed);
    before = t;
    if (!crossed) return;
    state.passed += 1;
    if (!state.times || state.passed < state.times) {
      before = range[0];
      player.seek(range[0]);
      if (!player.playing) player.play();
    } else {
      goOn();
    }
    show();
  }

  function goOn() {
    state.passed = 0;
    const count = { line: song.lines.length, section: song.sections.length }[state.mode] ?? 0;
    if (state.target + 1 < count) state.target += 1;
    else state.mode = "off";
  }

  /** The song ran out while its last stretch was being looped. */
  function ended() {
    const range = bounds();
    if (range && before < range[1]) check(range[1]);
  }

  function show() {
    for (const input of document.querySelectorAll("input[name=loop]")) input.checked = input.value === state.mode;
    byId("times").value = String(state.times);
    byId("at-a").textContent = state.a === null ? "–" : clock(state.a);
    byId("at-b").textContent = state.b === null ? "–" : clock(state.b);
    const label = { off: "練習", line: "行", section: "区間", ab: "A–B" }[state.mode];
    const count = state.mode !== "off" && state.times ? ` ${state.passed + 1}/${state.times}` : "";
    byId("practice-state").textContent = state.mode === "off" ? label : `↻ ${label}${count}`;
    byId("practice-open").classList.toggle("lit", state.mode !== "off");
  }

  return { state, check, ended, aim, setMode, setPoint, setTimes, show, MODES };
})();
