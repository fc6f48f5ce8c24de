// The page: what the buttons, keys, tabs and the lock screen do, and what is remembered for the next visit.

(() => {
  const SPEEDS = { least: 0.6, most: 1.5, step: 0.05 };
  const REMEMBER_MS = 5000;
  const THEMES = ["auto", "light", "dark"];
  const root = document.documentElement;
  root.classList.add("js");

  const jumpTo = (line) => {
    player.seek(song.lines[line].loop[0]);
    practice.aim(lineStart(line));
  };
  const neighbour = (step) => {
    const line = lineAt(player.time);
    const again = step < 0 && player.time > lineStart(line) + 1.5; // "back" first means "once more"
    jumpTo(Math.min(Math.max(0, again ? line : line + step), song.lines.length - 1));
  };
  const setSpeed = (speed) => {
    const rounded = Math.round(speed / SPEEDS.step) * SPEEDS.step;
    player.setSpeed(Number(Math.min(Math.max(rounded, SPEEDS.least), SPEEDS.most).toFixed(2)));
  };
  const toggleVoice = () => player.setVoice(player.voice === "lead" ? "karaoke" : "lead");
  const nextMode = () => {
    const modes = practice.MODES;
    practice.setMode(modes[(modes.indexOf(practice.state.mode) + 1) % modes.length]);
  };

  // --- what is shown ---------------------------------------------------------------------------------------

  function render() {
    const t = player.time;
    practice.check(t);
    stage.render(t);
    if (document.activeElement !== byId("seek") || player.playing) byId("seek").value = t;
    byId("seek").setAttribute("aria-valuetext", `${clock(t)} ${song.sections[sectionAt(t)]?.name ?? ""}`);
    byId("seek").style.setProperty("--done", `${(100 * t) / song.duration}%`);
    byId("time").textContent = clock(t);
  }

  function tick() {
    render();
    if (player.playing) requestAnimationFrame(tick);
  }

  let wasPlaying = false;
  player.onChange(() => {
    if (player.ended) practice.ended();
    const playing = player.playing;
    if (playing && !wasPlaying) {
      stage.follow();
      requestAnimationFrame(tick);
    }
    wasPlaying = playing;
    root.classList.toggle("playing", playing);
    byId("play").setAttribute("aria-label", playing ? "一時停止" : "再生");
    byId("voice").setAttribute("aria-pressed", String(player.voice === "karaoke"));
    byId("speed").value = player.speed;
    byId("speed-now").textContent = `×${player.speed.toFixed(2)}`;
    render();
    report();
    remember();
  });
  for (const audio of document.querySelectorAll("audio")) audio.addEventListener("timeupdate", render); // hidden tab

  for (const section of song.sections.slice(1)) {
    const mark = document.createElement("i");
    mark.style.left = `${(100 * section.start) / song.duration}%`;
    byId("marks").append(mark);
  }

  // --- buttons ---------------------------------------------------------------------------------------------

  byId("play").addEventListener("click", player.toggle);
  byId("previous").addEventListener("click", () => neighbour(-1));
  byId("following").addEventListener("click", () => neighbour(1));
  byId("voice").addEventListener("click", toggleVoice);
  byId("seek").addEventListener("input", (event) => {
    player.seek(Number(event.target.value));
    practice.aim(player.time);
  });
  byId("speed").addEventListener("input", (event) => setSpeed(Number(event.target.value)));
  byId("speed-reset").addEventListener("click", () => setSpeed(1));
  byId("times").addEventListener("change", (event) => practice.setTimes(Number(event.target.value)));
  byId("set-a").addEventListener("click", () => practice.setPoint("a"));
  byId("set-b").addEventListener("click", () => practice.setPoint("b"));
  for (const input of document.querySelectorAll("input[name=loop]")) {
    input.addEventListener("change", () => practice.setMode(input.value));
  }
  byId("practice-open").addEventListener("click", (event) => {
    const open = byId("practice").classList.toggle("open");
    event.currentTarget.setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-line], button[data-section]");
    if (!button) return;
    if (button.dataset.section) {
      player.seek(song.sections[button.dataset.section].loop[0]);
      practice.aim(player.time);
    } else {
      jumpTo(Number(button.dataset.line));
    }
    player.play();
  });

  const KEYS = {
    " ": player.toggle,
    ArrowLeft: () => neighbour(-1),
    ArrowRight: () => neighbour(1),
    "[": () => practice.setPoint("a"),
    "]": () => practice.setPoint("b"),
    l: nextMode,
    k: toggleVoice,
    "-": () => setSpeed(player.speed - SPEEDS.step),
    "+": () => setSpeed(player.speed + SPEEDS.step),
    "=": () => setSpeed(player.speed + SPEEDS.step),
  };
  document.addEventListener("keydown", (event) => {
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const own = event.target.closest("input, select, textarea, summary, [role=tab]");
    const pressed = event.key === " " && event.target.closest("button, a");
    if (!action || own || pressed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });

  // --- tabs and theme --------------------------------------------------------------------------------------

  const tabs = [...document.querySelectorAll("[role=tab]")];
  function openTab(tab) {
    root.dataset.tab = tab.getAttribute("aria-controls");
    stage.fit();
    for (const other of tabs) {
      const chosen = other === tab;
      const panel = byId(other.getAttribute("aria-controls"));
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panel.classList.toggle("closed", !chosen);
      panel.setAttribute("role", "tabpanel");
    }
  }
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => openTab(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const other = tabs[(i + step + tabs.length) % tabs.length];
      openTab(other);
      other.focus();
    });
  });
  openTab(tabs[0]);

  function setTheme(theme) {
    root.dataset.theme = theme;
    const names = { auto: "自動", light: "明るい", dark: "暗い" };
    byId("theme").setAttribute("aria-label", `配色：${names[theme]}（押すと替わります）`);
  }
  byId("theme").addEventListener("click", () => {
    const theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
    setTheme(theme);
    memory.write({ theme });
  });

  // --- lock screen -----------------------------------------------------------------------------------------

  const session = navigator.mediaSession;
  function report() {
    if (!session) return;
    session.playbackState = player.playing ? "playing" : "paused";
    session.setPositionState?.({ duration: song.duration, position: Math.min(player.time, song.duration), playbackRate: player.speed });
  }
  if (session) {
    const artwork = [{ src: document.querySelector(".top .cover").src, sizes: "480x480", type: "image/jpeg" }];
    session.metadata = new MediaMetadata({ title: song.title, artist: "mnemo", album: song.exam, artwork });
    const actions = {
      play: player.play,
      pause: player.pause,
      previoustrack: () => neighbour(-1),
      nexttrack: () => neighbour(1),
      seekto: (details) => player.seek(details.seekTime),
      seekbackward: (details) => player.seek(player.time - (details.seekOffset ?? 5)),
      seekforward: (details) => player.seek(player.time + (details.seekOffset ?? 5)),
    };
    for (const [name, action] of Object.entries(actions)) {
      try {
        session.setActionHandler(name, action);
      } catch {
        // an older browser does not know this one
      }
    }
  }

  // --- the next visit --------------------------------------------------------------------------------------

  let remembered = 0;
  function remember(now = false) {
    if (!now && performance.now() - remembered < REMEMBER_MS && player.playing) return;
    remembered = performance.now();
    const { mode, times, a, b } = practice.state;
    memory.write({ time: player.time, speed: player.speed, voice: player.voice, mode, times, a, b });
  }
  addEventListener("pagehide", () => remember(true));
  setInterval(() => player.playing && remember(), REMEMBER_MS);

  const last = memory.read();
  setTheme(THEMES.includes(last.theme) ? last.theme : "auto");
  setSpeed(Number.isFinite(last.speed) ? last.speed : 1);
  if (Number.isFinite(last.time) && last.time < song.duration - 1) player.seek(last.time);
  if (last.voice === "karaoke") player.setVoice("karaoke");
  if (Number.isFinite(last.a) && Number.isFinite(last.b)) Object.assign(practice.state, { a: last.a, b: last.b });
  if (Number.isInteger(last.times)) practice.setTimes(last.times);
  if (practice.MODES.includes(last.mode)) practice.setMode(last.mode);
  practice.show();
  render();
})();
