// How a game of teams ended: lamps with points, causes in words, who was believed to be Kim, and broken words.
import { draw, make, monthLine, paragraph, spreadOut } from "/shared/dom.js";
import { marker } from "/shared/faces.js";
import { numeral, percent, sentence, t } from "/shared/texts.js";

const WIDE = 640, HIGH = 124, LEFT = 74, RIGHT = 160, TOP = 12, FOOT = 26;

// The points that a class sees: one for a want that is kept, two for a vital one; and the most that there are.
const weight = ({ vital }) => (vital ? 2 : 1), sum = (goals) => goals.reduce((total, goal) => total + weight(goal), 0);
const pointsOf = (goals) => ({ points: numeral(sum(goals.filter(({ kept }) => kept))), most: numeral(sum(goals)) });

// Each capital with its goals as lamps, lit where kept, a dot a point, and its points.
export function lampRows({ goals, loses, team }) {
  return make("ul", { class: "lamps" }, ...Object.entries(goals).map(([capital, own]) => make("li", null,
    make("strong", null, marker(capital), t(`capitals.${capital}`)),
    make("span", { class: "points" }, t("team.short", pointsOf(own))),
    capital in team.bet_points ? make("span", { class: "aside" }, t("team.bets_short", { points: numeral(team.bet_points[capital]) })) : null,
    make("span", { class: "lamp-row" }, ...own.map(({ name, vital, kept }) => make("span", { class: kept ? "lamp lit" : "lamp" },
      make("span", { "aria-hidden": "true" }, (kept ? "●" : "○").repeat(weight({ vital }))), ` ${t(`lamp.goal_${capital}_${name}`)}`, make("span", { class: "visually-hidden" }, `: ${t(kept ? "role.end_kept" : "role.end_lost")}${vital ? `, ${t("role.vital")}` : ""}`)))),
    loses[capital] ? make("em", { class: "loses-here" }, t("team.loses")) : null)));
}

export function causeList({ causes, lives }) {
  return [causes.length ? make("ol", { class: "causes" }, ...causes.map((cause) => make("li", null, sentence(cause)))) : paragraph(t("team.no_cause")),
    paragraph(t("team.limits", { lives: numeral(lives) }), "aside")];
}

export function promiseParts({ promises }) {
  return [make("h2", null, t("team.promises")), promises.length ? make("ul", { class: "promises" }, ...promises.map((each) => make("li", null, sentence(each)))) : paragraph(t("team.no_promises"))];
}

// Points of a capital, how it did among the worlds of the model, its bets, and the price of broken words.
export function pointParts(team, capital, goals) {
  const { better_than: better, worlds, price } = team.points[capital];
  return [paragraph(t("team.points", { ...pointsOf(goals), better: numeral(better), worlds: numeral(worlds) })),
    ...(capital in team.bet_points ? [paragraph(t("team.bet_points", { points: numeral(team.bet_points[capital]) }))] : []),
    ...(price ? [paragraph(t("team.paid", { paid: numeral(price, 1) }))] : [])];
}

// Bets, card and truth as three lines over the months.
export function beliefPicture({ kim, belief, bets }, first, last) {
  const months = belief.length - 1, x = (month) => LEFT + ((WIDE - LEFT - RIGHT) * month) / Math.max(1, months), y = (share) => TOP + (HIGH - TOP - FOOT) * (1 - share);
  const middle = bets.map((each) => median(Object.values(each))), truth = kim === "greedy" ? 1 : 0, told = kim !== "erratic";
  const lastBet = middle.filter((share) => share !== null).at(-1) ?? null;
  const names = [["line_card", y(belief.at(-1)), "of-card"], ...(told ? [["line_truth", y(truth), "of-truth"]] : []), ...(lastBet === null ? [] : [["line_bets", y(lastBet), "of-bets"]])];
  const way = truth ? 1 : -1, heights = spreadOut(names.map(([, height]) => way * height), 16).map((height) => way * height); // away from the edge
  return draw("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "belief", preserveAspectRatio: "xMinYMin", role: "img", "aria-label": t("team.said", { bets: lastBet === null ? t("team.no_bets") : percent(lastBet), card: percent(belief.at(-1)), kim: t(`kims.${kim}`) }) },
    ...[0, 0.5, 1].flatMap((share) => [draw("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(share), y2: y(share), class: "grid-line" }), draw("text", { x: LEFT - 5, y: y(share) + 5, "text-anchor": "end", class: "line-text" }, percent(share))]),
    ...(told ? [draw("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(truth), y2: y(truth), class: "truth-line" })] : []),
    monthLine(belief, x, y, "card-line"), monthLine(middle, x, y, "bet-line"),
    ...names.map(([key, , kind], place) => draw("text", { x: x(months) + 6, y: heights[place] + 5, class: kind }, t(`team.${key}`))),
    draw("text", { x: LEFT, y: HIGH - 6, class: "line-text" }, first), draw("text", { x: WIDE - RIGHT, y: HIGH - 6, "text-anchor": "end", class: "line-text" }, last));
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other), half = sorted.length >> 1;
  return sorted.length ? (sorted[half] + sorted[sorted.length - 1 - half]) / 2 : null;
}
