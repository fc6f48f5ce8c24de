// The song as data, and where a time falls in it. Times are seconds from the start of the audio.

const song = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

const lineStart = (i) => song.lines[i].morae[0][0];
const lineEnd = (i) => song.lines[i].morae.at(-1)[1];

/** The line being sung; between lines, the one that comes next; after the last, the last. */
function lineAt(t) {
  const next = song.lines.findIndex((_, i) => lineEnd(i) > t);
  return next < 0 ? song.lines.length - 1 : next;
}

/** The mora of a line that sounds at t; -1 before its first, its count of morae after its last. */
function moraAt(line, t) {
  const morae = song.lines[line].morae;
  if (t >= lineEnd(line)) return morae.length;
  return morae.findLastIndex(([start]) => start <= t);
}

function sectionAt(t) {
  const last = song.sections.findLastIndex((section) => section.loop[0] <= t);
  return Math.max(0, last);
}

/** Seconds as m:ss, for a display. */
function clock(t) {
  const whole = Math.max(0, Math.floor(t));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** What the browser may remember for us; where it may not (a file, a private window), the page works without. */
const memory = {
  read() {
    try {
      return JSON.parse(localStorage.getItem(song.key)) ?? {};
    } catch {
      return {};
    }
  },
  write(changes) {
    try {
      localStorage.setItem(song.key, JSON.stringify({ ...memory.read(), ...changes }));
    } catch {
      // nothing is lost but the place
    }
  },
};
