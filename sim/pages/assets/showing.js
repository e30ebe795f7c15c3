// One world month by month, in words and for the stage and the ladder. `page` holds `game`, what the names stand for, and
// `text`, which gives a text by its key.
import { draw } from "./dom.js";
import { arrowsOf, toneOf } from "./scene.js";
import { partsOf } from "./tension.js";
import { drawLadder, drawParts } from "./ladder.js";
import { drawStage } from "./stage.js";
import { finalState, valueOf, war } from "./outcomes.js";
import { fixed, inPercent } from "./numbers.js";

export const KINDS = ["word", "deed"];
const CRISIS = 5;
const WAR_RUNGS = { 0: 9, 1: 8 };
const ENDINGS = ["", "strike", "attack", "clash", "accident", "collapse"];

export function monthName({ start, locale }, month, form = "long") {
  const [year, number] = start.split("-").map(Number);
  return new Intl.DateTimeFormat(locale, { month: form, year: "numeric", timeZone: "UTC" }).format(new Date(Date.UTC(year, number - 1 + month, 1)));
}

export function courseName({ game, text }, capital, course) {
  return text(`courses.${capital}.${game.courses[capital][course]}`);
}

export function moveName({ game, text }, menu, move) {
  const [capital, kind] = menu.split(".");
  return text(`${kind}s.${capital}.${game.moves[menu][move]}`);
}

export function movesIn({ game }, past, month) {
  return Object.fromEntries(Object.keys(game.moves).map((menu) => [menu, past.at(menu.replace(".", "_"), month)]));
}

// The tension of a world at its start and after each month that it lived.
export function pathOf(past) {
  return [past.p.start_tension, ...Array.from({ length: past.lived }, (_, month) => past.at("tension", month))];
}

// One decimal, cut off, so that 4.99 is not written as the 5.0 of the next rung.
export function tensionSaid({ text }, tension) {
  const rung = Math.floor(tension);
  return text("world.tension", { tension: (Math.floor(tension * 10 + 1e-6) / 10).toFixed(1), name: text(`rungs.${rung}`) });
}

// Draw the stage after `month` months; 0 is the start.
export function showStage(page, box, past, month) {
  const moves = month ? movesIn(page, past, month - 1) : {};
  const capitals = Object.fromEntries(page.game.capitals.map((capital) => [capital, seatIn(page, past, capital, month, moves)]));
  drawStage(box, { capitals, arrows: arrowsOf(page.game, moves), news: month ? eventsIn(page, past, month) : [] });
}

function seatIn(page, past, capital, month, moves) {
  const course = past.at(`${capital}_course`, Math.max(0, month - 1));
  const [word, deed] = KINDS.map((kind) => (month ? saidIn(page, `${capital}.${kind}`, moves) : null));
  return {
    name: page.text(`capitals.${capital}`), course: page.game.courses[capital][course], courseName: courseName(page, capital, course),
    word, deed, worth: worthIn(page, past, capital, month),
  };
}

function saidIn(page, menu, moves) {
  const tone = toneOf(page.game, menu, moves[menu]), said = moveName(page, menu, moves[menu]);
  return { tone, said: menu.endsWith("word") && tone !== "none" ? page.text("world.word", { word: said }) : said };
}

function worthIn({ text }, past, capital, month) {
  const worth = valueOf(past, capital, month >= past.lived ? past.months : month);
  const last = month ? worth - valueOf(past, capital, month - 1) : 0;
  return { said: text("world.worth", { worth: fixed(worth, 0, true) }), way: last < -0.005 ? "down" : last > 0.005 ? "up" : "level" };
}

// What happened in a month beside words and deeds.
export function eventsIn(page, past, at) {
  const { game, text } = page;
  const before = (name) => (at > 1 ? past.at(name, at - 2) : past.p[`start_${name}`] ?? 0), after = (name) => past.at(name, at - 1);
  const found = [];
  if (after("freeze") > before("freeze")) found.push("freeze");
  if (after("freeze") < before("freeze")) found.push("freeze_ends");
  if (after("deterrent") > before("deterrent")) found.push("deterrent");
  if (after("tension") >= CRISIS && before("tension") < CRISIS) found.push("crisis");
  for (const capital of ["washington", "pyongyang"]) if (after(`${capital}_yields`)) found.push(`${capital}_backs_down`);
  if (after("ending")) found.push(ENDINGS[after("ending")], ...(war(past) ? [after("major") ? "major" : "limited"] : []));
  const turns = game.capitals.filter((capital) => at > 1 && after(`${capital}_course`) !== before(`${capital}_course`));
  return [...found.map((kind) => text(`events.${kind}`)), ...turns.map((capital) => text("events.turns", {
    capital: text(`capitals.${capital}`), course: courseName(page, capital, after(`${capital}_course`)),
  }))];
}

// The rung of war on which a world ended, undefined where it did not.
export function warRung(past) {
  return WAR_RUNGS[finalState(past)];
}

// Draw a world on the ladder up to `month`; `more` as the ladder takes it. With `list`, also what moved the month.
export function showLadder(page, box, past, month, { list, ...more } = {}) {
  const path = pathOf(past).slice(0, month + 1), over = month >= past.lived, ended = over ? warRung(past) : undefined;
  const parts = list && month ? partsOf(page.game, past, month - 1) : null, steps = parts ? stepsIn(page, parts) : [];
  const now = ended ? page.text(`rungs.${ended}`) : tensionSaid(page, path[path.length - 1]);
  const said = steps.map((each) => page.text("ladder.step", { who: each.name, by: each.said })).join(page.text("world.list"));
  drawLadder(box, path, {
    ...more, war: ended, moved: Boolean(parts), months: past.months, rungs: Array.from({ length: 10 }, (_, rung) => page.text(`rungs.${rung}`)),
    first: monthName(page, 0, "short"), last: monthName(page, past.months - 1, "short"),
    label: `${page.text("ladder.label", { now, highest: ended || Math.floor(Math.max(...path)) })} ${said}`.trim(),
  });
  if (list) drawParts(list, parts ? [...steps, wholeOf(page, parts)] : []);
}

function wholeOf({ text }, { from, to }) {
  return { name: text("ladder.all"), kind: "whole", by: to - from, said: fixed(to - from, 2, true) };
}

function stepsIn({ game, text }, parts) {
  const found = game.capitals.map((capital) => ({
    name: text(`capitals.${capital}`), kind: capital, by: KINDS.reduce((sum, kind) => sum + parts.moves[`${capital}.${kind}`], 0),
  }));
  found.push({ name: text("ladder.brink"), kind: "brink", by: parts.brink }, { name: text("ladder.drift"), kind: "drift", by: parts.drift },
    { name: text("ladder.luck"), kind: "chance", by: parts.luck });
  return found.filter((each) => Math.abs(each.by) >= 0.005).sort((one, other) => Math.abs(other.by) - Math.abs(one.by))
    .map((each) => ({ ...each, said: fixed(each.by, 2, true) }));
}

// A bar of a share with its interval, of the width that it gets.
export function shareBar({ value, low, high }, kind = "") {
  const x = (share) => 100 * share;
  return draw("svg", { class: `share-bar ${kind}`, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 0, width: 100, height: 10, class: "all" }), draw("rect", { x: 0, y: 1, width: x(value), height: 8, class: "part" }),
    draw("rect", { x: x(low), y: 4.2, width: Math.max(0.4, x(high - low)), height: 1.6, class: "span" }));
}

export function shareSaid({ text }, estimate, signed = false, points = false) {
  const [value, low, high] = inPercent(estimate, signed);
  return text(points ? "world.points" : "world.share", { value, low, high });
}
