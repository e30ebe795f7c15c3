// The ladder of escalation: ten rungs from below to above, and one world's path over its months.
const RUNGS = 10;

// Draw `path` (tension at the start and after each month) into `box`; `war` is 8 or 9 where the world ended so.
function drawLadder(box, path, months, options) {
  const size = parseFloat(getComputedStyle(box).fontSize);
  const width = Math.max(box.clientWidth, 200);
  const height = Math.max(box.clientHeight, 200);
  const left = Math.min(12.4 * size, 0.54 * width);
  const foot = 1.6 * size;
  const row = (height - foot) / RUNGS;
  const place = {
    x: (month) => left + size + ((width - left - 2 * size) * month) / months,
    y: (tension) => height - foot - tension * row,
  };
  const rung = options.war || rungOf(path[path.length - 1]);
  const picture = draw("svg", {
    width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": ladderLabel(path, options),
  });
  for (let each = 0; each < RUNGS; each += 1) picture.append(...rungRow(each, rung, place, { width, left, row, size }));
  picture.append(...guideLines(options.line, place, { width, left, size }));
  picture.append(...pathLines(path, options, place, size));
  picture.append(draw("text", { x: place.x(0), y: height - 0.3 * size, class: "axis" }, options.from || ""));
  picture.append(draw("text", { x: place.x(months), y: height - 0.3 * size, class: "axis end" }, options.to || ""));
  box.replaceChildren(picture);
}

function ladderLabel(path, options) {
  const highest = options.war || rungOf(Math.max(...path));
  const last = path[path.length - 1];
  const said = options.war ? rungName(options.war) : tensionText(last);
  return text("ladder.label", { now: said, highest });
}

function rungRow(rung, present, place, { width, left, row, size }) {
  const top = place.y(rung + 1);
  return [
    draw("rect", { x: 0, y: top + 1, width, height: row - 2, class: rung === present ? "rung here" : "rung" }),
    draw("rect", { x: 0, y: top + 1, width: 0.5 * size, height: row - 2, class: `swatch fill-${rung}` }),
    draw("text", {
      x: 0.9 * size, y: top + row / 2, class: rung === present ? "rung-name here" : "rung-name",
      "aria-hidden": "true", "dominant-baseline": "central",
    }, `${rung}  ${rungName(rung)}`),
    draw("line", { x1: left, x2: left, y1: top, y2: top + row, class: "edge" }),
  ];
}

function guideLines(line, place, { width, left, size }) {
  if (!line) return [];
  return [
    draw("line", { x1: left, x2: width, y1: place.y(line.at), y2: place.y(line.at), class: "guide" }),
    draw("text", line.below ? { x: left + 0.5 * size, y: place.y(line.at) + 1.1 * size, class: "guide-name" }
      : { x: width - 0.4 * size, y: place.y(line.at) - 0.3 * size, class: "guide-name end" }, line.name),
  ];
}

function pathLines(path, options, place, size) {
  const points = path.map((tension, month) => [place.x(month), place.y(tension)]);
  const [x, y] = points[points.length - 1];
  const found = [draw("polyline", { points: points.map((point) => point.join(",")).join(" "), class: "path halo" }),
    draw("polyline", { points: points.map((point) => point.join(",")).join(" "), class: "path" })];
  for (const turn of options.turns || []) {
    if (turn < path.length) found.push(draw("circle", { cx: points[turn][0], cy: points[turn][1], r: 0.28 * size, class: "turn" }));
  }
  if (!options.war) {
    return [...found, draw("circle", { cx: x, cy: y, r: 0.5 * size, class: `dot fill-${rungOf(path[path.length - 1])}` })];
  }
  const top = place.y(options.war + 0.5);
  return [...found, draw("line", { x1: x, x2: x, y1: y, y2: top, class: "leap" }),
    draw("circle", { cx: x, cy: top, r: 0.55 * size, class: `dot fill-${options.war}` })];
}

// Rung 9 or 8 where a world ended in a major or a limited war, else undefined.
function warRung(state) {
  return { 0: WAR_RUNG + 1, 1: WAR_RUNG }[state];
}
