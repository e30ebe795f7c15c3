// Several games of the same luck, and the worlds of the model behind them: tension month by month.
import { draw } from "/shared/dom.js";
import { RUNGS } from "./page.js";

const WIDTH = 900, HEIGHT = 360, LEFT = 34, RIGHT = 70, TOP = 8, FOOT = 26, HIGHEST = 10;
const CRISIS = 5, DASHES = ["", "8 4", "2 4", "12 4 2 4", "1 3", "16 6"];

// `games` are {name, path}; `band` holds five rows of quantiles by month; `months` are all that there are.
export function linesPicture(games, band, months, { first, last, label }) {
  const x = (month) => LEFT + ((WIDTH - LEFT - RIGHT) * month) / months, y = (tension) => HEIGHT - FOOT - ((HEIGHT - FOOT - TOP) * tension) / HIGHEST;
  const grid = RUNGS.flatMap((_, rung) => [
    draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(rung), y2: y(rung), class: rung === CRISIS ? "crisis-line" : "grid-line" }),
    draw("text", { x: LEFT - 8, y: y(rung) + 4, "text-anchor": "end", class: "dot-text" }, String(rung)),
  ]);
  const ends = spread(games.map(({ path }) => y(path[path.length - 1])));
  return draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...grid,
    ...(band ? [area(band[0], band[4], x, y, "band-wide"), area(band[1], band[3], x, y, "band-middle")] : []),
    ...games.flatMap(({ name, path }, number) => [
      draw("polyline", { points: path.map((tension, month) => `${x(month)},${y(tension)}`).join(" "), class: "line-game", "stroke-dasharray": DASHES[number % DASHES.length] }),
      draw("text", { x: x(path.length - 1) + 8, y: ends[number] + 4, class: "line-name" }, name),
    ]),
    draw("text", { x: LEFT, y: HEIGHT - 6, class: "dot-text" }, first), draw("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "text-anchor": "end", class: "dot-text" }, last));
}

function area(low, high, x, y, kind) {
  const there = low.map((value, month) => (value === null ? null : month)).filter((month) => month !== null);
  const points = [...there.map((month) => `${x(month)},${y(high[month])}`), ...there.reverse().map((month) => `${x(month)},${y(low[month])}`)];
  return draw("polygon", { points: points.join(" "), class: kind });
}

// Names at the ends of lines do not lie upon each other.
function spread(heights) {
  const order = heights.map((height, number) => [height, number]).sort(([one], [other]) => one - other);
  const placed = [];
  let free = -Infinity;
  for (const [height, number] of order) {
    placed[number] = Math.max(height, free);
    free = placed[number] + 15;
  }
  return placed;
}
