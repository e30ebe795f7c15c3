// What the page holds, and small tools of every screen.
const DATA = JSON.parse(document.getElementById("data").textContent);
speak(DATA.texts);
const BEATS = DATA.beats.map((beat) => ({ ...beat, scenario: { ...DATA.scenario, ...beat.scenario } }));
const STILL = calm() || location.hash.includes("fast");
const RUNS_ON = location.hash.includes("run");
const FORCED = (/kim=(\d)/.exec(location.hash) || [])[1];
let turn = 0, pace = 1;

// Wait for a picture to be seen; not at all where somebody wishes for less motion, half as long in a second play.
function wait(milliseconds) {
  return new Promise((done) => { setTimeout(done, STILL ? 0 : milliseconds * pace); });
}

// What is told of one beat, in its own words where it has some.
function own(beat, key, values) {
  const name = `beats.${beat.name}.${key}`;
  return t(has(name) ? name : `beat.${key}`, values);
}

// Sound: tones only, off until somebody asks for it.
let sounding = false;
let audio = null;

function tone(pitch, seconds = 0.18, form = "sine", loud = 0.12) {
  if (!sounding) return;
  audio ??= new AudioContext();
  const from = audio.createOscillator(), by = audio.createGain(), now = audio.currentTime;
  from.type = form;
  from.frequency.value = pitch;
  by.gain.setValueAtTime(loud, now);
  by.gain.exponentialRampToValueAtTime(0.001, now + seconds);
  from.connect(by).connect(audio.destination);
  from.start();
  from.stop(now + seconds);
}

function switchSound() {
  sounding = !sounding;
  byId("sound").textContent = t(sounding ? "course.sound_on" : "course.sound_off");
  byId("sound").setAttribute("aria-pressed", sounding);
  tone(440);
}
