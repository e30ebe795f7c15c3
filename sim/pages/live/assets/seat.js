// A seat: what its capital sees, the forecast before the game, the word and deed of each month, and the debrief.

import { ask, codeInAddress } from "./asking.js";
import { debriefParts, tensionPicture } from "./debrief.js";
import { make, table } from "./drawing.js";
import { follow } from "./following.js";
import { place, say, words } from "./words.js";

const byId = (id) => document.getElementById(id);
const OPEN = "", KINDS = ["word", "deed"];
let code = "", seat = null, drawn = "", ticking = null;
// What could not be sent: what to say until the next try, and whether the server has it after all.
let unsent = null;

place();
byId("code").value = codeInAddress();
byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join();
});
addEventListener("hashchange", () => location.reload());
if (byId("code").value) join();

async function join() {
  code = byId("code").value.trim();
  try {
    show(await ask("/api/seat", { code, since: 0 }));
    // The code stays in the address, so that a page that was closed finds its seat again.
    history.replaceState(null, "", `#${encodeURIComponent(code)}`);
    byId("join").hidden = true;
    follow(news, show, complain, 200);
  } catch (error) {
    byId("join").hidden = false;
    complain(error);
  }
}

function news(signal, fresh) {
  if (fresh) seat.version = 0;
  return ask("/api/seat", { code, since: seat.version }, signal);
}

function show(news) {
  if (seat && news.version < seat.version) return;
  seat = news;
  if (unsent?.arrived()) {
    unsent = null;
    showChoice();
  }
  reportUnsent();
  byId("head").textContent = say(words.seatHead, { capital: words.capitals[seat.capital], title: seat.title });
  byId("caveat").textContent = seat.caveat;
  const month = seat.phase === "playing" ? say(words.monthOf, { month: seat.month, number: seat.number + 1, months: seat.months }) : words.stages[seat.phase];
  // Written only when it changes: it is announced each time.
  if (byId("month").textContent !== month) byId("month").textContent = month;
  runClock(seat.seconds_left);
  // What a team is filling in is left alone until there is a new month or stage.
  const now = `${seat.phase} ${seat.number}`;
  if (now !== drawn) {
    drawn = now;
    const parts = { forecasts: forecastParts, playing: playingParts, over: () => [make("p", { class: "big" }, words.overHead), ...misreadParts(), ...debriefParts(seat.debrief)] };
    const inside = byId("main").contains(document.activeElement);
    byId("seat").replaceChildren(...parts[seat.phase]());
    if (inside) focusTop();
    byId("seat").dataset.drawn = now;
  }
  notes();
}

// Who was at a field that is gone goes on at the top of what is new.
function focusTop() {
  const top = byId("seat").querySelector("legend, h2");
  top.tabIndex = -1;
  top.focus();
}

function runClock(left) {
  clearInterval(ticking);
  let seconds = left;
  const tick = () => {
    const running = seat.phase === "playing";
    const standing = seat.paused ? words.paused : words.noClock;
    byId("clock").textContent = running ? (seconds === null ? standing : say(words.secondsLeft, { seconds })) : "";
    if (seconds) seconds -= 1;
  };
  tick();
  if (seconds !== null) ticking = setInterval(tick, 1000);
}

function notes() {
  const count = (what) => seat.teams.filter((team) => team[what]).length;
  const note = byId("note");
  if (!note) return;
  if (seat.phase === "forecasts") {
    const given = seat.forecast ? `${words.forecastGiven} ` : "";
    note.textContent = given + say(words.waiting, { count: count("forecast"), teams: seat.teams.length });
  } else if (seat.phase === "playing") {
    const own = seat.choice === null ? "" : `${say(words.chosen, Object.fromEntries(KINDS.map((kind) => [kind, chosenLabel(kind)])))} `;
    note.textContent = own + say(words.chosenCount, { count: count("chosen"), teams: seat.teams.length });
  }
}

function chosenLabel(kind) {
  const name = seat.choice[kind];
  return name === OPEN ? words.leftOpen : seat.menu[kind].find((item) => item.name === name)?.label;
}

const noteLine = () => make("p", { id: "note", role: "status", "aria-live": "polite" });

function forecastParts() {
  const fields = seat.events.map((event) => make("p", {}, make("label", {}, `${event.text}: `, percentField(event.name), " %")));
  const form = make("form", { id: "forecast", class: "card" }, make("h2", {}, words.forecastHead), make("p", { class: "note" }, words.forecastNote),
    ...fields, make("button", { class: "main" }, words.giveForecast));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chances = Object.fromEntries(seat.events.map(({ name }) => [name, Number(form.elements[name].value) / 100]));
    const given = () => seat.events.every(({ name }) => seat.forecast?.[name] === chances[name]);
    send("/api/forecast", { code, chances }, words.forecastUnsent, given);
  });
  return [briefing(), form, noteLine()];
}

