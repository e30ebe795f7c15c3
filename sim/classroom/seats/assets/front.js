// What a seat shows first: who sits opposite, what was heard, the tension, goals as lamps; to Pyongyang, who Kim is.
import { draw, make, paragraph, redraw } from "/shared/dom.js";
import { faceOf, lookAt, LOOKS_OF } from "/shared/heads.js";
import { sentence, t, titleText } from "/shared/texts.js";
import { rungsIn } from "/room/page.js";

const MOST = 3, HIGHEST = 8;
export const kimOf = ({ view: { kim } }) => Object.keys(kim).find((type) => kim[type] === 1);

export function drawFront(seat) {
  const { capital, phase, goals, moved, headlines, path, number, team } = seat, paper = seat.can?.paper;
  redraw("front", [capital, phase, goals, moved, headlines, path, paper], () => {
    const who = capital === "pyongyang" ? "washington" : "kim", over = phase === "over";
    const now = over && who === "kim" && team ? team.kim : moved ? lookAt(who, moved[who === "kim" ? "pyongyang" : who]) : "wait", look = now in LOOKS_OF ? now : "wait";
    const lines = headlines.filter(({ key }) => key !== "told.note").map(sentence).slice(0, MOST), secret = capital === "pyongyang" ? t(`short.${kimOf(seat)}`) : paper ? t("cards.paper_held") : "";
    const tension = path.at(-1), mark = make("i"), rung = Math.floor(tension);
    mark.style.bottom = `${Math.min(96, (100 * tension) / HIGHEST)}%`;
    return [make("div", { class: `night-stage look-${look}` },
      make("div", { class: "night-meter", role: "img", "aria-label": t("stand.rung", { rung, name: rungsIn(path, moved)[rung] }) }, mark),
      draw("svg", { viewBox: "0 0 200 200", class: "night-face", role: "img", "aria-label": t(`look.${who}.${look}`) }, ...faceOf(who, look)),
      make("ul", { class: "night-news" }, ...(lines.length ? lines : [moved ? t("seat.quiet") : titleText(seat)]).map((line) => make("li", null, line)))),
    make("ul", { class: "night-lamps", "aria-label": t("seat.role") }, ...goals.map((goal) => lamp(capital, goal, number))),
    ...(secret && !over ? [paragraph(secret, "night-card")] : [])];
  });
}

function lamp(capital, { name, vital, kept }, number) {
  const state = !number || kept ? "on" : kept === null ? "unknown" : "off", said = t(`role.${kept === null ? "unknown" : kept ? "kept" : "lost"}`);
  return make("li", { class: `${state}${vital ? " vital" : ""}`, title: t(`goals.${capital}.${name}`) }, make("i", { "aria-hidden": "true" }, state === "unknown" ? "?" : ""), t(`lamp.goal_${capital}_${name}`),
    make("span", { class: "visually-hidden" }, `${vital ? `, ${t("role.vital")}` : ""}: ${said}`));
}
