// Sound, off until it is asked for; the address; and the story from its beginning.
let sounds = null;
const TONES = { knock: [90, 0.12, 2], ships: [55, 0.9, 1], test: [320, 0.5, 1], dark: [160, 0.08, 1], fearful: [220, 0.5, 1], greedy: [140, 0.5, 1] };

function tone(name) {
  if (!sounds) return;
  const [pitch, length, times] = TONES[name];
  for (let turn = 0; turn < times; turn += 1) {
    const from = sounds.currentTime + turn * 0.25, voice = sounds.createOscillator(), loud = sounds.createGain();
    voice.frequency.setValueAtTime(pitch, from);
    voice.frequency.exponentialRampToValueAtTime(pitch * (name === "test" ? 3 : 0.6), from + length);
    loud.gain.setValueAtTime(0.15, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + length);
    voice.connect(loud).connect(sounds.destination);
    voice.start(from);
    voice.stop(from + length);
  }
}

byId("sound").addEventListener("click", () => {
  sounds = sounds ? void sounds.close() : new AudioContext();
  byId("sound").setAttribute("aria-label", T(sounds ? "sound_on" : "sound_off"));
  byId("sound").setAttribute("aria-pressed", Boolean(sounds));
});

// `#men`, `#twenty`, `#behind`, `#chairs` or `#own` begins there; `luck=` fixes who lives behind the wall.
function addressOf(hash) {
  const parts = /^#(men|twenty|behind|chairs|own)?(?:&?luck=(\d{1,9}))?$/.exec(hash || "#");
  memory.luck = parts?.[2] ? Number(parts[2]) : Date.now() % 1e6;
  luck = memory.luck + 1;
  for (let draw = 0; draw < 4; draw += 1) chance(); // the first draws of small numbers are all small
  return { scene: parts?.[1] ?? "men", changed: !parts };
}

async function story() {
  const { scene, changed } = addressOf(location.hash), order = SCENES.map(([name]) => name);
  if (changed) byId("main").prepend(make("p", { class: "notice", role: "alert" }, T("tampered")));
  for (const [, play] of SCENES.slice(Math.max(0, order.indexOf(scene)))) await play();
  location.hash = "";
  location.reload();
}

const SCENES = [
  ["men", async () => {
    const [one, two] = chance() < 0.5 ? LESSON.men : [...LESSON.men].reverse(), third = LESSON.men[chance() < 0.5 ? 0 : 1];
    for (const [number, man, kind] of [[0, one, "world"], [1, two, "world"], [2, third, "liar"]]) await playMan(number, man, kind);
  }],
  ["twenty", async () => { await twenty(); await ask([["next", T(CLIMB ? "behind" : "again")]]); }],
  ...(CLIMB ? [["behind", behind]] : []),
  ...(CHAIRS ? [["chairs", chairs], ["own", own]] : []),
  ["end", lastCard],
];

speak(DATA.texts);
openKernel(bytesOf(byId("kernel").textContent), game).then((opened) => {
  kernel = opened;
  document.body.dataset.ready = "";
  story();
});
