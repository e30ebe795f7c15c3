// The lesson and the texts around it, and the game itself, which plays every world that is shown.
const DATA = JSON.parse(document.getElementById("data").textContent);
speak(DATA.texts);
const GAME = DATA.game;
const N = DATA.worlds;
const MONTHS = DATA.scenario.months;
const CAPITALS = GAME.capitals;
const OUTCOME = t(`counted.${DATA.outcome}`);
const WAR_RUNG = 8;
const CRISIS_RUNG = 5;
const KINDS = ["word", "deed"];

// A text by its key, with {values} put in.
const text = t;

function stateName(state) {
  return text(`states.${DATA.finalStates[state]}`);
}

const RUNG_NAMES = Array.from({ length: WAR_RUNG + 2 }, (_, rung) => text(`rungs.${rung}`));

function rungName(rung) {
  return RUNG_NAMES[rung];
}

function courseName(capital, course) {
  return text(`courses.${capital}.${GAME.courses[capital][course]}`);
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyText(capital, policy) {
  return text(GAME.courses[capital].includes(policy) ? `courses.${capital}.${policy}` : `policies.${policy}`);
}

function shortChoice(side) {
  return text(side === "a" ? "lesson.first_short" : "lesson.second_short");
}

function monthName(month, length = "long", year = "numeric") {
  return monthText(DATA.monthNames[month], { month: length, year });
}

function stopName(month) {
  return monthName(month, "short", "2-digit");
}

function rungOf(tension) {
  return Math.floor(tension);
}

// One decimal, cut off, so that 4.99 is not written as the 5.0 of the next rung.
function tensionNumber(tension) {
  return numeral(Math.floor(tension * 10 + 1e-6) / 10, 1);
}

function tensionText(tension) {
  return text("play.tension", { tension: tensionNumber(tension), rung: rungOf(tension), name: rungName(rungOf(tension)) });
}

// A change: a plus where it rises.
function signedNumber(value, decimals = 1) {
  return (Number(value.toFixed(decimals)) > 0 ? "+" : "") + numeral(value, decimals);
}

function meaning() {
  return text(`meanings.${DATA.outcome}`);
}
