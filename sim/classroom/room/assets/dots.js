// Dots of a class, one a person: nobody's name, and the whole shape of what all think.
import { draw, make } from "/shared/dom.js";

const FOOT = 22, HIGH = 78;

// `counts` by column; `names` below some of the columns, by their number; `mark` is a column that is marked below the axis.
export function dotPlot(caption, counts, names, { mark = null, width = 300 } = {}) {
  const wide = width / counts.length, by = Math.min(wide * 0.9, 9, HIGH / Math.max(1, ...counts));
  const dots = counts.flatMap((count, column) => Array.from({ length: count }, (_, number) => draw("circle", { cx: wide * (column + 0.5), cy: HIGH - 1 - (number + 0.5) * by, r: by / 2.4, class: "dot-one" })));
  const said = Object.entries(names).map(([column, name]) => draw("text", { x: Number(column) ? width : 0, y: HIGH + FOOT - 4, "text-anchor": Number(column) ? "end" : "start", class: "dot-text" }, name));
  const middle = wide * (mark + 0.5), marked = mark === null ? [] : [draw("polygon", { points: `${middle - 5},${HIGH + 9} ${middle + 5},${HIGH + 9} ${middle},${HIGH + 1}`, class: "dot-true" })];
  return make("figure", null, make("figcaption", null, caption),
    draw("svg", { viewBox: `0 0 ${width} ${HIGH + FOOT}`, preserveAspectRatio: "xMinYMax", role: "img", "aria-label": caption }, draw("line", { x1: 0, x2: width, y1: HIGH, y2: HIGH, class: "dot-axis" }), ...dots, ...marked, ...said));
}
