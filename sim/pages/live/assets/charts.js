// The drawings of the live page: ribbon, bars, lose-lose by value, grid of worlds. Each returns nodes and keeps nothing.

import { band, draw, line, make, marker, monthAfter, NARROW, narrow, path, picture, scale, share, table, text, whole } from "./drawing.js";
import { say, words } from "./words.js";

export const SIDE_COLOUR = ["#0072b2", "#e69f00"];
export const SIDE_NAME = ["A", "B"];
export const MOST_SQUARES = 1000;
const INK = "#1c1c1c", GREY = "#767676", PALE = "#d0d0d0", FAINT = "#ebebeb";

// A colour and a sign for each final state, so that colour is never the only one.
export const ENDS = {
  "major war": ["#d55e00", "✖"], "limited war": ["#e69f00", "✚"], "regime collapse": ["#cc79a7", "▼"],
  freeze: ["#56b4e9", "●"], "frozen standoff": ["#e4e4e4", ""],
  "open crisis": ["#f0e442", "▲"], "détente": ["#0072b2", "○", "#ffffff"],
};

export function ribbon(side, number, page, both) {
  const width = 640, left = 150, right = 606, top = 14, low = 330, lanes = 40;
  const height = low + 28 + lanes * 4 + 24;
  const x = scale(0, side.months, left, right), y = scale(0, 10, low, top);
  const id = `rungs-${number}`;
  const parts = [gradient(id, page.rungs, top, low)];
  for (let rung = 0; rung < 10; rung += 1) {
    parts.push(line(left, y(rung), right, y(rung), FAINT));
    parts.push(draw("rect", { x: left - 8, y: y(rung + 1), width: 8, height: y(rung) - y(rung + 1), fill: page.rungs[rung].colour }));
    parts.push(text(left - 14, y(rung + 0.5) + 4, `${page.rungs[rung].name} ${rung}`, { "text-anchor": "end" }));
  }
  parts.push(text(left + 6, y(9) + 4, words.warOnly, { class: "soft" }));
  const months = side.ribbon.tension[0].map((value, index) => (value === null ? null : index)).filter((index) => index !== null);
  const xs = months.map(x), at = (row) => months.map((month) => y(side.ribbon.tension[row][month]));
  parts.push(band(xs, at(0), at(4), `url(#${id})`, { opacity: 0.4 }), band(xs, at(1), at(3), `url(#${id})`));
  const median = months.map((month, index) => [xs[index], at(2)[index]]);
  parts.push(path(median, INK, 5), path(median, "#ffffff", 2.6));
  parts.push(...tracedLine(side.trace, x, y));
  parts.push(...tracedMoves(side.trace, page, x, left, low + 40, lanes));
  const step = Math.max(1, Math.ceil(side.months / 6));
  for (let month = 0; month <= side.months; month += step) {
    parts.push(text(x(month), height - 4, monthAfter(side.start, month), { "text-anchor": "middle", class: "soft" }));
  }
  const middle = side.ribbon.tension[2].filter((value) => value !== null);
  const says = say(words.ribbonSays, { first: middle[0], last: middle.at(-1) });
  const leftOver = say(words.running, { count: side.ribbon.running.at(-1), worlds: side.final.length });
  const head = both ? `${words.lineup} ${SIDE_NAME[number]}: ${leftOver}` : leftOver;
  return make("figure", {}, make("figcaption", {}, head), picture(width, height, says, ...parts));
}

function gradient(id, rungs, top, low) {
  const settings = { id, gradientUnits: "userSpaceOnUse", x1: 0, x2: 0, y1: low, y2: top };
  const stops = rungs.flatMap((rung, index) => [index / 10, (index + 1) / 10].map((offset) => draw("stop", { offset, "stop-color": rung.colour })));
  return draw("defs", {}, draw("linearGradient", settings, ...stops));
}

function tracedLine(trace, x, y) {
  const points = trace.tension.map((value, month) => (value === null ? null : [x(month), y(value)])).filter(Boolean);
  const [endX, endY] = points.at(-1);
  const parts = [path(points, "#ffffff", 4, { opacity: 0.8 }), path(points, "#000000", 1.8)];
  const sign = ENDS[trace.final][1];
  if (sign) parts.push(text(endX, endY - 6, sign, { "text-anchor": "middle", "font-weight": "700" }));
  return parts;
}

