// The wall, for a projector: what all may know, and what the class thinks. It has no control and no secret.
import { byId, draw, make, paragraph } from "/shared/dom.js";
import { WAR_RUNGS } from "/shared/ladder.js";
import { night, sayAbove, setNight, voiceOf, WINDOWS } from "/shared/night.js";
import { monthIn, monthText, numeral, percent, sentence, t, titleText } from "/shared/texts.js";
import { dotPlot } from "./dots.js";
import { linesPicture } from "./lines.js";
import { beliefPicture, causeList, lampRows, promiseParts } from "/team/ending.js";
import { clock, DATA, hasShot, hasTested, monthHead, watch } from "./page.js";

const MOST_HEADLINES = 5;
const tick = clock(byId("clock"));
let wall = null;

watch("wall", "wall.title", show);
addEventListener("resize", () => wall && show(wall));

function show(news) {
  wall = news;
  const { phase } = news, single = news.games.length === 1;
  byId("title").textContent = t(`wall.head.${phase}`);
  byId("month").textContent = phase === "playing" ? monthHead(news) : "";
  tick(news);
  part("invite", phase === "forecasts", invite);
  part("news", phase !== "forecasts", headlines);
  part("scene", phase === "playing" && single, scene);
  part("worlds", !single && phase !== "forecasts", worlds);
  part("ending", phase === "over", ending);
  part("bets", phase !== "over", bets);
  byId("foot").replaceChildren(...foot(news));
}

function part(id, shown, fill) {
  byId(id).hidden = !shown;
  if (shown) fill(wall);
}

function invite({ address, code, square, students }) {
  if (byId("joined")) {
    byId("joined").textContent = t("wall.joined", { students });
    // The code holds a ticket, which turns.
    document.querySelector(".square path").setAttribute("d", square.path);
    return;
  }
  const picture = draw("svg", { viewBox: `0 0 ${square.size} ${square.size}`, role: "img", "aria-label": t("wall.square") }, draw("path", { d: square.path }));
  byId("invite").replaceChildren(make("div", null, paragraph(t("wall.how")), paragraph(address.replace("http://", ""), "address"), paragraph(code, "big"),
    make("p", { id: "joined", class: "address", "aria-live": "polite" }, t("wall.joined", { students }))), make("div", { class: "square" }, picture));
}

// First the game itself, then what came in the open month and in the one before, at the end how it ended and what a class moved.
function headlines(news) {
  const { games, number, phase, start, model } = news, single = games.length === 1;
  const told = games.flatMap(({ game, story }) => (phase === "over" ? [{ line: ended(story) }] : story.at(-1).headlines.slice(0, MOST_HEADLINES).map((each) => ({ line: sentence(each), now: each.now })))
    .map(({ line, now }) => ({ line: single ? line : t("wall.in", { game, line }), now })));
  const [current, past] = [true, false].map((open) => told.filter(({ now }) => Boolean(now) === open).map(({ line }) => line));
  const said = past.length ? past : [number ? t("wall.quiet") : titleText(news)];
  const before = phase === "playing" && number ? t("wall.before", { month: monthIn(start, number - 1) }) : "";
  const common = phase === "over" && single ? t("wall.common", { n: model.shots, months: model.months, worlds: numeral(model.worlds) }) : "";
  byId("headlines").replaceChildren(...[...current, before, ...said, common].filter(Boolean).map((line) => make("li", { class: line === before || line === common ? "aside" : null }, line)));
}

// How it ended, and in how many months he shot: a calm end may have had loud ones.
const ended = (story) => t("wall.ended", { ending: t(`states.${story.at(-1).ending}`), month: monthText(story.at(-1).month), n: story.filter(({ moves }) => hasShot(moves)).length, months: story.length - 1 });
const shareOf = ({ value, low, high }) => t("wall.share", { share: percent(value), low: percent(low), high: percent(high) });

const DARK = 4, PIECES = 6, WORDS = ["talks", "offer"], SHIPS = ["deploy", "sanctions"];

// The city is dark in a tense month, the rocket has a piece for each test, and he says one line a month.
function scene({ games }) {
  const { story } = games[0], { moves } = story.at(-1), lived = story.slice(1);
  const dark = lived.slice(-WINDOWS).map(({ tension }) => tension >= DARK), tests = lived.filter((month) => hasTested(month.moves)).length;
  if (!byId("night")) night(true);
  const soft = moves ? WORDS.indexOf(moves.pyongyang.word) : -1, ships = moves && (moves.washington.word === "threaten" || SHIPS.includes(moves.washington.deed));
  const [line, look] = moves ? voiceOf({ threatened: moves.pyongyang.word === "threaten", soft: soft < 0 ? WORDS.length : soft, tests: Number(hasTested(moves)) }, ships ? "ships" : "knock") : ["", "wait"];
  const said = t("wall.signs", { dark: dark.filter(Boolean).length, tests });
  setNight({ pieces: Math.min(PIECES, tests), dark, look, label: said });
  sayAbove(line && t(`story.says.${line}`));
  byId("signs").textContent = said;
}

