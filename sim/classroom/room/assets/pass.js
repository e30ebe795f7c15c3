// One laptop for all capitals: it is handed on, and shows one seat at a time to whoever says that it is theirs.
import { byId, make } from "/shared/dom.js";
import { marker } from "/shared/faces.js";
import { t } from "/shared/texts.js";
import { ask } from "./asking.js";
import { monthHead, nameOf, watch } from "./page.js";

const { token, complain } = watch("desk", "pass.title", show), tokens = {};
let news = null, shown = null;

byId("hide").addEventListener("click", cover);

const tell = (what, body = {}) => ask(token, `/api/desk/${what}`, { body });
const seatsNow = () => news.games[0].seats;

async function show(found) {
  news = found;
  const { phase, number } = news;
  // What one capital chose is gone from the screen before the next month opens.
  if (shown && (phase !== "playing" || number !== shown.number)) cover();
  if (shown) byId("hide").textContent = t(voted(shown.capital) ? "pass.done" : "pass.hide");
  else draw();
  if (phase !== "playing") return;
  // Each seat is taken for this page, so that no month ends without it.
  for (const { capital } of seatsNow()) if (!(capital in tokens)) await take(capital);
}

async function take(capital) {
  tokens[capital] = "";
  try {
    tokens[capital] = (await tell("take", { game: 1, capital })).token;
  } catch (error) {
    delete tokens[capital];
    complain(error);
  }
}

const voted = (capital) => seatsNow().some((seat) => seat.capital === capital && seat.voted > 0);

function draw() {
  const { phase, wall } = news, playing = phase === "playing";
  byId("month").textContent = playing ? monthHead(news) : t("pass.title");
  byId("say").textContent = t(`pass.${phase}`);
  byId("seats").replaceChildren(...(playing ? seatsNow().map(({ capital }) => turn(capital)) : []));
  const begin = make("button", { type: "button", id: "start", class: "main", onclick: () => tell("start").catch(complain) }, t("desk.start"));
  // No link: a browser would show its address, which opens everything.
  const desk = make("button", { type: "button", id: "desk", onclick: () => window.open(`/desk#${token}`, "_blank") }, t("pass.desk"));
  const end = make("a", { href: wall, target: "_blank" }, t("pass.wall"));
  byId("lead").replaceChildren(...(phase === "forecasts" ? [begin] : []), make("p", { class: "aside" }, end, " · ", desk));
}

function turn(capital) {
  const done = voted(capital);
  return make("li", null, make("button", { type: "button", id: `i-am-${capital}`, disabled: done, onclick: () => open(capital) }, marker(capital), t(done ? "pass.has" : "pass.i_am", { capital: nameOf(capital) })));
}

function open(capital) {
  if (!tokens[capital]) return;
  shown = { capital, number: news.number };
  byId("cover").hidden = true;
  byId("hide").hidden = false;
  byId("seat").hidden = false;
  byId("seat").title = nameOf(capital);
  byId("seat").src = `/seat#${tokens[capital]}`;
  byId("hide").focus();
}

function cover() {
  shown = null;
  byId("seat").src = "about:blank";
  byId("seat").hidden = true;
  byId("hide").hidden = true;
  byId("cover").hidden = false;
  draw();
}
