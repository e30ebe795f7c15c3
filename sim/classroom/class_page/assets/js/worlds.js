// Lives of the lesson, played by the kernel of the page, and what is shown of them. `proving.py` says the same.
const DATA = JSON.parse(byId("data").textContent);
let kernel;
const { game, lesson: LESSON, counts: COUNTS } = DATA;
const SEASONS = 4, N = LESSON.season, WAYS = ["knock", "ships"];
const orderOf = (seat, month, pair) => ["word", "deed"].map((kind, at) => ({ month, order: `${seat}_${kind}`, move: game.moves[`${seat}.${kind}`].indexOf(pair[at]) }));

// A life by the number of its world: the months that it lived, and each recorded number by month.
function livesOf(inputs, ids, orders = inputs.orders, luck = null) {
  const run = playWorlds(kernel, inputs, LESSON.seed, ids, SERIES, orders, null, luck);
  return ids.map((_, world) => pastOf(run, world, inputs.values));
}

function manLife(man, path, world) {
  const inputs = inputsOf(game, man.scenario);
  const orders = ordered(game, inputs, path.flatMap((way, season) => LESSON.ways[way].flatMap((pair, month) => orderOf("washington", season * N + month, pair))));
  return livesOf(inputs, [world], orders)[0];
}

const at = (life, name, month) => life.at(name, Math.min(month, life.lived - 1));
const piecesAt = (life, month) => (at(life, "deterrent", month) > 0 ? 6 : Math.max(0, Math.min(5, Math.floor((at(life, "arsenal", month) - 0.6) / 0.04))));

function seasonOf(life, season) {
  const months = Array.from({ length: N }, (_, month) => season * N + month), of = (name) => months.map((month) => at(life, name, month));
  const deeds = of("pyongyang_deed"), words = of("pyongyang_word"), fired = deeds.map((deed) => deed === 3 || deed === 4);
  return {
    pieces: piecesAt(life, months[N - 1]), each: months.map((month) => piecesAt(life, month)), fired,
    tests: fired.filter(Boolean).length, dark: of("tension").map((tension) => tension >= 4),
    lied: words.some((word, month) => word <= 1 && deeds[month] >= 2), threatened: words.includes(3), soft: Math.min(...words),
  };
}

// What the mask tells of a season: what he did is compared with the same season, played the other way.
function truthOf(man, path, world, season) {
  const other = path.slice(0, season).concat(WAYS[1 - WAYS.indexOf(path[season])], path.slice(season + 1));
  const one = seasonOf(manLife(man, path, world), season), two = seasonOf(manLife(man, other, world), season);
  const more = Math.sign(one.pieces - two.pieces || one.tests - two.tests);
  return one.lied ? "lie" : `truth.${man.name}.${path[season]}_${["less", "same", "more"][more + 1]}`;
}
