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
