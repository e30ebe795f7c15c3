// The lesson and the texts around it, and the game itself, which plays every world that is shown.
const DATA = JSON.parse(document.getElementById("data").textContent);
const TEXTS = DATA.texts;
const GAME = DATA.game;
const N = DATA.worlds;
const MONTHS = DATA.scenario.months;
const CAPITALS = GAME.capitals;
const OUTCOME = TEXTS.outcomes[DATA.outcome];
const WAR_RUNG = 8;
const CRISIS_RUNG = 5;
const KINDS = ["word", "deed"];

// A text by its dotted name, with {values} put in.
function text(name, values) {
  const found = name.split(".").reduce((part, key) => part[key], TEXTS);
  return filled(found, values || {});
}

function filled(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

function stateName(state) {
  return TEXTS.states[DATA.finalStates[state]];
}

function rungName(rung) {
  return TEXTS.rungs[rung];
}

function courseName(capital, course) {
  return TEXTS.courses[capital][GAME.courses[capital][course]];
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyText(capital, policy) {
  return TEXTS.courses[capital][policy] || TEXTS.policies[policy];
}

function shortChoice(side) {
  return TEXTS.lesson[side === "a" ? "first_short" : "second_short"];
}

function monthName(month, length, year = "numeric") {
  const [inYear, number] = DATA.monthNames[month].split("-").map(Number);
  const form = new Intl.DateTimeFormat(TEXTS.locale, { month: length || "long", year, timeZone: "UTC" });
  return form.format(new Date(Date.UTC(inYear, number - 1, 1)));
}

function stopName(month) {
  return monthName(month, "short", "2-digit");
}

function rungOf(tension) {
  return Math.floor(tension);
}

// One decimal, cut off, so that 4.99 is not written as the 5.0 of the next rung.
function tensionNumber(tension) {
  return (Math.floor(tension * 10 + 1e-6) / 10).toFixed(1);
}

function tensionText(tension) {
  return text("play.tension", { tension: tensionNumber(tension), rung: rungOf(tension), name: rungName(rungOf(tension)) });
}

// A number that may be negative, with a true minus.
function signedNumber(value, decimals = 1) {
  const shown = Math.abs(value).toFixed(decimals);
  return Number(shown) === 0 ? shown : `${value < 0 ? "\u2212" : "+"}${shown}`;
}

function meaning() {
  return TEXTS.meanings[DATA.outcome];
}
