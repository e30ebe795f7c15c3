// The vote of a seat: forecasts before the first month, then each month a word, a deed and a bet, and how they stand.
import { byId, draw, make, paragraph } from "/shared/dom.js";
import { numeral, percent, t } from "/shared/texts.js";
import { clock, DATA, KINDS, moveOf, nameOf } from "./page.js";

let chosen = {}, drawn = "", send = null, tick = null, told = 0, sending = 0;

// `news` is what the room says now, `game` the game as it stands; `asking(address, body)` sends something.
export function drawVote(game, news, asking) {
  send = asking;
  told += 1;
  const now = `${news.phase} ${news.month} ${game.seat.number} ${news.room.game} ${news.room.capital}`;
  // What someone is choosing is left alone until there is a new month.
  if (now !== drawn) {
    drawn = now;
    chosen = { ...(news.own.vote || {}) };
    const parts = { forecasts: forecastParts, playing: playingParts, over: overParts }[news.phase];
    byId("vote").replaceChildren(...parts(game, news), ...game.programs.map((capital) => paragraph(t("vote.program", { capital: nameOf(capital) }), "aside")),
      ...(news.own.teacher ? [] : [paragraph(t("vote.number", { number: news.own.number }), "aside")]));
    tick ??= clock(byId("vote-clock"));
  }
  if (tick) tick(news);
  if (news.phase === "playing") showStand(news);
  if (news.phase === "forecasts") {
    if (news.own.forecast) say(t("vote.given"));
    drawSeats(news);
  }
}

const status = () => make("p", { id: "vote-status", class: "vote-status", role: "status", "aria-live": "polite" });

function forecastParts(game, news) {
  const give = make("button", { class: "main", disabled: !news.own.forecast }, t("vote.give"));
  const form = make("form", { class: "vote-form" }, paragraph(t("vote.forecast")), ...DATA.events.map((event) => slider(event, news.own.forecast)),
    give, status());
  const seats = make("fieldset", { id: "vote-seats", class: "vote-moves" });
  // What nobody moved is no forecast; a touch leaves a slider at one half.
  for (const kind of ["input", "click"]) form.addEventListener(kind, ({ target }) => {
    if (target.type !== "range") return;
    target.dataset.moved = "yes";
    target.nextSibling.textContent = percent(target.value / 100);
    give.disabled = form.querySelector("input:not([data-moved])") !== null;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chances = Object.fromEntries(DATA.events.map((name) => [name, Number(form.elements[name].value) / 100]));
    sent("/api/forecast", { chances });
  });
  return [form, seats];
}

// Before the first month a student may sit elsewhere, where there is room.
function drawSeats({ own, room }) {
  const box = byId("vote-seats"), now = `${room.capital} ${own.may_choose}`;
  if (box.dataset.now === now) return;
  box.dataset.now = now;
  box.hidden = !own.may_choose.length;
  box.replaceChildren(make("legend", null, t("vote.sit", { capital: nameOf(room.capital) })), ...own.may_choose.map((capital) => make("button", {
    type: "button", onclick: () => sent("/api/choose", { capital }),
  }, nameOf(capital))));
}

function slider(event, given) {
  const value = given ? Math.round(100 * given[event]) : 50, shown = make("output", { for: event }, given ? percent(value / 100) : "?");
  const range = make("input", { type: "range", id: event, name: event, min: 1, max: 99, value, "data-moved": given ? "yes" : null });
  return make("div", { class: "vote-slider" }, make("label", { for: event }, t(`vote.event.${event}`)), range, shown);
}

function playingParts(game, news) {
  const taken = news.room.taken && !news.own.teacher;
  const { capital } = news.room, { menu } = game.seat;
  const menus = KINDS.map((kind) => menuParts(capital, kind, menu[kind]));
  return [...(taken ? [paragraph(t("vote.taken"), "vote-taken")] : []), ...(capital === "pyongyang" ? [] : [betDial(news, game.seat.belief)]),
    easyParts(game.seat), status(), make("details", { class: "more-moves" }, make("summary", null, t("vote.more")), ...menus)];
}

const SIGNS = { soft: "M3 4h18v12H10l-5 5v-5H3z", firm: "M12 2l8 3v6c0 5-3.4 8.8-8 11-4.6-2.2-8-6-8-11V5z", quiet: "M6 2h12v2l-5 8 5 8v2H6v-2l5-8-5-8z" };

// Three ways of a month first, each a word and a deed; all others stand behind a fold.
function easyParts({ capital, easy }) {
  return make("div", { class: "easy", role: "group", "aria-label": t("seat.move") }, ...Object.entries(easy).map(([name, [word, deed]]) => make("button", {
    type: "button", "data-easy": `${word} ${deed}`, "aria-pressed": "false", onclick: () => vote({ word, deed }),
  }, draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, draw("path", { d: SIGNS[name], fill: "currentColor" })), make("strong", null, t(`vote.easy.${name}`)),
  make("span", null, [moveOf(capital, "word", word), moveOf(capital, "deed", deed)].join(", ")))));
}

