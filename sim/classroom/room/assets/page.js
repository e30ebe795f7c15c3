// What every page of a room begins with: its texts, its names, its clock.
import { byId, make } from "/shared/dom.js";
import { monthIn, speak, t } from "/shared/texts.js";
import { ask, follow, takeToken } from "./asking.js";

export const DATA = JSON.parse(byId("data").textContent);
speak(DATA.texts);

export const KINDS = ["word", "deed"];
export const nameOf = (capital) => t(`capitals.${capital}`);
export const moveOf = (capital, kind, move) => (move === "" ? t("room.open") : t(`${kind}s.${capital}.${move}`));
export const RUNGS = Array.from({ length: 10 }, (_, rung) => t(`rungs.${rung}`));
const CALM = 4, SHOTS = ["missile_test", "big_test", "lethal_act"];

export const hasTested = (moves) => SHOTS.slice(0, 2).includes(moves?.pyongyang.deed);

// Whether he tested or killed, by the moves of a month.
export const hasShot = (moves) => SHOTS.includes(moves?.pyongyang.deed);

// The rungs by name; a rung that sounds calm says so if he fired last month.
export function rungsIn(path, moves) {
  const here = Math.floor(path.at(-1)), fired = here < CALM && hasShot(moves);
  return RUNGS.map((name, rung) => (fired && rung === here ? t("stand.fired", { name }) : name));
}

// Put the texts where the page names them: <h1 data-text="wall.title">.
export function place() {
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  document.documentElement.dir = t("language.dir");
}

// A page that watches the room under the token of its address: `show` draws each news from `/api/NAME`.
export function watch(name, title, show) {
  const token = takeToken(), complain = complaint(byId("status"));
  let version = "";
  place();
  document.title = t(title);
  addEventListener("hashchange", () => location.reload());
  follow((signal) => ask(token, `/api/${name}?since=${version}`, { signal }), (news) => {
    version = news.version;
    show(news);
  }, complain);
  return { token, complain };
}

// How many months there are, as far as a class is told.
export const monthsSaid = ({ sealed, months }) => (sealed ? t("seat.sealed", { least: sealed[0], most: sealed[1] }) : months);

// The month that is open, as the head of a page says it.
export const monthHead = (news) => t("wall.month", { month: monthIn(news.start, news.number), number: news.number + 1, months: monthsSaid(news) });

// A clock that runs down by itself between two news.
export function clock(box) {
  let ticking = null;
  return ({ phase, seconds_left: left, paused, last_call: called }) => {
    clearInterval(ticking);
    let seconds = left;
    const tick = () => {
      box.textContent = phase !== "playing" ? "" : paused ? t("room.paused") : seconds === null ? "" : t(called ? "room.last_call" : "room.left", { seconds });
      box.classList.toggle("late", seconds !== null && seconds <= 10);
      if (seconds) seconds -= 1;
      else clearInterval(ticking);
    };
    tick();
    if (seconds !== null && !paused) ticking = setInterval(tick, 1000);
  };
}

// Say what went wrong, where a page has a place for it; null takes it away. A room that does not answer is asked again by
// itself, and at once where somebody wants it.
export function complaint(box) {
  return (error) => {
    if (error === null || error.status) box.textContent = error === null ? "" : error.message;
    else if (!box.querySelector("button")) box.replaceChildren(`${t("room.lost")} `, make("button", { type: "button", onclick: () => dispatchEvent(new Event("online")) }, t("room.again")));
  };
}
