// The lesson and the texts around it, and the game itself, which plays every world that is shown.
const DATA = JSON.parse(document.getElementById("data").textContent);
speak(DATA.texts);
const GAME = DATA.game;
const N = DATA.worlds;
const MONTHS = DATA.scenario.months;
const CAPITALS = GAME.capitals;
const WAR_RUNG = 8;
const CRISIS_RUNG = 5;
const KINDS = ["word", "deed"];
const SERIES_OF_NEWS = ["un_round_ago", "window_left", "window_mood", "detained", "outrage"];

// The lesson whose worlds are shown: that of the present beat, else the one in the address.
function lessonName() {
  const beat = present();
  return beat ? beat.lesson : now.lesson;
}

function lesson() {
  return DATA.lessons[lessonName()];
}

function lessonText(key) {
  return t(`lesson.${lessonName()}.${key}`);
}

// What the lesson counts.
function outcomeName() {
  return t(`counted.${lesson().outcome}`);
}

// An ending in plain words.
function stateName(state) {
  return t(`ends.${state}`);
}

const RUNG_NAMES = Array.from({ length: WAR_RUNG + 2 }, (_, rung) => t(`rungs.${rung}`));

function rungName(rung) {
  return RUNG_NAMES[rung];
}

function courseName(capital, course) {
  return t(`courses.${capital}.${GAME.courses[capital][course]}`);
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyText(capital, policy) {
  return t(GAME.courses[capital].includes(policy) ? `courses.${capital}.${policy}` : `policies.${policy}`);
}

function shortChoice(side) {
  return lessonText(side === "a" ? "first_short" : "second_short");
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
  return t("play.tension", { tension: tensionNumber(tension), rung: rungOf(tension), name: rungName(rungOf(tension)) });
}

// A change: a plus where it rises.
function signedNumber(value, decimals = 1) {
  return (Number(value.toFixed(decimals)) > 0 ? "+" : "") + numeral(value, decimals);
}

function meaning() {
  return t(`meanings.${lesson().outcome}`);
}
