// The lives of a beat: the shown world and the five hundred behind it, played season by season by the game itself, with
// the state of every season kept. A lesson is as its file says it; `other` is whom one meets.
const RECORD = [...SERIES, "washington_deed"];
const KEPT = 400, YEAR = 12, COOL = 0.05;

// Moves of a choice in a season of the inputs, as the orders of those months.
function ordersOf(game, lesson, inputs, choice) {
  const order = (month, kind, move) => ({ month, order: `${lesson.seat}_${kind}`, move: game.moves[`${lesson.seat}.${kind}`].indexOf(move) });
  return ordered(game, inputs, lesson.choices[choice].flatMap(([word, deed], month) => [order(month, "word", word), order(month, "deed", deed)]));
}

// Whether a hand that stands firm with a chance of `share` holds in a world and month: where it does, a firmer one does.
const FIRM = 1e-6, GOLDEN = [0.6180339887498949, 0.7548776662466927];
const holdsFirm = (share, id, month) => (id * GOLDEN[0] + month * GOLDEN[1]) % 1 < share;

// Luck of a season with that of the brink replaced: by a value in some months, [{month, value}], or in every world and month
// by a hand, [{month, share}], which stays as it was last, and was before as it was first. Null where none is.
function luckOf(game, lesson, season, replaced, hands, ids) {
  const from = season * lesson.season, here = replaced.filter(({ month }) => Math.floor(month / lesson.season) === season);
  if (!here.length && !hands.length) return null;
  const wide = hands.length ? ids.length : 1, luck = new Float64Array(lesson.season * game.slots.length * wide).fill(NaN);
  const put = (month, values) => luck.set(values, ((month - from) * game.slots.length + game.slots.indexOf(lesson.brink)) * wide);
  for (const { month, value } of here) put(month, [value]);
  for (let month = from; hands.length && month < from + lesson.season; month += 1) {
    const { share } = hands.findLast((hand) => hand.month <= month) ?? hands[0];
    put(month, ids.map((id) => (holdsFirm(share, id, month) ? FIRM : 1 - FIRM)));
  }
  return luck;
}

// The months of one world, of seasons that were played one after another; a world that has ended repeats its last month.
function lifeIn(runs, world, values) {
  const lived = runs.reduce((sum, run) => sum + run.lived[world], 0), [{ months, worlds }] = runs;
  const at = (name, month) => {
    const here = Math.min(month, lived - 1);
    return runs[Math.floor(here / months)].series[name][(here % months) * worlds + world];
  };
  return { at, lived, months: months * runs.length, last: (name) => at(name, lived - 1), p: values };
}

const isShot = (past, month) => [3, 4].includes(past.at("pyongyang_deed", month));

// The mean of a series over a year up to a month, as goals take it.
function yearly(past, name, month) {
  const from = Math.max(0, month - YEAR + 1), values = Array.from({ length: month - from + 1 }, (_, step) => past.at(name, from + step));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

// Five hundred worlds take long: before each of their seasons, and before they are counted, others are heard.
const breath = () => new Promise((done) => { setTimeout(done); });

// What a name of a lesson's expressions comes to in a world.
export function measured(past, name) {
  if (name.startsWith("goal_")) {
    const [, capital, goal] = /^goal_([a-z]+)_(.*)$/.exec(name), { vital, other } = GOALS[capital];
    return (vital[goal] || other[goal])(past.measures ??= measuresOf(past), past.p);
  }
  if (name.startsWith("value_")) return valueOf(past, name.slice(6));
  const ever = (holds) => Array.from({ length: past.lived }, (_, month) => month).some(holds);
  // Whether a capital backed down in the last month in which one did.
  const wasLast = (capital) => {
    for (let month = past.lived - 1; month >= 0; month -= 1) {
      const yields = (who) => past.at(`${who}_yields`, month) > 0.5;
      if (yields("washington") || yields("pyongyang")) return yields(capital);
    }
    return false;
  };
  const said = {
    tests: () => Array.from({ length: past.lived }, (_, month) => past.at("pyongyang_deed", month)).filter((deed) => deed === 3 || deed === 4).length,
    freeze_at_end: () => past.last("freeze") > 0,
    brink: () => ever((month) => atBrink(past, month)),
    washington_backed_down: () => ever((month) => past.at("washington_yields", month) > 0.5),
    pyongyang_backed_down: () => ever((month) => past.at("pyongyang_yields", month) > 0.5),
    washington_backed_down_last: () => wasLast("washington"),
    pyongyang_backed_down_last: () => wasLast("pyongyang"),
  };
  return Object.hasOwn(said, name) ? said[name]() : OUTCOMES[name](past);
}

function atBrink(past, month) {
  return past.at("tension", month) >= 6 || past.at("washington_yields", month) > 0.5 || past.at("pyongyang_yields", month) > 0.5;
}

// Whether a lamp burns: half a year that is not over yet is judged as one.
function lampIn(past, lamp) {
  if (!lamp.endsWith("tests_rare") || past.lived >= YEAR / 2) return Boolean(measured(past, lamp));
  return Array.from({ length: past.lived }, (_, month) => past.at("pyongyang_deed", month)).filter((deed) => deed > 2).length <= past.p.goal_tests * (YEAR / 2);
}

const COMPARED = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};