// A marker a word, above, and a deed, below: large if severe, hollow if conciliatory, a dot if neither. Courses between.
function tracedMoves(trace, page, x, left, top, step) {
  const parts = [];
  page.capitals.forEach((capital, row) => {
    const middle = top + row * step;
    parts.push(text(left - 14, middle + 4, words.capitals[capital.name], { "text-anchor": "end" }));
    parts.push(...courseSpells(trace.courses[capital.name], x, middle));
    trace.moves[capital.name].forEach((made, month) => {
      for (const [kind, offset] of [["word", -9], ["deed", 9]]) {
        const { severity, label } = made[kind];
        const size = severity ? 3 + 1.8 * Math.abs(severity) : 2;
        const mark = marker(capital.marker, x(month + 0.5), middle + offset, size, severity < 0 ? "#ffffff" : capital.colour);
        mark.setAttribute("stroke", capital.colour);
        mark.append(draw("title", {}, `${trace.months[month]}: ${label}`));
        parts.push(mark);
      }
    });
  });
  return parts;
}

// A line for each spell of a course, with a stroke where it begins; its name shows under the pointer.
function courseSpells(courses, x, middle) {
  const starts = courses.map((_, month) => month).filter((month) => month === 0 || courses[month] !== courses[month - 1]);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? courses.length;
    const spell = line(x(start), middle, x(end), middle, index % 2 ? GREY : PALE, 4);
    spell.append(draw("title", {}, courses[start]));
    return draw("g", {}, spell, line(x(start), middle - 6, x(start), middle + 6, GREY, 1.5));
  });
}

function rowsOf(side) {
  const flags = Object.keys(side.flags).map((name) => ["flags", name, side.flags[name].label]);
  return [...Object.keys(side.ends).map((name) => ["ends", name, name]), ...flags];
}

export function numbersTable(sides) {
  const heads = sides.map((_, number) => (sides.length > 1 ? `${words.lineup} ${SIDE_NAME[number]}` : words.share));
  const rows = rowsOf(sides[0]).map(([kind, name, label]) => [label, ...sides.map((side) => whole(side[kind][name].text))]);
  return table([words.outcome, ...heads], rows);
}

// On a narrow page the names and numbers stand above their bars.
export function bars(sides) {
  const names = Object.keys(sides[0].ends), rows = rowsOf(sides[0]), both = sides.length > 1;
  const place = narrow.matches ? narrowPlace() : widePlace(both);
  const { width, left, right, gap } = place, step = place.each * sides.length + 8;
  const height = rows.length * step + gap + 34;
  const x = scale(0, 1, left, right);
  const parts = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    line(x(tick), 4, x(tick), height - 26, FAINT), text(x(tick), height - 10, share(tick), { "text-anchor": "middle", class: "soft" }),
  ]);
  if (!place.above) parts.push(text(right + 16, height - 10, words.share, { class: "soft" }));
  rows.forEach(([kind, name, label], index) => {
    const top = 4 + index * step + (kind === "flags" ? gap : 0);
    parts.push(place.above ? text(left, top + 13, label) : text(left - 10, top + (place.each * sides.length) / 2 + 5, label, { "text-anchor": "end" }));
    sides.forEach((side, number) => parts.push(...bar(side[kind][name], x, top + number * place.each, place, number, both)));
  });
  const rule = 4 + names.length * step + gap / 2 - 4;
  parts.push(line(place.above ? left : 40, rule, width - 10, rule, GREY, 1, { "stroke-dasharray": "4 3" }));
  return picture(width, height, words.ends, ...parts);
}

const widePlace = (both) => ({ width: both ? 800 : 760, left: 190, right: 590, each: both ? 17 : 20, above: 0, gap: 14 });
const narrowPlace = () => ({ width: NARROW, left: 14, right: 386, each: 32, above: 18, gap: 14 });

function bar(estimate, x, row, place, number, both) {
  const top = row + place.above, thick = place.each - place.above, middle = top + thick / 2;
  const parts = [
    draw("rect", { x: x(0), y: top + 1, width: Math.max(0, x(estimate.value) - x(0)), height: thick - 3, fill: SIDE_COLOUR[number] }),
    line(x(estimate.low), middle, x(estimate.high), middle, "#000000", 1.4),
    line(x(estimate.low), middle - 4, x(estimate.low), middle + 4, "#000000", 1.4),
    line(x(estimate.high), middle - 4, x(estimate.high), middle + 4, "#000000", 1.4),
  ];
  const label = both ? `${SIDE_NAME[number]} ${estimate.text}` : estimate.text;
  parts.push(place.above ? text(place.right, row + 13, label, { "text-anchor": "end" }) : text(place.right + 14, middle + 4.5, label));
  return parts;
}

