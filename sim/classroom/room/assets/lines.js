// Several games of the same luck, and the worlds of the model behind them: tension month by month.
import { draw, monthBand, monthLine, spreadOut } from "/shared/dom.js";
import { RUNGS } from "./page.js";

const TALL = 0.38, LEAST = 220, LEFT = 2.2, RIGHT = 6, TOP = 0.5, FOOT = 1.6, HIGHEST = 10;
const CRISIS = 5, DASHES = ["", "8 4", "2 4", "12 4 2 4", "1 3", "16 6"];

// `games` are {name, path, war}, the last the rung of a war in which it ended, if any; `band` holds five rows of quantiles by month; `months` are all that there are.
// The picture is as wide as its box, so that its letters are as large as those of the page.
export function linesPicture(box, games, band, months, { first, last, label }) {
  const size = parseFloat(getComputedStyle(box).fontSize), width = Math.max(box.clientWidth, LEAST), height = Math.max(TALL * innerHeight, LEAST);
  const left = LEFT * size, right = width - RIGHT * size, low = height - FOOT * size, high = TOP * size;
  const x = (month) => left + ((right - left) * month) / months, y = (tension) => low - ((low - high) * tension) / HIGHEST;
  const grid = RUNGS.flatMap((_, rung) => [
    draw("line", { x1: left, x2: right, y1: y(rung), y2: y(rung), class: rung === CRISIS ? "crisis-line" : "grid-line" }),
    draw("text", { x: left - 0.5 * size, y: y(rung) + 0.3 * size, "text-anchor": "end", class: "line-text" }, String(rung)),
  ]);
  const ends = spreadOut(games.map(({ path }) => y(path[path.length - 1])), 1.1 * size);
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...grid,
    ...(band ? [monthBand(band[0], band[4], x, y, "band-wide"), monthBand(band[1], band[3], x, y, "band-middle")] : []),
    ...games.flatMap(({ name, path, war }, number) => [
      monthLine(path, x, y, "line-game", { "stroke-dasharray": DASHES[number % DASHES.length] }),
      draw("text", { x: x(path.length - 1) + 0.5 * size, y: ends[number] + 0.3 * size, class: "line-name" }, name),
      ...(war ? [draw("line", { x1: x(path.length - 1), x2: x(path.length - 1), y1: y(path[path.length - 1]), y2: y(war), class: "line-war" }),
        draw("circle", { cx: x(path.length - 1), cy: y(war), r: 0.35 * size, class: "end-war" })] : []),
    ]),
    draw("text", { x: left, y: height - 0.3 * size, class: "line-text" }, first), draw("text", { x: right, y: height - 0.3 * size, "text-anchor": "end", class: "line-text" }, last));
}
