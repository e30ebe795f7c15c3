// Dots of a class, one a person: nobody's name, and the whole shape of what all think.
import { draw, make } from "/shared/dom.js";

const HIGH = 78, STEP = 7, WIDTH = 300, FOOT = 16;

// `counts` by column; `names` below some of the columns, by their number; `truth` is the column that came true.
export function dotPlot(caption, counts, names, { truth = null, label }) {
  const most = Math.max(1, ...counts), wide = WIDTH / counts.length;
  const by = Math.min(STEP, HIGH / most, wide), r = Math.min(2.9, by / 2.1);
  const across = Math.max(1, Math.floor((wide * 0.8) / by));
  const dots = counts.flatMap((count, column) => Array.from({ length: count }, (_, number) => draw("circle", {
    cx: wide * (column + 0.5) + (counts.length > 5 ? 0 : ((number % across) - (across - 1) / 2) * by),
    cy: HIGH - r - 1 - (counts.length > 5 ? number : Math.floor(number / across)) * by, r, class: column === truth ? "dot-true" : "dot-one",
  })));
  const said = Object.entries(names).map(([column, name]) => draw("text", { x: wide * (Number(column) + 0.5), y: HIGH + FOOT - 3, "text-anchor": anchor(Number(column), counts.length), class: "dot-text" }, name));
  return make("figure", null, make("figcaption", null, caption),
    draw("svg", { viewBox: `0 0 ${WIDTH} ${HIGH + FOOT}`, role: "img", "aria-label": label },
      draw("line", { x1: 0, x2: WIDTH, y1: HIGH, y2: HIGH, class: "dot-axis" }), ...dots, ...said));
}

// The first and the last name stay inside the picture.
function anchor(column, columns) {
  if (columns <= 5) return "middle";
  return column === 0 ? "start" : column === columns - 1 ? "end" : "middle";
}