// Who loses by their aims, and how far the share of lose-lose moves with the thresholds of the aims.
export function aimsTable(sides) {
  const heads = sides.map((_, number) => (sides.length > 1 ? `${words.lineup} ${SIDE_NAME[number]}` : words.share));
  const rows = Object.keys(sides[0].quadrants).map((name) => [name, ...sides.map((side) => whole(side.quadrants[name].text))]);
  rows.push([say(words.byThresholds, sides[0].thresholds), ...sides.map((side) => side.thresholds.text)]);
  return table([words.outcome, ...heads], rows);
}

export function kappaCurve(sides) {
  const width = 640, height = 260, left = 60, right = 620, top = 12, low = 214;
  const highest = Math.max(0.1, ...sides.flatMap((side) => side.kappa_curve.high));
  const x = scale(0, 2, left, right), y = scale(0, Math.min(1, highest * 1.08), low, top);
  const parts = [];
  for (const tick of [0, 0.2, 0.4, 0.6, 0.8, 1].filter((each) => each <= highest * 1.08)) {
    parts.push(line(left, y(tick), right, y(tick), FAINT), text(left - 8, y(tick) + 4, share(tick), { "text-anchor": "end", class: "soft" }));
  }
  for (const tick of [0, 0.5, 1, 1.5, 2]) parts.push(text(x(tick), low + 18, share(tick), { "text-anchor": "middle", class: "soft" }));
  parts.push(text((left + right) / 2, height - 8, "κ", { "text-anchor": "middle", class: "soft" }));
  const says = [];
  sides.forEach((side, number) => {
    const curve = side.kappa_curve, xs = curve.kappa.map(x), colour = SIDE_COLOUR[number];
    parts.push(band(xs, curve.low.map(y), curve.high.map(y), colour, { opacity: 0.25 }));
    parts.push(path(curve.value.map((value, index) => [xs[index], y(value)]), colour, 2.4, { "stroke-dasharray": number ? "7 4" : "none" }));
    const name = sides.length > 1 ? `${SIDE_NAME[number]}: ` : "";
    const half = curve.kappa.indexOf(0.5);
    says.push(`${name}${say(words.kappaSays, { kappa: share(0.5), text: share(curve.value[half]) })}`);
    if (name) parts.push(text(right - 4, top + 14 + number * 20, SIDE_NAME[number], { "text-anchor": "end", fill: colour }));
  });
  return picture(width, height, says.join(" "), ...parts);
}

export function grid(side, page, traced, onPick) {
  const shown = side.final.slice(0, MOST_SQUARES);
  const columns = Math.max(10, Math.ceil(Math.sqrt(shown.length * 1.8))), cell = 640 / columns;
  const rows = Math.ceil(shown.length / columns);
  const squares = shown.flatMap((code, world) => {
    const [colour, sign, ink = INK] = ENDS[page.final_states[code]];
    const x = (world % columns) * cell, y = Math.floor(world / columns) * cell;
    const own = world === traced;
    const box = draw("rect", {
      x: x + 1, y: y + 1, width: cell - 2, height: cell - 2, fill: colour, class: "world", "data-world": world,
      stroke: own ? "#000" : "#999", "stroke-width": own ? 3 : 0.5,
    }, draw("title", {}, `${words.world} ${world}: ${page.final_states[code]}`));
    const mark = sign && text(x + cell / 2, y + cell * 0.72, sign, { "text-anchor": "middle", "pointer-events": "none", class: ink === INK ? "sign" : "sign light" });
    return mark ? [box, mark] : [box];
  });
  const counts = page.final_states.map((name, code) => `${name} ${shown.filter((each) => each === code).length}`);
  const says = `${say(words.gridSays, { worlds: shown.length })} ${counts.join(", ")}.`;
  const svg = picture(640, rows * cell, says, ...squares);
  svg.addEventListener("click", (event) => {
    const world = event.target.closest("[data-world]");
    if (world) onPick(Number(world.dataset.world));
  });
  return svg;
}

export function legend(names) {
  return names.map((name) => {
    const [colour, sign, ink = INK] = ENDS[name];
    const icon = draw("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" },
      draw("rect", { x: 0.5, y: 0.5, width: 13, height: 13, fill: colour, stroke: "#777" }),
      text(7, 11, sign, { "text-anchor": "middle", class: ink === INK ? "sign" : "sign light" }));
    return make("span", {}, icon, name);
  });
}
