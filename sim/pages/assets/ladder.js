// The ladder of escalation: ten rungs, one world's path over its months, and what moved it in the last one.
import { bar, draw, make, picture } from "./dom.js";
import { marker } from "./faces.js";

const RUNGS = 10;
const CRISIS_RUNG = 5;

// The rung on which a world ended that ended in war, by the name of its final state.
export const WAR_RUNGS = { "major war": 9, "limited war": 8 };

// Draw `path` (tension at the start and after each month) into `box`. Options: `months` that there are; `rungs` by name,
// `first` and `last` month by name, and `label`, what a screen reader hears; `war` is 8 or 9 where the world ended so;
// `moved` marks the last month; `before` is a path to compare with, `parting` the month where they part, and `parted` its name.
export function drawLadder(box, path, options) {
  const size = parseFloat(getComputedStyle(box).fontSize);
  const width = Math.max(box.clientWidth, 120), height = Math.max(box.clientHeight, 120);
  const wide = width > 24 * size;
  const left = wide ? 11.2 * size : 1.9 * size, foot = 1.6 * size, row = (height - foot) / RUNGS;
  const right = width - 1.4 * size;
  const place = {
    x: (month) => left + size + ((right - left - size) * month) / options.months, y: (tension) => height - foot - tension * row,
  };
  const here = options.war || Math.floor(path[path.length - 1]);
  const drawn = picture(width, height, options.label);
  options.rungs.forEach((name, rung) => drawn.append(...rungRow(rung, wide ? `${rung}  ${name}` : String(rung), rung === here, place, { width, left, row, size })));
  drawn.append(draw("line", { x1: left, x2: width, y1: place.y(CRISIS_RUNG), y2: place.y(CRISIS_RUNG), class: "guide" }));
  if (options.before) drawn.append(line(options.before, place, "path before"));
  drawn.append(line(path, place, "path halo"), line(path, place, "path"), ...headOf(path, options, place, size));
  if (options.moved) drawn.append(line(path.slice(-2), { ...place, x: (month) => place.x(path.length - 2 + month) }, "path last"));
  drawn.append(...axis(options, place, height - 0.35 * size, size));
  box.replaceChildren(drawn);
}

function axis({ first, last, months, parting, parted }, place, y, size) {
  const names = [draw("text", { x: place.x(months), y, class: "axis end" }, last)];
  if (place.x(months) - place.x(0) > 11 * size) names.push(draw("text", { x: place.x(0), y, class: "axis" }, first));
  const late = parting > months / 2;
  if (parted) names.push(draw("text", { x: place.x(parting) + (late ? -0.4 : 0.4) * size, y: size, class: late ? "axis end" : "axis" }, parted));
  return names;
}

function line(path, place, kind) {
  return draw("polyline", { points: path.map((tension, month) => `${place.x(month)},${place.y(tension)}`).join(" "), class: kind });
}

function rungRow(rung, said, here, place, { width, left, row, size }) {
  const top = place.y(rung + 1), kind = here ? "here" : "";
  return [
    draw("rect", { x: 0, y: top + 1, width, height: row - 2, class: `rung ${kind}` }),
    draw("rect", { x: 0, y: top + 1, width: 0.4 * size, height: row - 2, class: `swatch fill-${rung}` }),
    draw("text", { x: 0.8 * size, y: top + row / 2, class: `rung-name ${kind}`, "aria-hidden": "true", "dominant-baseline": "central" }, said),
    draw("line", { x1: left, x2: left, y1: top, y2: top + row, class: "edge" }),
  ];
}

function headOf(path, options, place, size) {
  const x = place.x(path.length - 1), y = place.y(path[path.length - 1]);
  const found = options.parting === undefined ? [] : [draw("line", {
    x1: place.x(options.parting), x2: place.x(options.parting), y1: place.y(0), y2: place.y(RUNGS), class: "parting",
  })];
  if (!options.war) return [...found, draw("circle", { cx: x, cy: y, r: 0.45 * size, class: `dot fill-${Math.floor(path[path.length - 1])}` })];
  const top = place.y(options.war + 0.5);
  return [...found, draw("line", { x1: x, x2: x, y1: y, y2: top, class: "leap" }),
    draw("circle", { cx: x, cy: top, r: 0.5 * size, class: `dot fill-${options.war}` })];
}

// The steps beside the ladder: who, a bar to the right for up and to the left for down, how much. A step is
// {name, kind, by, said}; `kind` is a capital, brink, drift or chance, and whole for their sum. Half a rung fills
// one side of a bar; more is cut off, and the number says it.
export function drawParts(list, steps) {
  list.replaceChildren(...steps.map((each) => make("li", { class: each.kind === "whole" ? "sum" : null },
    ["brink", "drift", "chance", "whole"].includes(each.kind) ? make("span", { class: `chip ${each.kind}`, "aria-hidden": "true" }) : marker(each.kind),
    make("span", { class: "part-name" }, each.name), partBar(each), make("strong", null, each.said))));
}

function partBar({ by, kind }) {
  const width = Math.min(50, 100 * Math.abs(by));
  return bar("part-bar",
    draw("rect", { x: by < 0 ? 50 - width : 50, y: 1, width, height: 8, class: `by ${kind}` }), draw("rect", { x: 49.5, y: 0, width: 1, height: 10, class: "zero" }));
}

// The frame of a picture of tension over months, as wide as its box: places by month and by tension, the rungs behind
// all, the line of the crisis, and a foot where months are written.
export function ribbonFrame(box, months) {
  const size = parseFloat(getComputedStyle(box).fontSize), width = Math.max(box.clientWidth, 10 * size), height = box.clientHeight;
  const left = 2 * size, right = width - 4, foot = height - 1.6 * size;
  const x = (month) => left + ((right - left) * month) / months, y = (tension) => foot - (tension * foot) / RUNGS, tall = y(0) - y(1) - 1;
  const rungs = Array.from({ length: RUNGS }, (_, rung) => draw("g", null, draw("rect", { x: left, width: right - left, y: y(rung + 1), height: tall, class: "rung" }),
    draw("rect", { x: left - 6, width: 6, y: y(rung + 1), height: tall, class: `fill-${rung}` }),
    draw("text", { x: left - 0.8 * size, y: y(rung + 0.5), class: "axis end", "dominant-baseline": "central" }, String(rung))));
  const guide = draw("line", { x1: left, x2: right, y1: y(CRISIS_RUNG), y2: y(CRISIS_RUNG), class: "guide" });
  const monthText = (month, said, kind) => draw("text", { x: x(month), y: height - 0.35 * size, class: kind }, said);
  const show = (label, ...inside) => box.replaceChildren(picture(width, height, label, ...rungs, ...inside));
  return { x, y, foot, guide, monthText, show };
}