function percentField(name) {
  return make("input", { type: "number", name, min: 1, max: 99, step: 1, value: percent(name), required: true });
}

const percent = (name) => (seat.forecast ? Math.round(seat.forecast[name] * 100) : 50);

const briefing = () => make("section", { class: "card" }, make("h2", {}, words.wants), make("p", {}, seat.briefing));

function playingParts() {
  const view = seat.views.at(-1);
  const states = view.states.map((state) => [state.label, state.text, state.meaning]);
  const seen = Object.entries(view.moves).map(([capital, made]) => [words.capitals[capital], view.courses[capital], made.word, made.deed]);
  const parts = [make("div", { class: "cards" }, chooseForm(view), make("section", { class: "card" }, make("h2", {}, words.movesSeen), table(words.seenHead, seen), ...kimParts(view)))];
  parts.push(noteLine(), make("section", {}, make("h2", {}, words.sees), make("p", { class: "note" }, words.seesNote), table(words.stateHead, states)));
  parts.push(make("section", {}, make("h2", {}, words.past), tensionPicture(seat.views.map((each) => each.states[0].value), seat.months, seat.start), pastTable()));
  parts.push(briefing());
  return parts;
}

function kimParts(view) {
  if (view.kim) return [make("p", {}, say(words.kimIs, { kim: view.kim }))];
  if (!view.belief) return [];
  return [make("h3", {}, words.belief), table(words.beliefHead, Object.entries(view.belief).map(([kind, chance]) => [kind, `${Math.round(chance * 100)} %`]))];
}

function chooseForm(view) {
  const lists = KINDS.map((kind) => make("p", {}, make("label", {}, `${words.kinds[kind]}: `, moveSelect(kind, view))));
  const list = make("fieldset", { class: "moves" }, make("legend", {}, say(words.chooseHead, { month: view.month })), ...lists);
  const form = make("form", { id: "choose", class: "card" }, list, make("button", { class: "main" }, words.choose));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const made = Object.fromEntries(KINDS.map((kind) => [kind, form.elements[kind].value]));
    const arrived = () => seat.number === view.number && KINDS.every((kind) => seat.choice?.[kind] === made[kind]);
    send("/api/choose", { code, month: view.number, ...made }, words.choiceUnsent, arrived);
  });
  return form;
}

function moveSelect(kind, view) {
  const option = (name, label) => make("option", { value: name, selected: (seat.choice?.[kind] ?? OPEN) === name }, label);
  return make("select", { name: kind }, option(OPEN, say(words.leaveOpen, { course: view.courses[seat.capital] })),
    ...seat.menu[kind].map((item) => option(item.name, item.label)));
}

function pastTable() {
  const capitals = Object.keys(words.capitals);
  const own = (past) => KINDS.map((kind) => past?.[kind] ?? words.leftOpen).join("; ");
  const rows = seat.views.slice(1).map((view, index) => [
    seat.views[index].month, ...capitals.map((name) => `${view.moves[name].word}, ${view.moves[name].deed}`), own(seat.past[index]),
  ]);
  return table([words.storyMonth, ...capitals.map((name) => words.capitals[name]), words.yourMove], rows);
}

function misreadParts() {
  const lines = seat.misread.map((each) => make("li", {}, say(words.misreadLine, { ...each, capital: words.capitals[each.capital] })));
  return [make("h2", {}, words.misread), lines.length ? make("ul", {}, ...lines) : make("p", {}, words.misreadNone)];
}

// What was not sent must not look made: the fields go back to what the server has.
async function send(address, question, failed, arrived) {
  unsent = null;
  report("");
  try {
    show(await ask(address, question));
  } catch (error) {
    unsent = { says: error.status ? `${failed} (${error.message})` : failed, arrived };
    showChoice();
    showForecast();
    reportUnsent();
  }
}

function showChoice() {
  for (const select of document.querySelectorAll("#choose select")) select.value = seat.choice?.[select.name] ?? OPEN;
}

// A first forecast that was not sent is left as it was typed: nothing says that it was given.
function showForecast() {
  for (const field of document.querySelectorAll("#forecast input")) if (seat.forecast) field.value = percent(field.name);
}

function reportUnsent() {
  report(unsent?.says ?? "");
  if (unsent) byId("status").className = "problem";
}

function report(content) {
  byId("status").className = "";
  byId("status").textContent = content;
}

function complain(error) {
  byId("status").className = "problem";
  byId("status").textContent = error.status ? error.message : words.lost;
}
