// What the worlds were worth: a curve of all of them for each capital, and who is better off in which under B.
const STOPS = 200;
const MOST_DOTS = 500;

function showWorth(sides, n) {
  const worths = CAPITALS.map((_, capital) => sides.map((each) => Float64Array.from({ length: n }, (_, world) => each.worths[world][capital])));
  const curves = worths.map((each) => each.map((values) => values.toSorted()).map((sorted) => ({ sorted, middle: ranked(sorted, 0.5) })));
  byId("curves").replaceChildren(...CAPITALS.map((capital, place) => make("figure", null, make("figcaption", null, marker(capital), t(`capitals.${capital}`)),
    make("div", { class: "curve" }), ...curves[place].map((curve, side) => paragraph((now.compare ? `${SIDES[side].toUpperCase()}: ` : "") + worthSaid(curve), "aside")))));
  [...byId("curves").children].forEach((figure, place) => drawCurves(figure.children[1], curves[place], figure.innerText));
  byId("wins").hidden = !now.compare;
  if (now.compare) showWins(worths, n);
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

function drawCurves(box, curves, label) {
  const { size, width, height, left, right, top, foot } = frameOf(box), x = scaleOf(curves.flatMap(({ sorted }) => [...sorted]), left, right);
  const y = (share) => foot - (foot - top) * share, stop = (sorted, at) => sorted[Math.round((at / STOPS) * (sorted.length - 1))];
  const curve = ({ sorted, middle }, side) => {
    const points = Array.from({ length: STOPS + 1 }, (_, at) => `${x.at(stop(sorted, at))},${y(at / STOPS)}`).join(" ");
    return draw("g", { class: `of-${SIDES[side]}` }, draw("polyline", { class: "sum", points }),
      draw("line", { class: "sum", x1: x.at(middle.low), x2: x.at(middle.high), y1: y(0.5), y2: y(0.5) }), draw("circle", { cx: x.at(middle.value), cy: y(0.5), r: 4.5 }));
  };
  box.replaceChildren(draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    ...[0, 0.5, 1].flatMap((share) => [draw("line", { class: "grid", x1: left, x2: right, y1: y(share), y2: y(share) }),
      draw("text", { x: left - 0.4 * size, y: y(share), class: "axis end", "dominant-baseline": "central" }, percent(share))]),
    ...x.marks.map((mark) => draw("text", { x: x.at(mark), y: height - 0.4 * size, class: "axis middled" }, numeral(mark))), ...curves.map(curve)));
}

const WINS = { both: (w, b) => w > 0 && b > 0, washington: (w, b) => w > 0 && b < 0, beijing: (w, b) => w < 0 && b > 0, neither: (w, b) => w < 0 && b < 0, level: (w, b) => w === 0 || b === 0 };

// B less A for both giants: each dot is a world, and each corner a share of all of them.
function showWins(worths, n) {
  const gains = ["washington", "beijing"].map((giant) => worths[CAPITALS.indexOf(giant)]).map(([a, b]) => b.map((worth, world) => worth - a[world]));
  const worlds = Array.from({ length: n }, (_, world) => [gains[0][world], gains[1][world]]);
  byId("win-note").textContent = t("wins.note", { n: numeral(n) });
  byId("win-rows").replaceChildren(...Object.entries(WINS).map(([name, holds]) => endRow(null, t(`wins.${name}`), [wilson(counts(worlds, n, (each) => holds(...each)), n)])));
  const box = byId("corners"), { size, width, height, left, right, top, foot } = frameOf(box), [x, y] = [scaleOf(gains[0], left, right), scaleOf(gains[1], foot, top)];
  box.replaceChildren(draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("wins.picture") },
    draw("line", { class: "zero", x1: x.at(0), x2: x.at(0), y1: top, y2: foot }), draw("line", { class: "zero", x1: left, x2: right, y1: y.at(0), y2: y.at(0) }),
    ...worlds.slice(0, MOST_DOTS).map(([w, b]) => draw("circle", { class: w < 0 && b < 0 ? "win lost" : "win", cx: x.at(w), cy: y.at(b), r: 3 })),
    ...x.marks.map((mark) => draw("text", { x: x.at(mark), y: height - 0.4 * size, class: "axis middled" }, numeral(mark, 0, true))),
    ...y.marks.map((mark) => draw("text", { x: left - 0.4 * size, y: y.at(mark), class: "axis end", "dominant-baseline": "central" }, numeral(mark, 0, true)))));
}
