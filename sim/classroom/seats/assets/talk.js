// What a seat can say: notes and red lines. Forms are made once, so that nobody loses what is half written.
import { byId, make, paragraph, redraw } from "/shared/dom.js";
import { monthIn, numeral, t } from "/shared/texts.js";
import { deedOf, field, fold, listed, marked, nameOf, option, sent } from "./tools.js";

export function drawNotes(seat, doing) {
  redraw("cards", seat.can && [seat.can.paper, seat.can.messages > 0], () => cards(seat, doing));
  once("notes", () => [noteForm(seat, doing), make("div", { id: "note-list" })]);
  form("note-form", seat.can);
  byId("note-left").textContent = seat.can ? left(seat.can) : "";
  redraw("note-list", seat.notes, () => seat.notes.length ? [make("ul", { class: "notes" }, ...seat.notes.map((note) => noteLine(seat, note)))] : [paragraph(t("note.none"), "aside")]);
}

// Cards lie face up: a word, which anybody may say of him, and a proof, which one capital may hold.
function cards({ can, capital }, doing) {
  const lay = (key, request) => make("button", { type: "button", "data-card": key, onclick: () => sent(doing, request) }, t(`cards.${key}`));
  if (!can) return [];
  return [make("h3", null, t("cards.head")), make("div", { class: "send-row" },
    ...(can.messages > 0 ? ["afraid", "greedy"].map((kind) => lay(kind, { act: "note", to: [], text: t(`cards.${kind}`) })) : []), ...(can.paper ? [lay("paper", { act: "paper" })] : []))];
}

function left({ messages, leak }) {
  const count = numeral(messages);
  return leak > 0 ? t("note.left", { count, odds: numeral(Math.round(1 / leak)) }) : t("note.left_none", { count });
}

function noteLine(seat, { by, to, text, month, leaked }) {
  const reached = to.length ? listed(to) : t("seat.everyone");
  return marked(by, make("span", { class: "aside" }, t("note.line", { from: nameOf(by), to: reached, month: monthIn(seat.start, month) })),
    leaked ? make("em", { class: "leaked" }, t("note.leaked")) : null, make("span", { class: "text" }, text));
}

function noteForm(seat, doing) {
  const others = Object.keys(seat.view.moves).filter((capital) => capital !== seat.capital);
  const boxes = others.map((capital) => make("label", { class: "tick" }, make("input", { type: "checkbox", name: "to", value: capital }), nameOf(capital)));
  const most = seat.can ? seat.can.text : 1;
  const area = make("textarea", { name: "text", rows: 3, maxlength: most, required: true, "aria-describedby": "note-left" });
  const count = make("span", { class: "aside", "aria-hidden": "true" });
  const tell = () => { count.textContent = t("note.length", { count: numeral(area.value.length), most: numeral(most) }); };
  area.addEventListener("input", tell);
  tell();
  const made = make("form", { id: "note-form" }, make("fieldset", null, make("legend", null, t("note.to")), ...boxes, paragraph(t("note.public"), "aside")),
    field(t("note.text"), area), make("div", { class: "send-row" }, make("button", { class: "send" }, t("note.send")), count), make("p", { id: "note-left", class: "aside" }));
  return asking(made, async () => {
    const to = [...made.elements.to].filter((box) => box.checked).map((box) => box.value);
    if (await sent(doing, { act: "note", to, text: area.value })) {
      area.value = "";
      tell();
    }
  });
}

export function drawLines(seat, doing) {
  once("lines", () => [make("div", { id: "line-list" }), make("div", { id: "line-form-box" })]);
  redraw("line-list", seat.lines, () => seat.lines.length ? [make("ul", { class: "lines" }, ...[...seat.lines].reverse().map((line) => lineLine(seat, line)))] : [paragraph(t("line.none"), "aside")]);
  redraw("line-form-box", seat.can && seat.can.lines, () => !seat.can ? [] : Object.keys(seat.can.lines).length ? [fold(t("line.draw"), lineForm(seat, doing))] : [paragraph(t("line.full"), "aside")]);
}

function lineLine(seat, { by, menu, move, deed, crossed, stood }) {
  const other = menu.split(".")[0];
  const state = crossed < 0 ? "standing" : stood === null ? "crossed" : stood ? "stood" : "let_pass";
  return marked(by, t("line.said", { capital: nameOf(by), other: nameOf(other), move: deedOf(other, move), deed: deedOf(by, deed) }),
    make("em", null, ` ${t(`line.${state}`, { month: monthIn(seat.start, crossed) })}`));
}

function lineForm(seat, doing) {
  const choices = Object.entries(seat.can.lines).flatMap(([menu, moves]) => moves.map((move) => [menu, move]));
  const said = ([menu, move]) => t("line.option", { capital: nameOf(menu.split(".")[0]), move: deedOf(menu.split(".")[0], move) });
  const when = make("select", { name: "when", id: "line-when" }, ...choices.map((choice, place) => option(place, said(choice))));
  const then = make("select", { name: "then", id: "line-then" }, ...seat.can.answers.map((deed) => option(deed, deedOf(seat.capital, deed))));
  const made = make("form", { id: "line-form" }, field(t("line.if"), when), field(t("line.then"), then),
    paragraph(t(seat.capital === "washington" ? "line.washington" : "line.other"), "aside"), paragraph(t("line.price"), "aside"), make("button", { class: "send red" }, t("line.button")));
  return asking(made, () => {
    const [menu, move] = choices[Number(when.value)];
    return sent(doing, { act: "line", menu, move, deed: then.value });
  });
}

// A part of the page that is laid out once; its lists are drawn in it.
function once(id, draw) {
  if (!byId(id).children.length) byId(id).replaceChildren(...draw());
}

function form(id, can) {
  byId(id).hidden = !can;
}

function asking(made, ask) {
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  return made;
}
