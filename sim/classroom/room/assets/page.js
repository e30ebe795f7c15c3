// What every page of a room begins with: its texts, its names, its clock.
import { byId } from "/shared/dom.js";
import { has, speak, t } from "/shared/texts.js";

export const DATA = JSON.parse(byId("data").textContent);
speak(DATA.texts);

export const nameOf = (capital) => t(`capitals.${capital}`);
export const moveOf = (capital, kind, move) => (move === "" ? t("room.open") : t(`${kind}s.${capital}.${move}`));
export const RUNGS = Array.from({ length: 10 }, (_, rung) => t(`rungs.${rung}`));

// Put the texts where the page names them: <h1 data-text="wall.title">.
export function place() {
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  document.documentElement.dir = t("language.dir");
}

// A month of the game by its number; `start` is its first.
export function monthAt(start, number) {
  const [year, month] = start.split("-").map(Number);
  const count = year * 12 + month - 1 + number;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

// A headline as the room tells it: a key, and values that are keys again, but for what somebody wrote.
export function headline({ key, values }) {
  const said = Object.entries(values).map(([name, value]) => [name, name !== "text" && has(value) ? t(value) : value]);
  return t(key, Object.fromEntries(said));
}

// A clock that runs down by itself between two news.
export function clock(box) {
  let ticking = null;
  return ({ phase, seconds_left: left, paused }) => {
    clearInterval(ticking);
    let seconds = left;
    const tick = () => {
      box.textContent = phase !== "playing" ? "" : paused ? t("room.paused") : seconds === null ? "" : t("room.left", { seconds });
      box.classList.toggle("late", seconds !== null && seconds <= 10);
      if (seconds) seconds -= 1;
    };
    tick();
    if (seconds !== null && !paused) ticking = setInterval(tick, 1000);
  };
}

// Say what went wrong, where a page has a place for it; null takes it away.
export function complaint(box) {
  return (error) => {
    box.textContent = error === null ? "" : error.status ? error.message : t("room.lost");
  };
}