// An expression of a lesson, nested lists, in a world and its twin.
export function holds(tree, past, twin) {
  if (typeof tree === "string") return tree.startsWith("twin_") ? measured(twin, tree.slice(5)) : measured(past, tree);
  if (!Array.isArray(tree)) return tree;
  const [operator, ...parts] = tree;
  if (operator === "and") return parts.every((part) => holds(part, past, twin));
  if (operator === "or") return parts.some((part) => holds(part, past, twin));
  if (operator === "not") return !holds(parts[0], past, twin);
  return COMPARED[operator](Number(holds(parts[0], past, twin)), Number(holds(parts[1], past, twin)));
}

// What can be asked about the lives of a lesson. `path` lists choices by number, `replaced` the luck at
// the brinks of the shown world, `hands` how firm one was there, for the others.
export function livesOf(kernel, lesson) {
  const { game } = kernel, kept = new Map(), inputs = {};
  const crowd = Array.from({ length: lesson.twenty.of }, (_, world) => lesson.twenty.first + world);
  const once = (key, make) => {
    const found = kept.has(key) ? kept.get(key) : make();
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return found;
  };
  const inputsAt = (other) => (inputs[other] ??= inputsOf(game, { ...lesson.scenario, ...lesson.others[other].scenario }));

  async function seasons(other, path, ids, replaced = [], hands = []) {
    if (!path.length) return [];
    const upto = replaced.filter(({ month }) => month < path.length * lesson.season);
    return once(JSON.stringify([other, path, ids === crowd ? "crowd" : ids, upto, hands]), async () => {
      const before = await seasons(other, path.slice(0, -1), ids, upto, hands), season = path.length - 1;
      if (ids === crowd) await breath();
      const part = monthsOf(game, inputsAt(other), season * lesson.season, path.length * lesson.season);
      const begun = season ? { state: before.at(-1).state, month: season * lesson.season } : null;
      const orders = ordersOf(game, lesson, part, path[season]), luck = luckOf(game, lesson, season, upto, hands, ids);
      return [...before, playWorlds(kernel, part, lesson.seed, ids, RECORD, orders, begun, luck)];
    });
  }

  const pasts = async (other, path, ids, replaced, hands) => {
    const runs = await seasons(other, path, ids, replaced, hands);
    return ids.map((_, world) => lifeIn(runs, world, inputsAt(other).values));
  };
  const twinPath = (path) => {
    const found = lesson.twin.find((each) => each.join() !== path.join());
    return found ? found.slice(0, path.length) : null;
  };
  const twins = async (other, path, ids) => (twinPath(path) ? pasts(other, twinPath(path), ids) : []);
  async function shown(other, path, replaced) {
    const ids = [lesson.others[other].world], [[past], [twin]] = await Promise.all([pasts(other, path, ids, replaced), twins(other, path, ids)]);
    return { past, twin };
  }
  const endIn = (past, twin) => lesson.ends.findIndex(({ test }) => holds(test, past, twin));

  // A season of the shown world: its months, the lamps after it, Beijing's favour (1 whole, 0 lost) and why it fell, and how it ended.
  async function season({ other, path, replaced = [] }) {
    const { past, twin } = await shown(other, path, replaced);
    const from = (path.length - 1) * lesson.season;
    const months = Array.from({ length: Math.max(0, Math.min(past.lived, path.length * lesson.season) - from) }, (_, step) => {
      const at = (name) => past.at(name, from + step);
      return Object.fromEntries(["tension", "pyongyang_word", "pyongyang_deed", "washington_word", "washington_deed", "refugees",
        "washington_yields", "pyongyang_yields", "ending", "threat_felt", "economy"].map((name) => [name, at(name)])
        .concat([["brink", atBrink(past, from + step)], ["flight", yearly(past, "refugees", from + step)], ["twin", Boolean(twin) && isShot(twin, from + step)], ["without", twin?.at("tension", from + step)], ["calmer", twin?.at("threat_felt", from + step)]]));
    });
    const favourOf = (life, month) => (month < 0 ? 1 : 1 - Math.max(0, life.at("relation", month) / life.p.goal_relation)), now = path.length * lesson.season - 1;
    const favour = favourOf(past, now), cools = (life) => favourOf(life, now) < favourOf(life, from - 1) - COOL;
    // Whether Beijing cools by what was chosen, or would on every way that keeps to one choice.
    const pure = lesson.twin.length || !cools(past) ? [] : (await Promise.all(lesson.choices.map((_, choice) => shown(other, path.map(() => choice), replaced)))).map((each) => each.past);
    const cooled = !pure.length ? "" : Math.max(...pure.map((life) => favourOf(life, now))) > favour + 2 * COOL ? "press" : pure.every(cools) ? "any" : "";
    const costs = Boolean(twin) && past.last("relation") < twin.last("relation");
    return { months, ending: past.last("ending"), lamps: lesson.lamps.map((lamp) => lampIn(past, lamp)), favour, costs, cooled };
  }

  // How the shown world ends; a path that was cut short by its end goes on as it went.
  async function mine({ other, path, replaced = [] }) {
    const { past, twin } = await shown(other, path, replaced);
    return endIn(past, twin);
  }

  // The tests of the shown world on another path.
  const tests = async ({ other, path }) => measured((await shown(other, path)).past, "tests");

  const lifeOf = (other, path, hands) => once(JSON.stringify(["ends", other, path, hands]), async () => {
    const lived = await pasts(other, path, crowd, [], hands), beside = await twins(other, path, crowd);
    await breath();
    return lived.map((past, place) => ({ past, twin: beside[place], world: crowd[place] }));
  });

  // The twenty lives that fly, sorted by end, mark and worth and taken from the middle of every step; and the shares of all.
  function sampled(other, path, hands = []) {
    return once(JSON.stringify(["twenty", other, path, hands]), async () => {
      const all = (await lifeOf(other, path, hands)).map((life) => ({ ...life, end: endIn(life.past, life.twin), mark: Number(Boolean(lesson.mark) && holds(lesson.mark, life.past, life.twin)), worth: valueOf(life.past, lesson.seat) }));
      const sorted = all.slice().sort((a, b) => a.end - b.end || a.mark - b.mark || a.worth - b.worth || a.world - b.world);
      const { every } = lesson.twenty, chosen = sorted.filter((_, place) => place % every === Math.floor(every / 2));
      const counts = lesson.ends.map((_, end) => all.filter((each) => each.end === end).length);
      return { chosen, counts };
    });
  }

  async function twenty({ other, path, hands }) {
    const { chosen, counts } = await sampled(other, path, hands);
    return { lives: chosen.map(({ end, world }) => ({ end, world })), counts };
  }

  // Of twenty who live a path, in how many `test` holds; and how many who go on like this come to the brink.
  async function countIn(other, path, hands, test) {
    const lives = await lifeOf(other, path, hands);
    return Math.round((20 * lives.filter(({ past, twin }) => holds(test, past, twin)).length) / crowd.length);
  }
  const brinks = ({ other, path, hands }) => countIn(other, path, hands, "brink");

  // By other and column of the moral: the ends of its twenty, which of them are marked, and how many failed; those of the
  // first end, where nothing else is said. Last, where there is room and a failure is named, one's own path.
  const moral = (own) => Promise.all(Object.keys(lesson.others).map((other) => Promise.all(columnsWith(own).map(async ({ path, bad, hand, hands = hand === null ? [] : [{ month: 0, share: hand }] }) => {
    const { chosen } = await sampled(other, path, hands), ends = chosen.map(({ end }) => end), marks = chosen.map(({ mark }) => mark);
    const tally = lesson.tally ? chosen.filter(({ past, twin }) => holds(lesson.tally, past, twin)).length : 0;
    return { ends, marks, tally, count: bad ? await countIn(other, path, hands, bad) : ends.filter((end) => !end).length };
  }))));
  function columnsWith({ path, hands }) {
    const { moral: columns } = lesson, [{ bad }] = columns;
    return columns.length > 3 || !bad || columns.some((column) => column.path.join() === path.join()) ? columns : [...columns, { path, hands, bad }];
  }

  // Play a season of the crowd with both others while its film runs.
  const ahead = ({ path }) => Promise.all(Object.keys(lesson.others).map((other) => seasons(other, path, crowd).then(() => true)));
  return { season, mine, tests, twenty, brinks, moral, ahead };
}

