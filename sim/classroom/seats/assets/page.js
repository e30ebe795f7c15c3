// The seat that a student holds: it is drawn anew with each news from the room, part by part.
import { byId, make, paragraph, redraw } from "/shared/dom.js";
import { face } from "/shared/faces.js";
import { lookIn } from "/shared/scene.js";
import { monthText, t } from "/shared/texts.js";
import { DATA, monthsSaid } from "/room/page.js";
import { join } from "/room/seat.js";
import { pointParts } from "/team/ending.js";
import { drawFront } from "./front.js";
import { drawLast, drawPath, drawRole, drawStand } from "./stand.js";
import { drawLines, drawNotes } from "./talk.js";
import { nameOf } from "./tools.js";

document.documentElement.dir = t("language.dir");
byId("skip").textContent = t("seat.skip");
// The address holds the token of the seat: a leap within the page leaves it alone.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("move").scrollIntoView({ block: "start" });
  byId("move").focus({ preventScroll: true });
});

let shown = null;

// What is not needed for the choice of a month is folded: all of it on a phone and a laptop; with three columns only what
// is asked for now and then. After the game what came of the goals is open.
const PARTS = { last: "seat.last", stand: "seat.stand", notes: "note.head", lines: "line.head", role: "seat.role" };
const narrow = matchMedia("not all and (min-width: 84rem)");
const boxOf = (id) => byId(id).closest("details");

const OPEN = ["stand"], OPEN_IN = { over: ["role"] };

function foldParts() {
  const now = shown === null ? [] : OPEN_IN[shown.phase] || [];
  for (const id of Object.keys(PARTS)) boxOf(id).open = now.includes(id) || (!narrow.matches && OPEN.includes(id));
}

for (const [id, key] of Object.entries(PARTS)) byId(`${id}-head`).textContent = t(key);
narrow.addEventListener("change", foldParts);
boxOf("notes").addEventListener("toggle", () => shown && showNew(shown));
boxOf("stand").addEventListener("toggle", () => shown && shown.phase !== "forecasts" && drawPath(shown));

// What others have written since the messages were open, at first this month.
let read = null;

function showNew(seat) {
  const written = seat.notes.filter(({ by }) => by !== seat.capital), others = written.length;
  read ??= written.filter(({ month }) => month < seat.number).length;
  if (boxOf("notes").open) read = others;
  const count = others - read;
  byId("notes-new").textContent = count ? t("note.new", { count }) : "";
  byId("new").hidden = !count;
  byId("new").textContent = count ? t("note.arrived", { count }) : "";
}

byId("new").addEventListener("click", () => {
  boxOf("notes").open = true;
  boxOf("notes").scrollIntoView({ block: "start" });
  boxOf("notes").querySelector("summary").focus({ preventScroll: true });
});

function draw(seat, doing) {
  const begins = shown === null || shown.phase !== seat.phase;
  shown = seat;
  if (begins) foldParts();
  byId("main").hidden = false;
  document.title = t("seat.title", { capital: nameOf(seat.capital) });
  const playing = seat.phase === "playing", over = seat.phase === "over";
  redraw("head", [seat.capital, seat.number, seat.phase], () => heading(seat));
  byId("move-head").textContent = t(seat.phase === "forecasts" ? "seat.forecast" : "seat.move");
  for (const id of ["last", "stand"]) byId(id).closest("section").hidden = seat.phase === "forecasts";
  for (const id of ["notes", "lines"]) byId(id).closest("section").hidden = !playing && !over;
  drawFront(seat);
  drawRole(seat, doing);
  if (!playing && !over) return;
  drawLast(seat);
  drawStand(seat);
  drawNotes(seat, doing);
  drawLines(seat, doing);
  showNew(seat);
  if (over && !byId("points")) byId("front").after(make("section", { id: "points", class: "card" }, make("h2", null, t("team.points_head")), ...pointParts(seat.team, seat.capital, seat.goals)));
}

function heading(seat) {
  const said = { month: monthText(seat.month), number: seat.number + 1, months: monthsSaid(seat) };
  const over = () => t("seat.over", { ending: t(`states.${seat.ending}`) });
  const line = { forecasts: () => t("seat.waiting"), playing: () => t("seat.month", said), over }[seat.phase]();
  return [face(seat.capital, "", lookIn(DATA, seat.capital, seat.moved?.[seat.capital])), make("div", null, make("h1", null, nameOf(seat.capital)), paragraph(line, "when"))];
}

addEventListener("resize", () => shown && shown.phase !== "forecasts" && drawPath(shown));

join(draw);
