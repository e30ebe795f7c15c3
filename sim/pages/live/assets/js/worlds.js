// Worlds, played in the page by the game itself, five hundred at a time; what was played is kept for a while.
const STEP = 500;
const KEPT = 8;
const played = new Map();

// What is known of the worlds of a setting: how each ends, which outcomes it has, its tension and what its goals measure.
function worldsOf(changes) {
  const key = JSON.stringify([now.scenario, now.seed, changes]);
  const found = played.get(key) ?? newWorlds(changes);
  played.delete(key);
  played.set(key, found);
  if (played.size > KEPT) played.delete(played.keys().next().value);
  return found;
}

const WITH_KIM = [...SERIES, "kim.type"], GIANTS = Object.keys(DATA.benchmark);

function newWorlds(changes) {
  const inputs = inputsOf(GAME, scenario(), changes);
  return { inputs, against: benchmarkOf(changes), n: 0, lived: [], states: [], measures: [], worths: [], gains: [], kims: [], tension: [], flags: Object.fromEntries(DATA.outcomes.map((name) => [name, []])) };
}

const under = new Map();

// The same worlds under the benchmark: each giant does what the other asks, its dials as shipped, and all else is as it is.
function benchmarkOf(changes) {
  const others = Object.fromEntries(Object.entries(changes).filter(([name]) => !GIANTS.includes(name.split(".")[0])));
  const key = JSON.stringify([now.scenario, now.seed, others]);
  if (!under.has(key)) {
    const plans = Object.fromEntries(GIANTS.map((giant) => [giant, { stretches: [{ start: 0, policy: DATA.benchmark[giant], levers: {} }], levers: {} }]));
    if (under.size >= KEPT) under.delete(under.keys().next().value);
    under.set(key, { inputs: inputsOf(GAME, { ...scenario(), plans: { ...scenario().plans, ...plans } }, others), n: 0, worths: [] });
  }
  return under.get(key);
}

// Every world of a step, with its past.
function playStep(worlds, until, seed, record, told) {
  const from = worlds.n, ids = Array.from({ length: Math.min(STEP, until - from) }, (_, place) => from + place);
  const run = playWorlds(kernel, worlds.inputs, seed, ids, record);
  ids.forEach((_, place) => told(pastOf(run, place, worlds.inputs.values)));
  worlds.n += ids.length;
}

function playSome(worlds, until, seed) {
  const { against } = worlds, { values } = worlds.inputs;
  while (against.n < Math.min(until, worlds.n + STEP)) playStep(against, until, seed, SERIES, (past) => against.worths.push(GIANTS.map((giant) => valueOf(past, giant))));
  let world = worlds.n;
  playStep(worlds, until, seed, WITH_KIM, (past) => {
    worlds.lived.push(past.lived);
    worlds.states.push(finalState(past));
    worlds.measures.push(measuresOf(past));
    worlds.worths.push(CAPITALS.map((capital) => valueOf(past, capital)));
    worlds.kims.push(past.at("kim.type", 0));
    worlds.tension.push(Float64Array.from({ length: past.lived }, (_, month) => past.at("tension", month)));
    // What the benchmark would have given each giant more, in limited wars.
    const gains = GIANTS.map((giant, place) => (against.worths[world][place] - worlds.worths[world][CAPITALS.indexOf(giant)]) / values[`loss_${giant}`]);
    worlds.gains.push(gains);
    for (const name of DATA.outcomes) worlds.flags[name].push(name in QUADRANTS ? QUADRANTS[name](gains) : OUTCOMES[name](past));
    world += 1;
  });
}

// Where both powers, or one alone, do worse or better than under the benchmark by more than a tenth of a limited war.
const QUADRANTS = {
  lose_lose: ([w, b]) => w > DATA.margin && b > DATA.margin, win_win: ([w, b]) => w < -DATA.margin && b < -DATA.margin,
  washington: ([w, b]) => w < -DATA.margin && b > DATA.margin, beijing: ([w, b]) => w > DATA.margin && b < -DATA.margin,
};

const counts = (list, n, holds) => list.slice(0, n).filter(holds).length;

function shareOf(worlds, name, n) {
  return wilson(counts(worlds.flags[name], n, Boolean), n);
}

function endShare(worlds, state, n) {
  return wilson(counts(worlds.states, n, (each) => each === state), n);
}

// B less A, world by world.
function differenceOf(a, b, name, n) {
  let to = 0, back = 0;
  for (let world = 0; world < n; world += 1) {
    if (b.flags[name][world] && !a.flags[name][world]) to += 1;
    if (a.flags[name][world] && !b.flags[name][world]) back += 1;
  }
  return paired(to, back, n);
}

// The share of lose-lose under joint draws of the thresholds of the goals: its 5 and 95 % quantiles.
function rangeOf(worlds, n) {
  if (worlds.range?.n === n) return worlds.range;
  const shares = Array.from({ length: DATA.draws.goal_proven.length }, (_, draw) => {
    const moved = { ...worlds.inputs.values };
    for (const [name, by] of Object.entries(DATA.draws)) moved[name] += by[draw];
    const lost = (measures) => losesBy(measures, "washington", moved) && losesBy(measures, "beijing", moved);
    return counts(worlds.measures, n, lost) / n;
  }).sort((one, other) => one - other);
  worlds.range = { n, low: quantile(shares, 0.05), high: quantile(shares, 0.95) };
  return worlds.range;
}

// Quantiles of tension among the worlds that still run, at the start and after each month.
function ribbonOf(worlds, n) {
  const at = (month) => (month ? worlds.tension.slice(0, n).filter((path) => path.length >= month).map((path) => path[month - 1]) : [worlds.inputs.values.start_tension]);
  return Array.from({ length: worlds.inputs.months + 1 }, (_, month) => {
    const sorted = Float64Array.from(at(month)).sort();
    return sorted.length ? { running: month ? sorted.length : n, bands: DATA.quantiles.map((share) => quantile(sorted, share)) } : null;
  }).filter(Boolean);
}

const told = new Map();

// One world with all that the stage shows of it.
function storyOf(changes, world) {
  const key = JSON.stringify([now.scenario, now.seed, changes, world]);
  if (!told.has(key)) {
    const { inputs } = worldsOf(changes);
    told.clear();
    told.set(key, pastOf(playWorlds(kernel, inputs, now.seed, [world], TOLD), 0, inputs.values));
  }
  return told.get(key);
}

const TOLD = [...new Set([...SERIES, ...SERIES_OF_TENSION, ...CAPITALS.map((capital) => `${capital}_course`)])];
