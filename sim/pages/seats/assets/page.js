// The seat that a student holds: it is drawn anew with each news from the room, part by part.
import { byId, make, paragraph } from "/shared/dom.js";
import { face } from "/shared/faces.js";
import { monthText, speak, t } from "/shared/texts.js";
import { join } from "/room/seat.js";
import { drawKnow, drawLast, drawPath, drawRole, drawStand, misreadParts } from "./stand.js";
import { drawDeals, drawLines, drawNotes } from "./talk.js";
import { nameOf, redraw } from "./tools.js";

const data = JSON.parse(byId("data").textContent);
speak(data.texts);
document.documentElement.lang = t("language.tag");
document.documentElement.dir = t("language.dir");
byId("skip").textContent = t("seat.skip");
// The address holds the token of the seat: a leap within the page leaves it alone.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("move").scrollIntoView({ block: "start" });
  byId("move").focus({ preventScroll: true });
});

let shown = null;

function draw(seat, doing) {
  shown = seat;
  byId("main").hidden = false;
  document.title = t("seat.title", { capital: nameOf(seat.capital) });
  const playing = seat.phase === "playing", over = seat.phase === "over";
  redraw("head", [seat.number, seat.phase, seat.view.courses[seat.capital]], () => heading(seat));
  byId("move-head").textContent = t(seat.phase === "forecasts" ? "seat.forecast" : "seat.move");
  for (const id of ["last", "stand"]) byId(id).hidden = seat.phase === "forecasts";
  for (const id of ["notes", "deals", "lines"]) byId(id).hidden = !playing && !over;
  drawRole(seat);
  drawKnow(seat);
  if (!playing && !over) return;
  drawLast(seat);
  drawStand(seat);
  drawNotes(seat, doing);
  drawDeals(seat, doing);
  drawLines(seat, doing);
  if (over && !byId("misread")) byId("know").append(make("div", { id: "misread" }, ...misreadParts(seat)));
}

function heading(seat) {
  const said = { month: monthText(seat.month), number: seat.number + 1, months: seat.months };
  const over = () => t("seat.over", { ending: t(`states.${seat.ending}`) });
  const line = { forecasts: () => t("seat.waiting"), playing: () => t("seat.month", said), over }[seat.phase]();
  return [face(seat.capital, seat.view.courses[seat.capital]), make("div", null, make("h1", null, nameOf(seat.capital)), paragraph(line, "when"))];
}

addEventListener("resize", () => shown && shown.phase !== "forecasts" && drawPath(shown));

join(draw);
