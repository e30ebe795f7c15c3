// The teacher's desk: who is there, who has voted, and what only the desk may do. Its address is for the teacher alone.
import { byId, make, paragraph, redraw } from "/shared/dom.js";
import { marker } from "/shared/faces.js";
import { numeral, t } from "/shared/texts.js";
import { ask, askFile } from "./asking.js";
import { clock, monthHead, moveOf, nameOf, watch } from "./page.js";

const { token, complain } = watch("desk", "desk.title", show), tick = clock(byId("clock"));
let desk = null, pressed = false, missed = false;

byId("lead").setAttribute("aria-label", t("desk.lead"));

// News comes each second: a button that is being pressed is not taken from under the finger.
addEventListener("pointerdown", ({ target }) => (pressed = target.closest("button") !== null));
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(letGo));

function letGo() {
  pressed = false;
  if (missed) show(desk);
}

function show(news) {
  desk = news;
  missed = pressed;
  if (pressed) return;
  const { phase } = news;
  byId("month").textContent = phase === "playing" ? monthHead(news) : t(`wall.head.${phase}`);
  tick(news);
  redraw("lead", [phase, news.paused, news.number, news.open, news.students, news.foretold, news.trouble], lead);
  redraw("addresses", [news.code], addresses);
  redraw("joins", [news.joining], joins);
  redraw("games", [news.games, phase], () => news.games.map(gameCard));
  showPeople();
  redraw("news", [phase, news.news], () => (phase === "playing" ? newsParts() : []));
  byId("news").hidden = phase !== "playing";
}

function button(id, said, what, body = {}, kind = null) {
  return make("button", { type: "button", id, class: kind, onclick: () => send(what, body) }, said);
}

async function send(what, body) {
  try {
    const found = await ask(token, `/api/desk/${what}`, { body });
    complain(null);
    return found;
  } catch (error) {
    complain(error);
    return null;
  }
}

function lead() {
  const { phase, number, paused, open, students, foretold, trouble } = desk;
  const parts = [make("strong", null, phase === "forecasts" ? t("desk.foretold", { students, foretold }) : t("wall.joined", { students }))];
  if (phase === "forecasts") parts.push(button("start", t("desk.start"), "start", {}, "main"));
  if (phase === "playing") {
    parts.push(button("next", t("desk.next"), "next", { month: number }, "main"),
      button("pause", t(paused ? "desk.go" : "desk.pause"), "pause", { paused: !paused }), button("end", t("desk.end"), "end"));
  }
  if (phase === "over") parts.push(...desk.games.map(keeping));
  else parts.push(button("door", t(open ? "desk.shut" : "desk.open"), "door", { open: !open }));
  if (trouble) parts.push(paragraph(t("desk.trouble", { trouble }), "problem"));
  return parts;
}

// Who joined of late, minute by minute: where more come than there are students, the teacher stops it and undoes it.
function joins() {
  const { minutes, waiting, wrong } = desk.joining;
  const rows = minutes.map(({ minute, joined }, at) => {
    const since = minute * 60, time = clockText(since), all = minutes.slice(0, at + 1).reduce((sum, each) => sum + each.joined, 0);
    return make("li", null, make("span", null, t("desk.joined_at", { time, joined })), button(`undo-${minute}`, t("desk.undo", { time, all }), "undo", { since }));
  });
  return [make("summary", null, t("desk.joins", { joined: minutes[0]?.joined ?? 0, time: minutes[0] ? clockText(minutes[0].minute * 60) : "–" })),
    paragraph(t("desk.at_door", { waiting, wrong })), make("ul", { class: "people" }, ...rows)];
}

const clockText = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 5);

