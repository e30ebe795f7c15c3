// What happened last month, where the seat stands, and what it wants.
import { byId, make, paragraph, redraw } from "/shared/dom.js";
import { rungsIn } from "/room/page.js";
import { drawLadder, WAR_RUNGS } from "/shared/ladder.js";
import { monthIn, numeral, sentence, t, titleText } from "/shared/texts.js";
import { kimOf } from "./front.js";
import { deedOf, field, fold, marked, nameOf, option, sent, wordOf } from "./tools.js";

const SHORT = { month: "short" };

export function drawLast(seat) {
  redraw("last", [seat.number, seat.headlines, seat.moved], () => [
    headlineParts(seat.headlines, seat.moved ? t("seat.quiet") : titleText(seat)),
    make("h3", null, t(seat.moved ? "seat.others" : "seat.before")),
    make("ul", { class: "moved" }, ...Object.entries(seat.moved || seat.view.moves).map(([capital, made]) => moved(seat, capital, made))),
  ]);
}

// Public notes stand among the messages.
function headlineParts(headlines, none) {
  const said = headlines.filter(({ key }) => key !== "told.note").map(sentence);
  return make("ul", { class: "headlines" }, ...(said.length ? said : [none]).map((line) => make("li", null, line)));
}

function moved(seat, capital, { word, deed }) {
  const own = capital === seat.capital;
  const name = make("strong", null, own ? t("seat.own") : nameOf(capital));
  const line = marked(capital, name, ` ${wordOf(capital, word)}${t("seat.list")}`, make("b", null, deedOf(capital, deed)));
  if (own) line.classList.add("own");
  return line;
}

export function drawStand(seat) {
  redraw("stand", [seat.path, seat.moved], () => {
    const now = seat.path.at(-1), rung = Math.floor(now), name = rungsIn(seat.path, seat.moved)[rung];
    return [make("p", { class: "rung-now" }, t("stand.rung", { rung, name }), seat.path.length > 1 ? make("span", { class: "aside" }, ` ${t(`stand.${way(seat.path)}`)}`) : null),
      make("div", { id: "ladder", class: "ladder" })];
  });
  drawPath(seat);
}

// The ladder takes the width that it is given, so it is drawn once it stands there, and again when the page turns.
export function drawPath(seat) {
  const box = byId("ladder");
  const path = seat.path.map((tension) => numeral(tension, 1)).join(t("seat.list"));
  drawLadder(box, seat.path, {
    months: seat.months, rungs: rungsIn(seat.path, seat.moved), first: monthIn(seat.start, 0, SHORT),
    last: monthIn(seat.start, seat.months - 1, SHORT), label: t("stand.ladder", { path }), moved: seat.path.length > 1,
    war: WAR_RUNGS[seat.ending],
  });
}

function way(path) {
  const by = path.at(-1) - path.at(-2);
  return by > 0.1 ? "up" : by < -0.1 ? "down" : "same";
}

export function drawRole(seat, doing) {
  const { goals, phase, number, declared, can, capital } = seat, kim = capital === "pyongyang" && kimOf(seat);
  redraw("role", [goals, phase, number, kim, declared], () => [
    paragraph(t("role.lose"), "aside"),
    make("ul", { class: "goals" }, ...goals.map((goal) => goalLine(seat, goal))),
    paragraph(t("role.points"), "aside"),
    ...(kim ? [paragraph(t(`card.${kim}`), "kim")] : []),
    ...(declared ? [paragraph(t("role.declared", { course: t(`courses.${capital}.${declared}`) }))] : []),
    can ? fold(t("role.declare"), declaration(seat, doing)) : "",
  ]);
}

// What a capital is about, said by its own team.
function declaration({ capital, can }, doing) {
  const choice = make("select", { id: "course" }, ...can.courses.map((course) => option(course, t(`courses.${capital}.${course}`))));
  const made = make("form", { id: "course-form" }, field(t("role.course"), choice), paragraph(t("role.price"), "aside"), make("button", { class: "send" }, t("role.declare")));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    sent(doing, { act: "course", course: choice.value });
  });
  return made;
}

function goalLine({ capital, phase, number }, { name, vital, kept }) {
  const state = kept === null ? "unknown" : kept ? "kept" : "lost", begun = number > 0;
  const said = kept !== null && phase === "over" ? t(`role.end_${state}`) : begun ? t(`role.${state}`) : "";
  const sign = begun ? { kept: "✓", lost: "✗", unknown: "?" }[state] : "·";
  return make("li", { class: state }, make("span", { class: "sign", "aria-hidden": "true" }, sign),
    make("span", null, t(`goals.${capital}.${name}`), vital ? make("em", null, t("role.vital")) : null), make("span", { class: "state" }, said));
}
