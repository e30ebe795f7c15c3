// The recorded worlds, and the texts around them. Nothing here computes a world: all numbers were recorded.
const DATA = JSON.parse(document.getElementById("data").textContent);
const TEXTS = DATA.texts;
const N = DATA.worlds;
const CAPITALS = DATA.capitals;
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

// Numbers from a text with `width` digits of base 36 each; null where a world had ended.
function numbers(packed, width) {
  const found = [];
  for (let at = 0; at < packed.length; at += width) {
    const part = packed.slice(at, at + width);
    found.push(part[0] === "-" ? null : parseInt(part, 36));
  }
  return found;
}

function tensions(packed) {
  return numbers(packed, 2).filter((value) => value !== null).map((value) => value / 100);
}

// How a world ended: its final state by number, and whether the lesson's outcome happened.
function ending(ends, world) {
  const [state, flags] = numbers(ends.slice(2 * world, 2 * world + 2), 1);
  const { bit, states } = DATA.counted;
  return { state, hit: bit === undefined ? states.includes(state) : Boolean((flags >> bit) & 1) };
}

function endings(ends) {
  return Array.from({ length: N }, (_, world) => ending(ends, world));
}

function stateName(state) {
  return TEXTS.states[DATA.finalStates[state]];
}

function rungName(rung) {
  return TEXTS.rungs[rung];
}

function moveName(capital, kind, move) {
  return TEXTS.moves[capital][kind][DATA.moves[`${capital}.${kind}`][move]];
}

// The word and the deed of a capital in a month of a story or a path, by number.
function madeIn(moves, capital, month) {
  return KINDS.map((kind) => Number(moves[`${capital}.${kind}`][month]));
}

function madeText(capital, made) {
  return made.map((move, place) => moveName(capital, KINDS[place], move)).join(TEXTS.site.list);
}

function courseName(capital, course) {
  return TEXTS.courses[capital][DATA.courses[capital][course]];
}

// A policy is a course that is held, or a rule by which a capital reviews its course.
function policyText(capital, policy) {
  return TEXTS.courses[capital][policy] || TEXTS.policies[policy];
}

function shortChoice(side) {
  return TEXTS.lesson[side === "a" ? "first_short" : "second_short"];
}

// A line of the seat as the class knows it: one of the two choices by its short name too.
function lineName(policy) {
  const chosen = ["a", "b"].find((each) => DATA.settings[each].plans[DATA.seat].at(-1)[1] === policy);
  return chosen ? TEXTS.lesson[chosen === "a" ? "first_line" : "second_line"] : policyText(DATA.seat, policy);
}

function monthName(month, length) {
  const [year, number] = DATA.monthNames[month].split("-").map(Number);
  const form = new Intl.DateTimeFormat(TEXTS.locale, { month: length || "long", year: "numeric", timeZone: "UTC" });
  return form.format(new Date(Date.UTC(year, number - 1, 1)));
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

function meaning() {
  return meaningOf(DATA.outcome);
}

function meaningOf(outcome) {
  return TEXTS.meanings[outcome];
}

// A number that may be negative, with its interval.
function signed([value, low, high]) {
  return text("site.signed", { value, low, high });
}