// Several games of the class among the worlds of the model.
function worlds({ games, model, months, start, phase }) {
  const paths = games.map(({ game, story }) => ({ name: t("wall.game", { game }), path: story.map(({ tension }) => tension), war: WAR_RUNGS[story.at(-1).ending] }));
  byId("worlds-head").textContent = t("wall.worlds", { games: games.length });
  byId("worlds-note").textContent = model ? t("wall.band", { worlds: model.worlds }) : "";
  // First the ends: beside them the picture has less room, and it is drawn for the room that it has.
  byId("ends").replaceChildren(...(phase === "over" ? endings(games, model) : []));
  byId("lines").replaceChildren(linesPicture(byId("lines"), paths, model && model.path, months, {
    first: monthText(start, { month: "short" }), last: monthIn(start, months - 1, { month: "short" }),
    label: paths.map(({ name, path }) => t("wall.line", { name, tension: numeral(path.at(-1), 1) })).join(" "),
  }));
}

function endings(games, { ends, worlds: n }) {
  const ours = games.map(({ story }) => story.at(-1).ending);
  const head = make("li", { class: "aside" }, t("wall.ends", { worlds: numeral(n) }));
  return [head, ...Object.entries(ends).map(([name, end]) => {
    const here = ours.filter((each) => each === name).length;
    return make("li", { class: here ? "ours" : null }, t(`wall.end.${here ? "ours" : "other"}`, { ending: t(`states.${name}`), here, share: shareOf(end) }));
  })];
}

// The end in this order: lamps, causes, what was believed of Kim and the truth, who broke a word.
function ending({ games, start }) {
  const single = games.length === 1;
  byId("ending").replaceChildren(...games.flatMap((each) => [
    make("div", { class: "end-lamps" }, ...(single ? [] : [make("h2", null, t("wall.game", { game: each.game }))]), lampRows(each)),
    ...(single ? [make("div", { class: "end-causes" }, make("h2", null, t("team.head")), ...causeList(each.team))] : []),
    make("div", { class: "end-belief" }, make("h2", null, t("team.believed", { kim: t(`kims.${each.team.kim}`) })),
      beliefPicture(each.team, monthText(start, { month: "short" }), monthText(each.story.at(-1).month, { month: "short" }))),
    ...(single && each.team.promises.length ? [make("div", { class: "end-words" }, ...promiseParts(each.team))] : []),
  ]));
}

// Before the first month the forecasts of all; then the bets on Kim.
function bets({ phase, forecasts, bets: made }) {
  byId("bets-head").hidden = phase === "playing";
  byId("bets-head").textContent = t("wall.forecasts");
  byId("dots").replaceChildren(...(phase === "playing" ? [make("div", { class: "bet-plot" }, betPlot(made), paragraph(t("wall.bets.lies"), "aside"))] : DATA.events.map((event) => forecastPlot(event, forecasts[event]))));
}

const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

function forecastPlot(event, counts) {
  const label = t("wall.forecast", { event: t(`vote.event.${event}`), n: total(counts) });
  return dotPlot(label, counts, { 0: percent(0), [counts.length - 1]: percent(1) });
}

function betPlot({ open, card }) {
  const label = t(card.length === 1 ? "wall.bets.open" : "wall.bets.open_games", { n: total(open), card: percent(card[0]) });
  const column = Math.min(open.length - 1, Math.floor(card[0] * open.length));
  return dotPlot(label, open, { 0: t("vote.bet_low"), [open.length - 1]: t("vote.bet_high") }, { mark: card.length === 1 ? column : null, width: 620 });
}

function foot({ phase, code, voted, students, present, address, open }) {
  const join = phase !== "over" && open ? [make("span", null, `${t("wall.join")} ${address.replace("http://", "")} `, make("span", { class: "code-small" }, code))] : [];
  return [...(phase === "playing" ? [make("strong", null, t("wall.voted", { voted, present: Math.max(present, voted), students }))] : []), ...join, make("span", null, t("wall.caveat"))];
}
