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

function newWorlds(changes) {
  const inputs = inputsOf(GAME, scenario(), changes);
  return { inputs, n: 0, lived: [], states: [], measures: [], worths: [], tension: [], flags: Object.fromEntries(DATA.outcomes.map((name) => [name, []])) };
}

function playSome(worlds, until, seed) {
  const from = worlds.n, ids = Array.from({ length: Math.min(STEP, until - from) }, (_, place) => from + place);
  const run = playWorlds(kernel, worlds.inputs, seed, ids, SERIES);
  ids.forEach((_, place) => {
    const past = pastOf(run, place, worlds.inputs.values);
    worlds.lived.push(past.lived);
    worlds.states.push(finalState(past));
    worlds.measures.push(measuresOf(past));
    worlds.worths.push(CAPITALS.map((capital) => valueOf(past, capital)));
    worlds.tension.push(Float64Array.from({ length: past.lived }, (_, month) => past.at("tension", month)));
    for (const name of DATA.outcomes) worlds.flags[name].push(OUTCOMES[name](past));
  });
  worlds.n += ids.length;
}

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