function vote(pair) {
  chosen = pair;
  mark();
  sent("/api/vote", { month: Number(drawn.split(" ")[1]), ...chosen });
}

function menuParts(capital, kind, menu) {
  return make("fieldset", { class: "vote-moves" }, make("legend", null, t(`vote.${kind}`)),
    ...[...menu, ""].map((name) => moveButton(capital, kind, name)));
}

function moveButton(capital, kind, name) {
  return make("button", { type: "button", class: "vote-move", "data-kind": kind, "data-move": name, "aria-pressed": "false", onclick: () => choose(kind, name) },
    make("strong", null, moveOf(capital, kind, name)), make("span", { class: "vote-count", "aria-hidden": "true" }));
}

// A vote is a word and a deed; it is sent once both are chosen, for the last vote ends the month.
function choose(kind, name) {
  chosen = { ...chosen, [kind]: name };
  mark();
  if (missing()) say(t(`vote.missing.${missing()}`));
  else vote(chosen);
}

// What is still to be chosen, where something is chosen.
function missing() {
  return Object.keys(chosen).length ? KINDS.find((each) => chosen[each] === undefined) : undefined;
}

// How likely Kim is greedy, from 0 to 100, beside the reading card; a bet stands until it is changed.
function betDial(news, belief) {
  const { bet } = news.own, said = make("output", { for: "bet" }, bet === null ? t("vote.bet_none") : t("vote.bet_made", { chance: percent(bet / 100) }));
  const range = make("input", { type: "range", id: "bet", min: 0, max: 100, step: 5, value: bet ?? 50, "aria-describedby": "bet-ends" });
  range.addEventListener("input", () => (said.textContent = percent(range.value / 100)));
  range.addEventListener("change", async () => {
    const chance = Number(range.value);
    if (await sent("/api/bet", { month: Number(drawn.split(" ")[1]), chance })) said.textContent = t("vote.bet_made", { chance: percent(chance / 100) });
  });
  return make("div", { class: "vote-slider vote-bet" }, make("label", { for: "bet" }, t("vote.bet")), range, said,
    make("span", { id: "bet-ends", class: "bet-ends" }, make("span", null, t("vote.bet_low")), make("span", null, t("vote.bet_high"))), paragraph(t("vote.evidence", { card: percent(belief) }), "aside"));
}

function mark() {
  for (const button of byId("vote").querySelectorAll("[data-move]")) {
    button.setAttribute("aria-pressed", String(chosen[button.dataset.kind] === button.dataset.move));
  }
  for (const button of byId("vote").querySelectorAll("[data-easy]")) button.setAttribute("aria-pressed", String(button.dataset.easy === `${chosen.word} ${chosen.deed}`));
}

// What is on its way to the room stands; older news do not take it back.
function showStand({ room, own }) {
  if (own.vote && !sending) chosen = { ...own.vote };
  mark();
  for (const button of byId("vote").querySelectorAll("[data-move]")) {
    const { kind, move } = button.dataset, count = room.tally[kind][move] || 0, leads = room.leads && room.leads[kind] === move;
    button.classList.toggle("leads", Boolean(leads));
    button.querySelector(".vote-count").textContent = count ? t(leads ? "vote.leads" : "vote.count", { count }) : "";
  }
  say(missing() ? t(`vote.missing.${missing()}`) : t("vote.stand", { voted: room.voted, members: Math.max(room.members, room.voted) }));
}

function overParts(game, news) {
  const { bet, forecast } = news.own, { kim } = game.seat.team;
  return [paragraph(t("vote.over")), ...(bet === null ? [] : [paragraph(t("vote.believed", { kim: t(`kims.${kim}`), chance: percent(bet / 100) }))]),
    ...(forecast ? [paragraph(t("vote.score", { score: numeral(100 * (1 - brier(forecast, game.came))) }))] : [])];
}

// The mean square of what the chances missed by.
function brier(chances, came) {
  return DATA.events.reduce((sum, event) => sum + (chances[event] - Number(came[event])) ** 2, 0) / DATA.events.length;
}

// What was not sent must not look made; and news that came before the room's thanks say more than these.
async function sent(address, body) {
  const before = told;
  sending += 1;
  try {
    await send(address, body);
    if (told === before) say(t("vote.sent"));
    return true;
  } catch (error) {
    if (error.status === 403) location.replace("/");
    chosen = {};
    mark();
    say(t("vote.failed", { why: error.status ? error.message : t("room.lost") }), true);
    return false;
  } finally {
    sending -= 1;
  }
}

// The line under what is chosen; a game that ended meanwhile has none.
function say(line, problem = false) {
  const box = byId("vote-status");
  if (!box) return;
  box.classList.toggle("problem", problem);
  box.textContent = line;
}