// The debrief of a game, made by the room and kept by the browser as a file.
function keeping({ game }) {
  const made = make("button", { type: "button", id: `debrief-${game}`, class: "main" }, t(desk.games.length > 1 ? "desk.debrief_of" : "desk.debrief", { game }));
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      keep(await askFile(token, `/api/desk/debrief?game=${game}`), `debrief-${game}.html`);
      complain(null);
    } catch (error) {
      complain(error);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

function keep(file, name) {
  const address = URL.createObjectURL(file), link = make("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function addresses() {
  const link = make("a", { href: desk.wall, target: "_blank", rel: "noreferrer", class: "address-small" }, desk.wall);
  const copy = make("button", { type: "button", id: "copy", onclick: () => navigator.clipboard.writeText(desk.wall) }, t("desk.copy"));
  return [make("h2", null, t("desk.addresses")), make("p", null, t("desk.join", { address: desk.address.replace("http://", ""), code: desk.code })),
    make("p", null, `${t("desk.wall")} `, link), ...(navigator.clipboard ? [copy] : [])];
}

function gameCard({ game, phase, seats, programs }) {
  const head = desk.games.length > 1 ? [make("h2", null, t("wall.game", { game }))] : [make("h2", null, t("desk.seats"))];
  return make("div", { class: "game" }, ...head, make("ul", null, ...seats.map((seat) => placeCard(game, phase, seat)), ...programs.map((program) => programCard(phase, program))));
}

function placeCard(game, phase, seat) {
  const { capital, members, present, voted, taken, leads } = seat;
  const playing = phase === "playing", waits = playing && (taken ? !voted : present > voted);
  const stand = playing ? [paragraph(t("desk.voted", { voted, present: Math.max(present, voted) }))] : [];
  const leading = leads ? [paragraph(t("desk.leads", { word: moveOf(capital, "word", leads.word), deed: moveOf(capital, "deed", leads.deed) }), "aside")] : [];
  return make("li", { class: `place${playing ? (waits ? " waits" : " done") : ""}` }, make("strong", null, marker(capital), nameOf(capital)),
    paragraph(t("desk.members", { members, present })), ...stand, ...leading, ...(playing ? [taking(game, capital, taken)] : []));
}

function programCard(phase, { capital, name, chose, failed, faults, why }) {
  const without = faults ? [paragraph(t("desk.faults", { faults: numeral(faults), why: t(`desk.${why}`) }), "aside")] : [];
  const playing = phase === "playing", stand = playing && !failed ? [paragraph(t(chose ? "desk.chose" : "desk.thinks"))] : [];
  return make("li", { class: `place${playing ? (chose || failed ? " done" : " waits") : ""}` }, make("strong", null, marker(capital), nameOf(capital)),
    paragraph(t("desk.program", { name })), ...stand, ...without);
}

// The teacher's own seat opens in a page of its own, under a token of its own.
function taking(game, capital, taken) {
  if (taken) return button(`give-${game}-${capital}`, t("desk.give"), "give", { game, capital });
  const made = make("button", { type: "button", id: `take-${game}-${capital}` }, t("desk.take"));
  made.addEventListener("click", async () => {
    const page = open("", "_blank");
    const found = await send("take", { game, capital });
    if (found && page) page.location = `/seat#${found.token}`;
    else if (page) page.close();
  });
  return made;
}

// Devices have no names: each shows its number to whoever holds it. A row stays as long as its phone, and a menu that is
// open stays open while others come and go.
const rows = new Map();

function showPeople() {
  const places = desk.games.flatMap(({ game, seats }) => seats.map((seat) => ({ game, ...seat })));
  const seated = places.flatMap((own, at) => own.devices.map((each) => ({ at, ...each }))).sort((a, b) => a.device - b.device);
  for (const [device, row] of rows) {
    if (seated.some((each) => each.device === device)) continue;
    row.remove();
    rows.delete(device);
  }
  for (const { at, device, here } of seated) {
    if (!rows.has(device)) addRow(device, places);
    const row = rows.get(device), select = row.querySelector("select");
    row.querySelector("label").textContent = t(here ? "desk.one" : "desk.away", { number: device + 1 });
    if (document.activeElement !== select) select.value = at;
  }
}

function addRow(device, places) {
  const called = ({ game, capital }) => (desk.games.length > 1 ? t("desk.at", { game, capital: nameOf(capital) }) : nameOf(capital));
  const select = make("select", { id: `move-${device}` }, ...places.map((each, at) => make("option", { value: at }, called(each))), make("option", { value: "out" }, t("desk.out")));
  select.addEventListener("change", () => (select.value === "out" ? send("remove", { device })
    : send("move", { device, game: places[select.value].game, capital: places[select.value].capital })));
  rows.set(device, make("li", null, make("label", { for: `move-${device}` }), select));
  byId("people").append(rows.get(device));
}

function newsParts() {
  return [make("h2", null, t("desk.news")), make("div", { class: "row" }, ...desk.news.map((name) => button(`news-${name}`, t(`news.${name}`), "news", { name })))];
}
