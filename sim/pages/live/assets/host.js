// The host's page: every game with its codes, and what only the host may do.

import { ask, codeInAddress } from "./asking.js";
import { debriefParts } from "./debrief.js";
import { make, table } from "./drawing.js";
import { follow } from "./following.js";
import { place, say, words } from "./words.js";

const byId = (id) => document.getElementById(id);
let code = "", hall = null;

place();
byId("code").value = codeInAddress();
byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join();
});
byId("new").addEventListener("submit", (event) => {
  event.preventDefault();
  const teams = [...byId("teams").querySelectorAll("input:checked")].map((box) => box.value);
  send("/api/host/new", { code, teams, deadline: Number(byId("deadline").value) });
});
setInterval(tick, 1000);
addEventListener("hashchange", () => location.reload());
if (byId("code").value) join();

async function join() {
  code = byId("code").value.trim();
  try {
    show(await ask("/api/host", { code, since: 0 }));
    history.replaceState(null, "", `#${encodeURIComponent(code)}`);
    byId("join").hidden = true;
    byId("new").hidden = false;
    byId("deadline").value = hall.deadline;
    byId("teams").replaceChildren(...hall.capitals.map((name) => make("label", {}, make("input", { type: "checkbox", value: name, checked: true }), ` ${words.capitals[name]}`)));
    follow(news, show, complain, 300);
  } catch (error) {
    byId("join").hidden = false;
    complain(error);
  }
}

function news(signal, fresh) {
  if (fresh) hall.versions = 0;
  return ask("/api/host", { code, since: hall.versions }, signal);
}

function show(news) {
  if (hall && news.versions < hall.versions) return;
  hall = news;
  byId("status").className = "";
  byId("status").textContent = "";
  byId("caveat").textContent = hall.games[0].caveat;
  byId("folder").textContent = say(words.savedIn, { folder: hall.folder });
  // A button that was just pressed keeps the focus though the cards are drawn anew.
  const focused = document.activeElement?.id;
  byId("games").replaceChildren(...hall.games.map(gameCard));
  if (focused) byId(focused)?.focus();
}

function gameCard(game) {
  const id = `game-${game.game}`;
  const month = game.phase === "playing" ? `: ${say(words.monthOf, { month: game.month, number: game.number + 1, months: game.months })}` : "";
  const mark = (done) => (done ? words.yes : words.no);
  const seats = game.teams.map((team) => {
    const own = game.codes[team.capital], address = `${location.origin}/seat#${own}`;
    return [words.capitals[team.capital], make("code", {}, own), make("a", { href: address, target: "_blank", rel: "noreferrer" }, address), mark(team.forecast), game.phase === "playing" ? mark(team.chosen) : ""];
  });
  return make("section", { class: "card", id, "data-stage": `${game.phase} ${game.number}`, "aria-labelledby": `${id}-head` },
    make("h2", { id: `${id}-head` }, `${say(words.gameHead, game)}, ${words.stages[game.phase]}${month}`),
    make("p", { class: "note" }, game.title), clockOf(game),
    game.trouble ? make("p", { class: "problem", role: "alert" }, say(words.trouble, game)) : null, table(words.seatsHead, seats), buttons(game, id),
    ...(game.debrief ? debriefParts(game.debrief) : []));
}

function clockOf(game) {
  if (game.phase !== "playing") return "";
  if (game.seconds_left === null) return make("p", {}, game.paused ? words.paused : words.noClock);
  return make("p", { "data-left": game.seconds_left }, say(words.secondsLeft, { seconds: game.seconds_left }));
}

// Between two news the clocks run down by themselves.
function tick() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    clock.dataset.left = Math.max(0, clock.dataset.left - 1);
    clock.textContent = say(words.secondsLeft, { seconds: clock.dataset.left });
  }
}

function buttons(game, id) {
  const button = (name, label, address, more, shown) => (shown ? make("button", { id: `${id}-${name}`, type: "button", class: name === "start" ? "main" : "", onclick: () => send(address, { code, game: game.game, ...more }) }, label) : null);
  const playing = game.phase === "playing";
  return make("p", { class: "row" },
    button("start", words.start, "/api/host/start", {}, game.phase === "forecasts"),
    button("next", words.next, "/api/host/next", { month: game.number }, playing),
    button("pause", game.paused ? words.goOn : words.pause, "/api/host/pause", { paused: !game.paused }, playing));
}

async function send(address, question) {
  try {
    show(await ask(address, question));
  } catch (error) {
    complain(error);
  }
}

function complain(error) {
  byId("status").className = "problem";
  byId("status").textContent = error.status ? error.message : words.lost;
}
