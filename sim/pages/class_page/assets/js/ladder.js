// The ladder of escalation: ten rungs, one world's path over its months, and what moved it in the last one.
const RUNGS = 10;

// Draw `path` (tension at the start and after each month) into `box`. Options: `war` is 8 or 9 where the world ended so;
// `parts` says what moved the last month; `before` is a path to compare with, `parting` the month where they part.
function drawLadder(box, path, options) {
  const size = parseFloat(getComputedStyle(box).fontSize);
  const width = Math.max(box.clientWidth, 120), height = Math.max(box.clientHeight, 120);
  const wide = width > 24 * size;
  const left = wide ? 11.2 * size : 1.9 * size, foot = 1.6 * size, row = (height - foot) / RUNGS;
  const right = width - 1.4 * size;
  const place = {
    x: (month) => left + size + ((right - left - size) * month) / MONTHS, y: (tension) => height - foot - tension * row,
  };
  const here = options.war || rungOf(path[path.length - 1]);
  const picture = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": ladderLabel(path, options) });
  for (let rung = 0; rung < RUNGS; rung += 1) picture.append(...rungRow(rung, here, place, { width, left, row, size, wide }));
  picture.append(draw("line", { x1: left, x2: width, y1: place.y(CRISIS_RUNG), y2: place.y(CRISIS_RUNG), class: "guide" }));
  if (options.before) picture.append(line(options.before, place, "path before"));
  picture.append(line(path, place, "path halo"), line(path, place, "path"), ...headOf(path, options, place, size));
  if (options.parts) picture.append(line(path.slice(-2), { ...place, x: (month) => place.x(path.length - 2 + month) }, "path last"));
  picture.append(draw("text", { x: place.x(0), y: height - 0.35 * size, class: "axis" }, monthName(0, "short")));
  if (place.x(MONTHS) - place.x(0) > 11 * size) picture.append(draw("text", { x: place.x(MONTHS), y: height - 0.35 * size, class: "axis end" }, monthName(MONTHS - 1, "short")));
  box.replaceChildren(picture);
}

function line(path, place, kind) {
  return draw("polyline", { points: path.map((tension, month) => `${place.x(month)},${place.y(tension)}`).join(" "), class: kind });
}

function ladderLabel(path, options) {
  const highest = options.war || rungOf(Math.max(...path));
  const said = options.war ? rungName(options.war) : tensionText(path[path.length - 1]);
  return [text("ladder.label", { now: said, highest }), options.parts ? stepsSaid(options.parts) : ""].join(" ").trim();
}

function rungRow(rung, here, place, { width, left, row, size, wide }) {
  const top = place.y(rung + 1), kind = rung === here ? "here" : "";
  return [
    draw("rect", { x: 0, y: top + 1, width, height: row - 2, class: `rung ${kind}` }),
    draw("rect", { x: 0, y: top + 1, width: 0.4 * size, height: row - 2, class: `swatch fill-${rung}` }),
    draw("text", { x: 0.8 * size, y: top + row / 2, class: `rung-name ${kind}`, "aria-hidden": "true", "dominant-baseline": "central" },
      wide ? `${rung}  ${rungName(rung)}` : String(rung)),
    draw("line", { x1: left, x2: left, y1: top, y2: top + row, class: "edge" }),
  ];
}

function headOf(path, options, place, size) {
  const x = place.x(path.length - 1), y = place.y(path[path.length - 1]);
  const found = options.parting === undefined ? [] : [draw("line", {
    x1: place.x(options.parting), x2: place.x(options.parting), y1: place.y(0), y2: place.y(RUNGS), class: "parting",
  })];
  if (!options.war) return [...found, draw("circle", { cx: x, cy: y, r: 0.45 * size, class: `dot fill-${rungOf(path[path.length - 1])}` })];
  const top = place.y(options.war + 0.5);
  return [...found, draw("line", { x1: x, x2: x, y1: y, y2: top, class: "leap" }),
    draw("circle", { cx: x, cy: top, r: 0.5 * size, class: `dot fill-${options.war}` })];
}

// What moved the tension, one step after another: each capital, those who back down, what fades by itself, luck.
function stepsIn(parts) {
  const found = CAPITALS.map((capital) => ({
    name: TEXTS.capitals[capital], kind: capital, by: KINDS.reduce((sum, kind) => sum + parts.moves[`${capital}.${kind}`], 0),
  }));
  found.push({ name: text("ladder.brink"), kind: "brink", by: parts.brink }, { name: text("ladder.drift"), kind: "drift", by: parts.drift },
    { name: text("ladder.luck"), kind: "chance", by: parts.luck });
  return found.filter((each) => Math.abs(each.by) >= 0.005);
}

function stepsSaid(parts) {
  return stepsIn(parts).map((each) => text("ladder.step", { who: each.name, by: signedNumber(each.by, 2) })).join(TEXTS.site.list);
}

// The steps beside the ladder, the largest first: who, a bar to the right for up and to the left for down, how much.
function drawParts(list, parts) {
  const steps = stepsIn(parts).sort((one, other) => Math.abs(other.by) - Math.abs(one.by));
  const whole = { name: text("ladder.all"), kind: "whole", by: parts.to - parts.from };
  list.replaceChildren(...[...steps, whole].map((each) => make("li", { class: each.kind === "whole" ? "sum" : null },
    CAPITALS.includes(each.kind) ? marker(each.kind) : make("span", { class: `chip ${each.kind}`, "aria-hidden": "true" }),
    make("span", { class: "part-name" }, each.name), partBar(each), make("strong", null, signedNumber(each.by, 2)))));
}

// Half a rung fills one side; more is cut off, and the number says it.
function partBar({ by, kind }) {
  const width = Math.min(50, 100 * Math.abs(by));
  return draw("svg", { class: "part-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: by < 0 ? 50 - width : 50, y: 1, width, height: 8, class: `by ${kind}` }), draw("rect", { x: 49.5, y: 0, width: 1, height: 10, class: "zero" }));
}

// Rung 9 or 8 where a world ended in a major or a limited war, else undefined.
function warRung(state) {
  return { 0: WAR_RUNG + 1, 1: WAR_RUNG }[state];
}
