// What the page holds, and small tools of every screen.
const DATA = JSON.parse(document.getElementById("data").textContent);
speak(DATA.texts);
const BEATS = DATA.beats;
const STILL = calm() || location.hash.includes("fast");
const FORCED = (/kim=(\d)/.exec(location.hash) || [])[1];
let turn = 0;

// Wait for a picture to be seen; not at all where somebody wishes for less motion.
function wait(milliseconds) {
  return new Promise((done) => { setTimeout(done, STILL ? 0 : milliseconds); });
}

// What is told of one beat, in its own words where it has some.
function own(beat, key, values) {
  const name = `beats.${beat.name}.${key}`;
  return t(has(name) ? name : `beat.${key}`, values);
}
