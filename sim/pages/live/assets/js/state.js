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

function fresh() {
  return { scenario: DATA.scenarios[0].name, outcome: DATA.outcomes[0], compare: false, side: "a", a: {}, b: {}, seed: DATA.seed, worlds: DATA.worlds, world: 0, month: 0, told: "a" };
}

let now = fresh();

const READ = {
  scenario: (said) => oneOf(DATA.scenarios.map((each) => each.name))(said), outcome: (said) => oneOf(DATA.outcomes)(said),
  compare: (said) => (said === "1" ? true : undefined), side: oneOf(SIDES), a: (said) => changesOf(said), b: (said) => changesOf(said),
  seed: (said) => (/^\d{1,19}$/.test(said) && BigInt(said) <= BigInt(DATA.mostSeed) ? said : undefined),
  worlds: (said) => (DATA.sizes.includes(Number(said)) ? Number(said) : undefined),
  world: (said) => wholeBelow(said, DATA.sizes.at(-1)), month: (said) => wholeBelow(said, 1000), told: oneOf(SIDES),
};

function wholeBelow(said, end) {
  return /^\d{1,6}$/.test(said) && Number(said) < end ? Number(said) : undefined;
}

function changesSaid(changes) {
  return Object.entries(changes).map((pair) => pair.join(":")).join(",");
}

// What is changed in a setting; what is none of the controls is dropped.
function changesOf(said) {
  const changes = {};
  for (const part of said.split(",")) {
    const [name, value = ""] = part.split(":"), capital = name.split(".")[0];
    const slider = DATA.sliders[name];
    if (slider && value !== "" && Number(value) >= slider.low && Number(value) <= slider.high) changes[name] = Number(value);
    else if (name === `${capital}.policy` && Object.hasOwn(GAME.policies[capital] ?? {}, value)) changes[name] = value;
    else if (name === "kim_type" && ["drawn", ...GAME.kims].includes(value)) changes[name] = value;
    else if (name.startsWith("elections.") && value === "false" && CAPITALS.includes(name.split(".")[1])) changes[name] = false;
  }
  return changes;
}

const said = (key, value) => (key === "a" || key === "b" ? changesSaid(value) : value === true ? "1" : String(value));

const { addressOf, stateOf } = addressing(fresh, READ, said);

function change(changes) {
  now = { ...now, ...changes };
  writeAddress(addressOf(now));
  show();
}

// A value of the setting that the controls change; its own value takes the change away.
function setChange(name, value, own) {
  const changes = { ...now[now.side] };
  if (value === own) delete changes[name];
  else changes[name] = value;
  change({ [now.side]: changes });
}

function shownSides() {
  return now.compare ? SIDES : ["a"];
}
