// What the page holds: the game, the scenarios, the texts.
const DATA = JSON.parse(document.getElementById("data").textContent);
const GAME = DATA.game;
const CAPITALS = GAME.capitals;
const SIDES = ["a", "b"];
const STATES = DATA.states;
let kernel = null;

function scenario() {
  return DATA.scenarios.find((each) => each.name === now.scenario);
}

function monthNamed(month, form) {
  return monthIn(scenario().start, month, form);
}

function stateName(state) {
  return t(`states.${STATES[state]}`);
}

function outcomeName(name) {
  return t(`outcomes.${name}`);
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyName(capital, policy) {
  return GAME.courses[capital].includes(policy) ? t(`courses.${capital}.${policy}`) : t(`policies.${policy}`);
}
