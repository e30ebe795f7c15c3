// What the page holds: the game, the scenarios, the texts.
const DATA = JSON.parse(document.getElementById("data").textContent);
const GAME = DATA.game;
const CAPITALS = GAME.capitals;
const SIDES = ["a", "b"];
const STATES = DATA.states;
let kernel = null;

function text(key, values = {}) {
  const found = DATA.texts[key];
  if (found === undefined) throw new RangeError(`there is no text ${key}`);
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function scenario() {
  return DATA.scenarios.find((each) => each.name === now.scenario);
}

// What the story of a world needs.
function showing() {
  return { game: GAME, text, start: scenario().start, locale: text("language.locale") };
}

function stateName(state) {
  return text(`states.${STATES[state]}`);
}

function outcomeName(name) {
  return text(`outcomes.${name}`);
}

function begunWithCapital(said) {
  return said.charAt(0).toLocaleUpperCase(text("language.locale")) + said.slice(1);
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyName(capital, policy) {
  return GAME.courses[capital].includes(policy) ? text(`courses.${capital}.${policy}`) : text(`policies.${policy}`);
}

function shareText(estimate) {
  return shareSaid({ text }, estimate);
}

function pointsText(difference) {
  return shareSaid({ text }, difference, true, true);
}
