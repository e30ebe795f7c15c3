// What happened last month, where the seat stands, what it wants and what it knows.
import { byId, make, paragraph } from "/shared/dom.js";
import { drawLadder } from "/shared/ladder.js";
import { numeral, percent, t, titleText } from "/shared/texts.js";
import { doesLine, sureFold } from "./does.js";
import { deedOf, fold, head, headline, marked, monthOf, nameOf, redraw, wordOf } from "./tools.js";

const SHORT = { month: "short" };
const RUNGS = 10;
const WAR = 9;
const FIRST = 3;

export function drawLast(seat) {
  redraw("last", [seat.number, seat.headlines, seat.moved], () => [
    head(seat.moved ? "seat.last" : "seat.start"),
    ...headlineParts(seat.headlines, seat.moved ? t("seat.quiet") : titleText(seat)),
    make("h3", null, t(seat.moved ? "seat.others" : "seat.before")),
    make("ul", { class: "moved" }, ...Object.entries(seat.moved || seat.view.moves).map(([capital, made]) => moved(seat, capital, made))),
  ]);
}

// A few headlines at once and the rest behind a fold; public notes stand among the messages.
function headlineParts(headlines, none) {
  const said = headlines.filter(({ key }) => key !== "told.note").map(headline);
  const list = (lines) => make("ul", { class: "headlines" }, ...lines.map((line) => make("li", null, line)));
  const more = said.slice(FIRST);
  return [list(said.length ? said.slice(0, FIRST) : [none]), more.length ? fold(t("seat.more"), list(more)) : ""];
}

function moved(seat, capital, { word, deed }) {
  const own = capital === seat.capital;
  const name = make("strong", null, own ? t("seat.own") : nameOf(capital));
  const line = marked(capital, name, ` ${wordOf(capital, word)}${t("seat.list")}`, make("b", null, deedOf(capital, deed)));
  if (own) line.classList.add("own");
  return line;
}

export function drawStand(seat) {
  redraw("stand", [seat.path, seat.worth], () => {
    const now = seat.path.at(-1), rung = Math.floor(now), name = t(`rungs.${rung}`);
    return [head("seat.stand"), make("p", { class: "rung-now" }, t("stand.rung", { rung, name }), seat.path.length > 1 ? make("span", { class: "aside" }, ` ${t(`stand.${way(seat.path)}`)}`) : null),
      make("div", { id: "ladder", class: "ladder" }), ...worthParts(seat.worth)];
  });
  drawPath(seat);
}

// The ladder takes the width that it is given, so it is drawn once it stands there, and again when the page turns.
export function drawPath(seat) {
  const box = byId("ladder");
  const path = seat.path.map((tension) => numeral(tension, 1)).join(t("seat.list"));
  drawLadder(box, seat.path, {
    months: seat.months, rungs: Array.from({ length: RUNGS }, (_, rung) => t(`rungs.${rung}`)), first: monthOf(seat.start, 0, SHORT),
    last: monthOf(seat.start, seat.months, SHORT), label: t("stand.ladder", { path }), moved: seat.path.length > 1,
    war: seat.ending === "major war" ? WAR : seat.ending === "limited war" ? WAR - 1 : 0,
  });
}

function way(path) {
  const by = path.at(-1) - path.at(-2);
  return by > 0.1 ? "up" : by < -0.1 ? "down" : "same";
}

function worthParts(worth) {
  if (!worth) return [paragraph(t("stand.no_worth"), "aside")];
  const said = t("stand.worth", { share: percent(worth.value) });
  const sure = { low: percent(worth.low), high: percent(worth.high), n: numeral(worth.n) };
  return [paragraph(said), make("meter", { min: 0, max: 1, value: worth.value, "aria-label": said }), fold(t("seat.sure"), paragraph(t("stand.worth_sure", sure)))];
}

export function drawRole(seat) {
  redraw("role", [seat.aims, seat.phase, seat.number], () => [
    paragraph(t("role.lose"), "aside"),
    make("ul", { class: "aims" }, ...seat.aims.map((aim) => aimLine(seat, aim))),
    seat.phase === "forecasts" ? movesFold(seat) : "",
  ]);
}

// Before the game a seat reads what it can do; once it plays, that stands where it chooses.
function movesFold({ capital, menu }) {
  const say = { word: wordOf, deed: deedOf };
  const lines = Object.entries(menu).flatMap(([kind, items]) => items.map((item) => make("li", null, make("strong", null, say[kind](capital, item.name)), ` ${doesLine(item)}`)));
  return fold(t("role.moves"), make("ul", { class: "can" }, ...lines), sureFold(menu, (kind, move) => say[kind](capital, move)));
}

function aimLine({ capital, phase, number }, { name, vital, kept }) {
  const state = kept === null ? "unknown" : kept ? "kept" : "lost", begun = number > 0;
  const said = kept !== null && phase === "over" ? t(`role.end_${state}`) : begun ? t(`role.${state}`) : "";
  const sign = begun ? { kept: "✓", lost: "✗", unknown: "?" }[state] : "·";
  return make("li", { class: state }, make("span", { class: "sign", "aria-hidden": "true" }, sign),
    make("span", null, t(`aims.${capital}.${name}`), vital ? make("em", null, t("role.vital")) : null), make("span", { class: "state" }, said));
}

// `bars` says of each state how it is shown: between which bounds, or as a matter of yes or no.
export function drawKnow(seat, bars) {
  redraw("know", [seat.view.states, seat.view.kim, seat.view.courses], () => [
    ...kimParts(seat),
    make("ul", { class: "courses" }, ...Object.entries(seat.view.courses).map(([capital, course]) => marked(capital, make("strong", null, nameOf(capital)), ` ${t(`courses.${capital}.${course}`)}`))),
    fold(t("know.states"), make("ul", { class: "states" }, ...Object.entries(seat.view.states).filter(([name]) => name !== "tension").map((entry) => stateLine(entry, seat.view.errors, bars)))),
  ]);
}

// Pyongyang knows who Kim is; the others hold a belief.
function kimParts({ capital, view: { kim } }) {
  if (capital === "pyongyang") return [paragraph(t("know.kim", { kim: t(`kims.${Object.keys(kim).find((type) => kim[type] === 1)}`) }), "kim")];
  return [make("h3", null, t("know.belief")), make("ul", { class: "states" }, ...Object.entries(kim).map(([type, share]) => {
    const said = t("know.share", { kim: t(`kims.${type}`), share: percent(share) });
    return make("li", null, make("span", null, said), make("meter", { min: 0, max: 1, value: share, "aria-label": said }));
  }))];
}

function stateLine([name, value], errors, bars) {
  const said = t(`state.${name}`), { low: min, high: max, flag } = bars[name];
  const note = name in errors ? make("em", null, t("know.error")) : null;
  const shown = flag ? make("span", null, t(value > 0 ? "know.yes" : "know.no")) : make("meter", { min, max, value, "aria-label": said });
  return make("li", null, make("span", null, said, note), shown);
}

export function misreadParts(seat) {
  const lines = seat.misread.map(({ month, capital, kind, made, seen }) => {
    const say = kind === "word" ? wordOf : deedOf;
    return marked(capital, t("misread.line", { month: monthOf(seat.start, month), capital: nameOf(capital), made: say(capital, made), seen: say(capital, seen) }));
  });
  return [make("h3", null, t("misread.head")), lines.length ? make("ul", { class: "moved" }, ...lines) : paragraph(t("misread.none"))];
}
