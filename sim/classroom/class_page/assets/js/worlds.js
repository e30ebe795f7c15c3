// Worlds, played in the page by the game itself. What was played is kept for a while.
const TOLD = [...new Set([...SERIES, ...SERIES_OF_TENSION, ...SERIES_OF_NEWS, ...CAPITALS.map((capital) => `${capital}_course`)])];
const KEPT = 24;
const kept = new Map();
let kernel = null;

async function openGame() {
  kernel = await openKernel(bytesOf(document.getElementById("kernel").textContent), GAME);
}

// What `make` gives, made once for a key; the oldest goes when there are many.
function once(key, make) {
  if (!kept.has(key)) kept.set(key, make());
  const found = kept.get(key);
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return found;
}

function inputsFor(changes) {
  return once(`inputs ${JSON.stringify(changes)}`, () => inputsOf(GAME, DATA.scenario, changes));
}

// How a world ended: its final state by number, whether what is counted happened, and for how many months it ran.
function endOf(past) {
  return { state: finalState(past), hit: OUTCOMES[outcome()](past), lived: past.lived };
}

// How many of its other aims that giant misses which misses fewer; a vital aim counts for all.
function fewestMissed(past) {
  const measures = measuresOf(past), missed = (aims) => Object.values(aims).filter((kept) => !kept(measures, past.p)).length;
  return Math.min(...["washington", "beijing"].map((giant) => (missed(AIMS[giant].vital) ? Infinity : missed(AIMS[giant].other))));
}

// How the first so many worlds end under some changes.
function endsOf(changes, worlds = N, seed = DATA.seed) {
  return once(endsKey(changes, worlds, seed), () => {
    const inputs = inputsFor(changes);
    const run = playWorlds(kernel, inputs, seed, Array.from({ length: worlds }, (_, world) => world), SERIES);
    return Array.from({ length: worlds }, (_, world) => endOf(pastOf(run, world, inputs.values)));
  });
}

function endsKey(changes, worlds, seed) {
  return `ends ${lessonName()} ${outcome()} ${worlds} ${seed} ${JSON.stringify(changes)}`;
}

// By how many missed aims both giants lose in each of the worlds on the page.
function missedIn(changes) {
  return once(`missed ${JSON.stringify(changes)}`, () => {
    const inputs = inputsFor(changes), ids = Array.from({ length: N }, (_, world) => world);
    const run = playWorlds(kernel, inputs, DATA.seed, ids, SERIES);
    return ids.map((world) => fewestMissed(pastOf(run, world, inputs.values)));
  });
}

// One world month by month; `imposed` says what is ordered otherwise, and from which month.
function storyOf(changes, world, imposed = []) {
  return once(`story ${world} ${JSON.stringify([changes, imposed])}`, () => {
    const inputs = inputsFor(changes);
    const run = playWorlds(kernel, inputs, DATA.seed, [world], TOLD, ordered(GAME, inputs, imposed));
    return { past: pastOf(run, 0, inputs.values), imposed };
  });
}

// A course of a capital from a month on.
function courseFrom(capital, month, course) {
  return { month, until: MONTHS, order: `${capital}_course`, move: course };
}

// The months after which another course of the seat would change most of what is left, under the same luck.
function decisiveMonths(changes, world, imposed = []) {
  return once(`decisive ${lesson().seat} ${world} ${JSON.stringify([changes, imposed])}`, () => {
    const story = storyOf(changes, world, imposed), lived = story.past.lived;
    const tried = [];
    for (let month = 1; month < lived - 1; month += 1) {
      GAME.courses[lesson().seat].forEach((_, course) => tried.push([month, course]));
    }
    if (!tried.length) return [];
    const inputs = inputsFor(changes);
    const orders = sideBySide(tried.map(([month, course]) => ordered(GAME, inputs, [...imposed, courseFrom(lesson().seat, month, course)])));
    const run = playWorlds(kernel, inputs, DATA.seed, tried.map(() => world), SERIES, orders);
    const weights = new Map();
    tried.forEach(([month], twin) => {
      const gap = distance(story.past, pastOf(run, twin, inputs.values));
      weights.set(month, Math.max(gap, weights.get(month) || 0));
    });
    return spread(weights, lived);
  });
}

// How far apart two worlds are: another end counts most, then how far apart their tension lies.
function distance(past, twin) {
  let apart = finalState(past) === finalState(twin) ? 0 : past.months;
  for (let month = 0; month < past.months; month += 1) apart += Math.abs(past.at("tension", month) - twin.at("tension", month));
  return apart;
}

// The heaviest months, no two near each other.
function spread(weights, lived) {
  const chosen = [];
  for (const [month] of [...weights].sort((one, other) => other[1] - one[1])) {
    if (chosen.length < 5 && chosen.every((each) => Math.abs(each - month) >= Math.max(2, lived / 9))) chosen.push(month);
  }
  return chosen.sort((one, other) => one - other);
}
