// The game played otherwise from a month on: from where it stood, under the same luck. What Washington's red lines did in
// the game they do in every future: a line adds to the threats it is held to, between its review and its move.
let base = null;

function baseInputs() {
  base = base ?? inputsOf(GAME, DATA.scenario);
  return base;
}

function placeIn(name) {
  return GAME.places.indexOf(name);
}

// What is asked of whom in a month, by menu, as orders.
function ordersIn(month, moves) {
  return Object.entries(moves).map(([menu, move]) => ({
    month, order: menu.replace(".", "_"), move: (GAME.moves[menu] ?? GAME.courses[menu.split(".")[0]]).indexOf(move),
  }));
}

// The orders of a future: what was imposed in the month and what is changed in it, later what teams chose, or nothing. What
// nobody imposed comes out as it did, by the same luck; a move that is ordered teaches Washington nothing of Kim.
function futureOrders(month, changed, after) {
  const own = { ...DATA.imposed[month], ...changed }, later = after === "teams" ? DATA.imposed.slice(month + 1) : [];
  return ordered(GAME, baseInputs(), [own, ...later].flatMap((moves, step) => ordersIn(month + step, moves)));
}

// Months from `first` up to `end` of the one world, from a state; the whole state after each month.
function playSpan(state, first, end, orders) {
  const span = monthsOf(GAME, { ...baseInputs(), orders }, first, end);
  const run = playWorlds(kernel, span, DATA.seed, [TOLD.record.world], GAME.places, span.orders, { state, month: first });
  return Array.from({ length: run.lived[0] }, (_, month) => GAME.places.map((name) => run.series[name][month]));
}

const within = (value) => Math.min(1, Math.max(0, value));

// A month in which Washington drew lines: its course is that of its review without them, and then they weigh.
function playWithLines(state, month, orders, drawn) {
  const before = playSpan(state, month, month + 1, orders)[0], own = orders.slice(), weighed = state.slice();
  const ambiguity = baseInputs().levers[month * GAME.levers.length + GAME.levers.findIndex(([name]) => name === "washington.ambiguity")];
  own[month * GAME.orders.length + GAME.orders.indexOf("washington_course")] = before[placeIn("washington_course")];
  weighed[placeIn("perceived_risk")] = before[placeIn("perceived_risk")];
  weighed[placeIn("audience")] = within(state[placeIn("audience")] + drawn * baseInputs().values.threat_audience * (1 - ambiguity));
  return playSpan(weighed, month, month + 1, own);
}

// The states after each month from `first` on, until the world ends.
function futureStates(first, orders) {
  const found = [], horizon = DATA.scenario.months;
  let state = DATA.states[first], month = first;
  while (month < horizon && !state[placeIn("ending")]) {
    let end = month + 1;
    while (!DATA.lines[month] && end < horizon && !DATA.lines[end]) end += 1;
    const drawn = DATA.lines[month], added = drawn ? playWithLines(state, month, orders, drawn) : playSpan(state, month, end, orders);
    found.push(...added);
    state = added[added.length - 1];
    month += added.length;
  }
  return found;
}

// A world by the states after each of its months, as the outcomes read it; after its end the last month repeats.
function pastFrom(states) {
  const months = DATA.scenario.months, lived = states.length;
  const at = (name, month) => states[Math.min(month, lived - 1)][placeIn(name)];
  return { at, lived, months, last: (name) => at(name, months - 1), p: baseInputs().values };
}

function pastAsItWas() {
  return pastFrom(DATA.states.slice(1));
}

// The world in which some moves of a month (counted from 0) were others.
function pastOtherwise(month, changed, after) {
  return pastFrom([...DATA.states.slice(1, month + 1), ...futureStates(month, futureOrders(month, changed, after))]);
}
