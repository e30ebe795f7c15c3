// Dots of a class, one a person: nobody's name, and the whole shape of what all think.
import { draw, make } from "/shared/dom.js";

const FOOT = 16, FEW = 5;

// `counts` by column; `names` below some of the columns, by their number; `mark` is a column that is marked below the axis.
export function dotPlot(caption, counts, names, { mark = null, label }) {
  const few = counts.length <= FEW, width = few ? 500 : 300, high = few ? 48 : 78;
  const wide = width / counts.length, most = Math.max(1, ...counts);
  const across = few ? acrossOf(most, wide, high) : 1, by = Math.min(few ? 9 : 7, high / Math.ceil(most / across), (wide * 0.9) / across);
  const dots = counts.flatMap((count, column) => Array.from({ length: count }, (_, number) => draw("circle", {
    cx: wide * (column + 0.5) + ((number % across) - (Math.min(across, count) - 1) / 2) * by,
    cy: high - 1 - (Math.floor(number / across) + 0.5) * by, r: by / 2.4, class: "dot-one",
  })));
  const said = Object.entries(names).map(([column, name]) => draw("text", { x: wide * (Number(column) + 0.5), y: high + FOOT - 3, "text-anchor": anchor(Number(column), counts.length), class: "dot-text" }, name));
  return make("figure", null, make("figcaption", null, caption),
    draw("svg", { viewBox: `0 0 ${width} ${high + FOOT}`, preserveAspectRatio: "xMinYMax", role: "img", "aria-label": label },
      draw("line", { x1: 0, x2: width, y1: high, y2: high, class: "dot-axis" }), ...dots, ...(mark === null ? [] : [draw("polygon", { points: `${wide * (mark + 0.5) - 5},${high + 9} ${wide * (mark + 0.5) + 5},${high + 9} ${wide * (mark + 0.5)},${high + 1}`, class: "dot-true" })]), ...said));
}

// How many dots stand side by side in a wide column, so that the highest heap fits.
function acrossOf(most, wide, high) {
  let across = 10;
  while ((most / across) * Math.min(9, (wide * 0.9) / across) > high) across += 1;
  return across;
}

// The first and the last name stay inside the picture.
function anchor(column, columns) {
  if (columns <= FEW) return "middle";
  return column === 0 ? "start" : column === columns - 1 ? "end" : "middle";
}
