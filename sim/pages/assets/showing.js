// One world month by month, in words and for the stage and the ladder; `game` says what its numbers stand for.
import { bar, draw } from "./dom.js";
import { arrowsOf, toneOf } from "./scene.js";
import { drawLadder, drawParts } from "./ladder.js";
import { valueOf, war as isWar } from "./outcomes.js";
import { digitsOf } from "./numbers.js";
import { monthIn, numeral, t } from "./texts.js";

export const KINDS = ["word", "deed"];
const CRISIS = 5;
const ENDINGS = ["", "strike", "attack", "clash", "accident", "collapse"];

export function courseName(game, capital, course) {
  return t(`courses.${capital}.${game.courses[capital][course]}`);
}

export function moveName(game, menu, move) {
  const [capital, kind] = menu.split(".");
  return t(`${kind}s.${capital}.${game.moves[menu][move]}`);
}

export function movesIn(game, past, month) {
  return Object.fromEntries(Object.keys(game.moves).map((menu) => [menu, past.at(menu.replace(".", "_"), month)]));
}

// The tension of a world at its start and after each month that it lived.
export function pathOf(past) {
  return [past.p.start_tension, ...Array.from({ length: past.lived }, (_, month) => past.at("tension", month))];
}

// One decimal, cut off, so that 4.99 is not written as the 5.0 of the next rung.
export function tensionSaid(tension) {
  const rung = Math.floor(tension);
  return t("world.tension", { tension: numeral(Math.floor(tension * 10 + 1e-6) / 10, 1), name: t(`rungs.${rung}`) });
}

// The scene after `month` months, as the stage draws it; 0 is the start. `news` is told on it.
export function sceneOf(game, past, month, news = []) {
  const moves = month ? movesIn(game, past, month - 1) : {};
  const capitals = Object.fromEntries(game.capitals.map((capital) => [capital, seatIn(game, past, capital, month, moves)]));
  return { capitals, arrows: arrowsOf(game, moves), news };
}

function seatIn(game, past, capital, month, moves) {
  const course = past.at(`${capital}_course`, Math.max(0, month - 1));
  const [word, deed] = KINDS.map((kind) => (month ? saidIn(game, `${capital}.${kind}`, moves) : null));
  return {
    name: t(`capitals.${capital}`), course: game.courses[capital][course], courseName: courseName(game, capital, course),
    word, deed, worth: worthIn(past, capital, month),
  };
}

function saidIn(game, menu, moves) {
  const tone = toneOf(game, menu, moves[menu]), said = moveName(game, menu, moves[menu]);
  return { tone, said: menu.endsWith("word") && tone !== "none" ? t("world.word", { word: said }) : said };
}

function worthIn(past, capital, month) {
  const worth = valueOf(past, capital, month >= past.lived ? past.months : month);
  const last = month ? worth - valueOf(past, capital, month - 1) : 0;
  return { said: t("world.worth", { worth: numeral(worth, 0, true) }), way: last < -0.005 ? "down" : last > 0.005 ? "up" : "level" };
}

// What happened in a month beside words and deeds.
export function eventsIn(game, past, at) {
  const before = (name) => (at > 1 ? past.at(name, at - 2) : past.p[`start_${name}`] ?? 0), after = (name) => past.at(name, at - 1);
  const found = [];
  if (after("freeze") > before("freeze")) found.push("freeze");
  if (after("freeze") < before("freeze")) found.push("freeze_ends");
  if (after("deterrent") > before("deterrent")) found.push("deterrent");
  if (after("tension") >= CRISIS && before("tension") < CRISIS) found.push("crisis");
  for (const capital of ["washington", "pyongyang"]) if (after(`${capital}_yields`)) found.push(`${capital}_backs_down`);
  if (after("ending")) found.push(ENDINGS[after("ending")], ...(isWar(past) ? [after("major") ? "major" : "limited"] : []));
  const turns = game.capitals.filter((capital) => at > 1 && after(`${capital}_course`) !== before(`${capital}_course`));
  return [...found.map((kind) => t(`events.${kind}`)), ...turns.map((capital) => t("events.turns", {
    capital: t(`capitals.${capital}`), course: courseName(game, capital, after(`${capital}_course`)),
  }))];
}

// Draw a path on the ladder of a world that starts in the month `start`; `war` is the rung of war on which it ended. With
// `parts`, what moved the last month, which a screen reader hears; `more` as the ladder takes it.
export function showLadder(game, box, path, { start, months, war, parts, ...more }) {
  const now = war ? t(`rungs.${war}`) : tensionSaid(path[path.length - 1]);
  const said = parts ? stepsIn(game, parts).map((each) => t("ladder.step", { who: each.name, by: each.said })).join(t("world.list")) : "";
  drawLadder(box, path, {
    ...more, war, moved: Boolean(parts), months, rungs: Array.from({ length: 10 }, (_, rung) => t(`rungs.${rung}`)),
    first: monthIn(start, 0, { month: "short" }), last: monthIn(start, months - 1, { month: "short" }),
    label: `${t("ladder.label", { now, highest: war || Math.floor(Math.max(...path)) })} ${said}`.trim(),
  });
}

// What moved the tension in a month: the largest part first, and their sum.
export function showParts(game, list, parts) {
  const by = parts ? parts.to - parts.from : 0;
  drawParts(list, parts ? [...stepsIn(game, parts), { name: t("ladder.all"), kind: "whole", by, said: numeral(by, 2, true) }] : []);
}

function stepsIn(game, parts) {
  const found = game.capitals.map((capital) => ({
    name: t(`capitals.${capital}`), kind: capital, by: KINDS.reduce((sum, kind) => sum + parts.moves[`${capital}.${kind}`], 0),
  }));
  found.push({ name: t("ladder.brink"), kind: "brink", by: parts.brink }, { name: t("ladder.drift"), kind: "drift", by: parts.drift },
    { name: t("ladder.luck"), kind: "chance", by: parts.luck });
  return found.filter((each) => Math.abs(each.by) >= 0.005).sort((one, other) => Math.abs(other.by) - Math.abs(one.by))
    .map((each) => ({ ...each, said: numeral(each.by, 2, true) }));
}

// A bar of a share with its interval, of the width that it gets.
export function shareBar({ value, low, high }, kind = "") {
  const x = (share) => 100 * share;
  return bar(`share-bar ${kind}`,
    draw("rect", { x: 0, y: 0, width: 100, height: 10, class: "all" }), draw("rect", { x: 0, y: 1, width: x(value), height: 8, class: "part" }),
    draw("rect", { x: x(low), y: 4.2, width: Math.max(0.4, x(high - low)), height: 1.6, class: "span" }));
}

// A share with its interval, or with `signed` a difference of shares in points.
export function shareSaid(estimate, signed = false) {
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((each) => numeral(100 * each, digitsOf(estimate), signed));
  return t(!signed ? "world.share" : /^\D?1$/.test(value) ? "world.point" : "world.points", { value, low, high });
}
