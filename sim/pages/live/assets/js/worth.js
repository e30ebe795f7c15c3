// What the worlds were worth: a ridge of all of them for each capital beside the scenario as shipped, and who is better off
// in which under B.
const STOPS = 120;
const MOST_DOTS = 500;

function showWorth(sides, n) {
  // In the page's own luck, so that what differs is what was changed.
  const shipped = worldsOf({}), shown = sides.includes(shipped) ? sides : [...sides, shipped];
  while (shipped.n < n) playSome(shipped, n, now.seed);
  const worths = CAPITALS.map((_, capital) => shown.map((each) => Float64Array.from({ length: n }, (_, world) => each.worths[world][capital])));
  const ridges = worths.map((each) => each.map((values) => values.toSorted()).map((sorted) => ({ sorted, middle: ranked(sorted, 0.5) })));
  const kinds = shown.map((each, side) => (side < sides.length ? SIDES[side] : "shipped"));
  const called = (kind) => (kind === "shipped" ? t("worth.shipped") : now.compare ? kind.toUpperCase() : shown.length > 1 ? t("worth.changed") : "");
  byId("curves").replaceChildren(...CAPITALS.map((capital, place) => make("figure", null, make("figcaption", null, marker(capital), t(`capitals.${capital}`)),
    make("div", { class: "curve" }), ...ridges[place].map((ridge, side) => paragraph(`${called(kinds[side]) ? `${called(kinds[side])}: ` : ""}${worthSaid(ridge)}`, "aside")))));
  [...byId("curves").children].forEach((figure, place) => drawRidges(figure.children[1], ridges[place], kinds, called, figure.innerText));
  byId("wins").hidden = !now.compare;
  if (now.compare) showWins(worths.map((each) => each.slice(0, 2)), n);
}

function worthSaid({ sorted, middle }) {
  const digits = amountDigits(middle);
  const [median, low, high, from, to] = [middle.value, middle.low, middle.high, ranked(sorted, 0.05).value, ranked(sorted, 0.95).value].map((each) => numeral(each, digits));
  return t("worth.said", { median, low, high, from, to, n: numeral(sorted.length) });
}

// A linear scale from values to places, with the numbers to write at it. It holds the middle 98 %: a war is so far off that
// it would press all else together, and stands at the edge.
function scaleOf(values, from, to) {
  const sorted = Float64Array.from(values).sort(), low = quantile(sorted, 0.01), high = quantile(sorted, 0.99), reach = high - low || 1;
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((each) => reach / each <= 5) ?? reach, first = Math.ceil(low / step);
  const marks = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, place) => (first + place) * step);
  return { at: (value) => from + ((to - from) * (Math.min(high, Math.max(low, value)) - low)) / reach, marks };
}

function frameOf(box) {
  const size = parseFloat(getComputedStyle(box).fontSize), width = box.clientWidth, height = box.clientHeight;
  return { size, width, height, left: 3.6 * size, right: width - 2 * size, top: 0.6 * size, foot: height - 1.8 * size };
}

// How densely values lie at places from low to high: counts in bins, smoothed by Silverman's rule of thumb.
function densityOf(sorted, low, high) {
  const width = (high - low) / STOPS || 1, bins = new Float64Array(STOPS + 1);
  for (const value of sorted) if (value >= low && value <= high) bins[Math.round((value - low) / width)] += 1 / sorted.length;
  const reach = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34 || high - low || 1, step = Math.max(0.7, (0.9 * reach * sorted.length ** -0.2) / width);
  const weights = Array.from({ length: STOPS + 1 }, (_, apart) => Math.exp(-0.5 * (apart / step) ** 2)), total = 2 * weights.reduce((sum, each) => sum + each, 0) - 1;
  return Array.from(bins, (_, at) => bins.reduce((sum, share, other) => sum + (share ? share * weights[Math.abs(at - other)] : 0), 0) / total);
}

function drawRidges(box, ridges, kinds, called, label) {
  const { size, width, height, right, top, foot } = frameOf(box), left = size, every = Float64Array.from(ridges.flatMap(({ sorted }) => [...sorted])).sort();
  const x = scaleOf(every, left, right), [low, high] = [quantile(every, 0.01), quantile(every, 0.99)];
  const heights = ridges.map(({ sorted }) => densityOf(sorted, low, high)), most = Math.max(...heights.flat()) || 1, lane = (foot - top) / ridges.length;
  const ridge = ({ middle }, side) => {
    const base = top + lane * (side + 1) - 0.7 * size, tall = lane - 1.2 * size, place = (at) => x.at(low + ((high - low) * at) / STOPS);
    const line = heights[side].map((each, at) => `${place(at)},${base - (tall * each) / most}`);
    return draw("g", { class: `ridge of-${kinds[side]}` }, draw("polygon", { points: [`${place(0)},${base}`, ...line, `${place(STOPS)},${base}`].join(" ") }),
      draw("line", { x1: x.at(middle.low), x2: x.at(middle.high), y1: base, y2: base }), draw("circle", { cx: x.at(middle.value), cy: base, r: 4.5 }),
      draw("text", { x: left, y: base - 0.4 * size, class: "axis" }, called(kinds[side])));
  };
  box.replaceChildren(picture(width, height, label,
    ...x.marks.map((mark) => draw("text", { x: x.at(mark), y: height - 0.4 * size, class: "axis middled" }, numeral(mark))), ...ridges.map(ridge)));
}

const WINS = { both: (w, b) => w > 0 && b > 0, washington: (w, b) => w > 0 && b < 0, beijing: (w, b) => w < 0 && b > 0, neither: (w, b) => w < 0 && b < 0, level: (w, b) => w === 0 || b === 0 };

// B less A for both powers: each dot is a world, and each corner a share of all of them.
function showWins(worths, n) {
  const gains = ["washington", "beijing"].map((giant) => worths[CAPITALS.indexOf(giant)]).map(([a, b]) => b.map((worth, world) => worth - a[world]));
  const worlds = Array.from({ length: n }, (_, world) => [gains[0][world], gains[1][world]]);
  byId("win-note").textContent = t("wins.note", { n: numeral(n) });
  byId("win-rows").replaceChildren(...Object.entries(WINS).map(([name, holds]) => endRow(null, t(`wins.${name}`), [wilson(counts(worlds, n, (each) => holds(...each)), n)])));
  const box = byId("corners"), { size, width, height, left, right, top, foot } = frameOf(box), [x, y] = [scaleOf(gains[0], left, right), scaleOf(gains[1], foot, top)];
  box.replaceChildren(picture(width, height, t("wins.picture"),
    draw("line", { class: "zero", x1: x.at(0), x2: x.at(0), y1: top, y2: foot }), draw("line", { class: "zero", x1: left, x2: right, y1: y.at(0), y2: y.at(0) }),
    ...worlds.slice(0, MOST_DOTS).map(([w, b]) => draw("circle", { class: w < 0 && b < 0 ? "win lost" : "win", cx: x.at(w), cy: y.at(b), r: 3 })),
    ...x.marks.map((mark) => draw("text", { x: x.at(mark), y: height - 0.4 * size, class: "axis middled" }, numeral(mark, 0, true))),
    ...y.marks.map((mark) => draw("text", { x: left - 0.4 * size, y: y.at(mark), class: "axis end", "dominant-baseline": "central" }, numeral(mark, 0, true)))));
}
