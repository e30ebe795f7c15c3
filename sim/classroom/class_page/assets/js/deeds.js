// Who did what to whom since the choice, all months together: as arrows on the map, in words, and as parts of the ladder.
const TONES = ["none", "soft", "hard", "hardest"];

// The stage with no more than faces and arrows; an arrow is the wider, the more of the `months` it was there.
function sumScene(past, { from, at, months }) {
  const { capitals } = sceneIn({ past }, at);
  const plain = Object.fromEntries(Object.entries(capitals).map(([name, { name: said, course }]) => [name, { name: said, course }]));
  return { capitals: plain, arrows: arrowsSince(past, from, at).map(({ many, ...each }) => ({ ...each, share: many / months })) };
}

// One arrow for each who, to whom and how; its tone is the most frequent one, and of equal ones the harder. A test is red
// here as in the squares.
function arrowsSince(past, from, at) {
  const found = new Map();
  for (let month = from; month < at; month += 1) {
    for (const each of arrowsOf(GAME, movesIn(GAME, past, month))) {
      const key = `${each.from} ${each.to} ${each.kind}`;
      if (!found.has(key)) found.set(key, { ...each, many: 0, tones: {} });
      const held = found.get(key), tone = key.startsWith("pyongyang") && each.kind === "deed" && isTest(past, month) ? "hardest" : each.tone;
      held.many += 1;
      held.tones[tone] = (held.tones[tone] || 0) + 1;
    }
  }
  return [...found.values()].map(({ tones, ...each }) => ({ ...each, tone: mostFrequent(tones) }));
}

function mostFrequent(tones) {
  return TONES.filter((tone) => tone in tones).reduce((best, tone) => (tones[tone] >= (tones[best] || 0) ? tone : best));
}

// The two things that a capital said or did most often, and in how many months each.
function didMost(past, capital, { from, at }) {
  const found = new Map();
  for (let month = from; month < at; month += 1) {
    for (const kind of KINDS) {
      const menu = `${capital}.${kind}`, move = past.at(`${capital}_${kind}`, month);
      if (toneOf(GAME, menu, move) !== "none") found.set(`${kind} ${move}`, { menu, kind, move, many: (found.get(`${kind} ${move}`)?.many || 0) + 1 });
    }
  }
  return [...found.values()].sort((one, other) => other.many - one.many || one.kind.localeCompare(other.kind)).slice(0, 2);
}

function didSaid(past, capital, window) {
  const most = didMost(past, capital, window).map(({ menu, kind, move, many }) => {
    const said = moveName(GAME, menu, move);
    return t("course.did_item", { said: kind === "word" ? t("world.word", { word: said }) : said, n: many });
  });
  return most.length ? most.join(t("site.list")) : t("course.did_nothing");
}

// What moved the tension from one month to another: the sum of each part over the months, which make the whole.
function partsSince(past, { from, at }) {
  const months = Array.from({ length: at - from }, (_, month) => partsOf(GAME, past, from + month));
  const sum = (part) => months.reduce((total, each) => total + part(each), 0);
  return {
    from: months[0].from, to: months[months.length - 1].to, drift: sum((each) => each.drift), brink: sum((each) => each.brink), luck: sum((each) => each.luck),
    moves: Object.fromEntries(Object.keys(months[0].moves).map((menu) => [menu, sum((each) => each.moves[menu])])),
  };
}
