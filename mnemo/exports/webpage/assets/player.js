// Two recordings, with and without the lead, of which one is heard; both stay at one place and one speed.

const player = (() => {
  const recordings = { lead: byId("audio-lead"), karaoke: byId("audio-karaoke") };
  let heard = "lead";

  /** A data URL as a blob: browsers seek in those at once and exactly. */
  function unpack(audio) {
    if (!audio.src.startsWith("data:")) return;
    const bytes = Uint8Array.from(atob(audio.src.slice(audio.src.indexOf(",") + 1)), (c) => c.charCodeAt(0));
    audio.src = URL.createObjectURL(new Blob([bytes], { type: "audio/mpeg" }));
  }

  const active = () => recordings[heard];
  const listeners = [];
  const tell = () => listeners.forEach((listener) => listener());

  function setSpeed(speed) {
    for (const audio of Object.values(recordings)) {
      audio.preservesPitch = audio.webkitPreservesPitch = audio.mozPreservesPitch = true;
      audio.defaultPlaybackRate = audio.playbackRate = speed;
    }
    tell();
  }

  async function play() {
    try {
      await active().play();
    } catch {
      tell(); // the browser wants a touch first, or a pause came in between
    }
  }

  function seek(t) {
    active().currentTime = Math.min(Math.max(0, t), song.duration - 0.01);
    tell();
  }

  function setVoice(name) {
    if (name === heard) return;
    const from = active();
    const playing = !from.paused;
    heard = name;
    unpack(active());
    active().playbackRate = from.playbackRate;
    active().currentTime = from.currentTime;
    if (playing) play();
    from.pause();
    tell();
  }

  for (const audio of Object.values(recordings)) {
    for (const event of ["play", "pause", "ratechange", "seeked", "ended"]) {
      audio.addEventListener(event, () => audio === active() && tell());
    }
  }
  unpack(recordings.lead);

  return {
    play,
    seek,
    setSpeed,
    setVoice,
    pause: () => active().pause(),
    toggle: () => (active().paused ? play() : active().pause()),
    onChange: (listener) => listeners.push(listener),
    get time() { return active().currentTime; },
    get playing() { return !active().paused && !active().ended; },
    get ended() { return active().ended; },
    get speed() { return active().playbackRate; },
    get voice() { return heard; },
  };
})();
