// The lesson and the texts around it, and the game itself, which plays every world that is shown.
const DATA = JSON.parse(document.getElementById("data").textContent);
speak(DATA.texts);
const GAME = DATA.game;
const N = DATA.worlds;
const MONTHS = DATA.scenario.months;
const CAPITALS = GAME.capitals;
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

// What is counted: what the lesson is about, or in the sandbox whatever was asked for.
function outcome() {
  return (now.screen === "sandbox" && now.count) || lesson().outcome;
}

function outcomeName() {
  return t(`counted.${outcome()}`);
}

function stateName(state) {
  return t(`states.${DATA.finalStates[state]}`);
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

function meaning() {
  return t(`meanings.${outcome()}`);
}