// The worlds of a beat with one gesture, by the rule of an arm, or by hand as `path` lists the choices: in which of them it
// happened; and of one of them by hand, the months of the last choice, and whether it happened in the end.
export function crowdOf(kernel, { scenario, gesture, seed }) {
  const ids = Array.from({ length: gesture.worlds }, (_, world) => gesture.first + world), happens = OUTCOMES[gesture.outcome], { moves } = kernel.game;
  const pastsBy = (path, those) => {
    const inputs = inputsOf(kernel.game, scenario), said = Object.values(gesture.moves);
    const orders = ordered(kernel.game, inputs, path.flatMap((choice, at) => ["word", "deed"].map((kind, place) => (
      { month: at * gesture.season, until: (at + 1) * gesture.season, order: `washington_${kind}`, move: moves[`washington.${kind}`].indexOf(said[choice][place]) }))));
    const run = playWorlds(kernel, inputs, seed, those, SERIES, orders);
    return those.map((_, place) => pastOf(run, place, inputs.values));
  };
  return {
    happened: ({ arm, path }) => (path ? pastsBy(path, ids) : pastsOf(kernel, { ...scenario, ...gesture.arms[arm] }, {}, seed, ids)).map((past) => Boolean(happens(past))),
    byHand({ world, path }) {
      const [past] = pastsBy(path, [gesture.first + world]), from = (path.length - 1) * gesture.season;
      const names = ["tension", "pyongyang_word", "pyongyang_deed", "ending"], months = Array.from({ length: Math.max(0, Math.min(gesture.season, past.lived - from)) },
        (_, step) => Object.fromEntries(names.map((name) => [name, past.at(name, from + step)])));
      return { months, ending: past.lived <= from + gesture.season ? past.last("ending") : 0, happened: Boolean(happens(past)) };
    },
  };
}

