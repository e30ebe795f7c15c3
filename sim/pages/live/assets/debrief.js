// The debrief of a game, for a seat and for the host.

import { band, draw, line, make, monthAfter, path, picture, scale, table, text, whole } from "./drawing.js";
import { say, words } from "./words.js";

const number = (value) => (value === null ? "" : String(Math.round(value * 100) / 100));
const score = (value) => value.toFixed(3).replace(/^0/, "");

export function debriefParts(found) {
  const worlds = { worlds: found.worlds };
  const flags = found.flags.map((flag) => [flag.label, flag.here ? words.happened : words.didNot, flag.model.text]);
  const ends = Object.entries(found.ends).map(([name, share]) => [name, name === found.end.name ? words.happened : "", share.text]);
  return [
    make("h2", {}, words.debriefHead),
    make("p", { class: "big" }, say(words.endedIn, found.end)),
    make("p", {}, say(words.sameEnd, { ...worlds, text: whole(found.same_end.text) })),
    make("p", {}, say(words.aloneEnded, found.alone)),
    make("h3", {}, say(words.pathHead, worlds)),
    make("p", { class: "note" }, words.pathNote),
    pathPicture(found),
    table(words.ranksHead, found.ranks.map(ranked)),
    table(words.ranksHead, found.worth.map((each) => ranked({ ...each, name: words.capitals[each.capital] })), words.worthHead),
    table(words.endsHead, [...ends, ...flags]),
    ...Object.entries(found.forecasts).flatMap(([capital, own]) => scores(capital, own)),
    moves(found),
  ];
}

const ranked = (each) => [each.name, number(each.class), number(each.median), `${say(words.lower, each)}: ${whole(each.below.text)}`];

function scores(capital, own) {
  const row = (each) => [each.brier, each.model_brier, each.log, each.model_log, each.expected, each.least].map(score);
  const rows = own.rows.map((each) => [each.text, `${Math.round(each.chance * 100)} %`, whole(each.frequency), each.happened ? words.happened : words.didNot, ...row(each)]);
  rows.push([words.mean, "", "", "", ...row(own)]);
  const caption = say(words.scoresHead, { capital: words.capitals[capital] });
  return [table(words.scoreColumns, rows, caption), make("p", { class: "note" }, words.scoresNote)];
}

function moves(found) {
  const capitals = Object.keys(words.capitals);
  const one = (move) => (move.team ? make("strong", {}, move.label) : move.label);
  const cell = (made) => make("span", {}, one(made.word), ", ", one(made.deed));
  const rows = found.moves.map((month) => [month.month, ...capitals.map((name) => cell(month.moves[name])), number(month.tension)]);
  return table([words.storyMonth, ...capitals.map((name) => words.capitals[name]), words.storyTension], rows, words.movesHead);
}

function axes(width, low, top, left, right, months, start) {
  const x = scale(0, months, left, right), y = scale(0, 8, low, top);
  const parts = [];
  for (let rung = 0; rung <= 8; rung += 2) {
    parts.push(line(left, y(rung), right, y(rung), "#ebebeb"), text(left - 8, y(rung) + 4, String(rung), { "text-anchor": "end", class: "soft" }));
  }
  const step = Math.max(1, Math.ceil(months / 6));
  for (let month = 0; month <= months; month += step) {
    parts.push(text(x(month), low + 20, monthAfter(start, month), { "text-anchor": "middle", class: "soft" }));
  }
  return { x, y, parts };
}

const points = (row, x, y) => row.map((value, month) => (value === null ? null : [x(month), y(value)])).filter(Boolean);

function pathPicture(found) {
  const { x, y, parts } = axes(640, 250, 12, 40, 600, found.months, found.start);
  const months = found.path.model[0].map((value, index) => (value === null ? null : index)).filter((index) => index !== null);
  const xs = months.map(x), at = (row) => months.map((month) => y(found.path.model[row][month]));
  parts.push(band(xs, at(0), at(4), "#dcdcdc"), band(xs, at(1), at(3), "#b8b8b8"));
  parts.push(path(points(found.path.alone, x, y), "#0072b2", 2, { "stroke-dasharray": "6 4" }), path(points(found.path.class, x, y), "#000", 2.8));
  return picture(640, 282, say(words.endedIn, found.end), ...parts);
}

export function tensionPicture(view, months, start) {
  const { x, y, parts } = axes(640, 180, 10, 40, 600, months, start);
  const own = points(view, x, y);
  parts.push(path(own, "#000", 2.4), ...own.map(([cx, cy]) => draw("circle", { cx, cy, r: 3 })));
  return picture(640, 212, `${words.pastTension}: ${view.map(number).join(", ")}`, ...parts);
}