function pastsOf(kernel, scenario, changes, seed, ids) {
  const inputs = inputsOf(kernel.game, scenario, changes), run = playWorlds(kernel, inputs, seed, ids, SERIES);
  return ids.map((_, place) => pastOf(run, place, inputs.values));
}

// What a pair of choices does with one man. Of many worlds: the months of calm that are gone for each giant, on average and
// never more than there are; of every twentieth, sorted by who lost and by the bomb: who lost (0 both, 1 Washington,
// 2 Beijing, 3 neither), whether he has the bomb, and how often each giant lost.
export function cellsOf(kernel, { scenario, chairs, seed }) {
  const ids = Array.from({ length: chairs.of }, (_, place) => chairs.first + place), kept = {};
  const played = (other, pair) => {
    const lives = pastsOf(kernel, scenario, { ...chairs.pairs[pair], kim_type: other }, seed, ids).map((past, world) => {
      const gone = ["washington", "beijing"].map((giant) => -valueOf(past, giant)), [one, two] = gone.map((value) => value > chairs.lost);
      return { world, gone, bomb: Boolean(measured(past, "deterrent_complete")), stopped: measured(past, "freeze_at_end"), end: one ? (two ? 0 : 1) : two ? 2 : 3 };
    });
    const sorted = lives.slice().sort((a, b) => a.end - b.end || b.bomb - a.bomb || b.stopped - a.stopped || a.world - b.world);
    const twenty = sorted.filter((_, place) => place % chairs.every === Math.floor(chairs.every / 2)), many = (holds) => twenty.filter(holds).length;
    return {
      gone: [0, 1].map((giant) => lives.reduce((sum, { gone }) => sum + Math.min(scenario.months, gone[giant]), 0) / lives.length), ends: twenty.map(({ end }) => end), bomb: twenty.map(({ bomb }) => bomb),
      both: many(({ end }) => !end), bombs: many(({ bomb }) => bomb), lost: [1, 2].map((alone) => many(({ end }) => !end || end === alone)),
    };
  };
  return {
    async cell({ other, pair }) {
      await breath();
      return (kept[`${other} ${pair}`] ??= played(other, pair));
    },
  };
}
