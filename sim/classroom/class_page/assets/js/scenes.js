// The scenes of the story, one after another: each is played to its end and hands over to the next.
const T = (key, values) => t(`story.${key}`, values);
const pause = (time) => new Promise((go) => { setTimeout(go, calm() ? 0 : time); });
let luck = 1;
const chance = () => (luck = (luck * 16807 + 11) % 2147483647) / 2147483647;
const title = (text) => { byId("title").textContent = text; };
const stageOf = (...parts) => byId("stage").replaceChildren(...parts);

// Buttons for `[key, text]`; resolves with the key that was pressed.
function ask(options) {
  return new Promise((go) => {
    byId("do").replaceChildren(...options.map(([key, text]) => make("button", { type: "button", "data-key": key, onclick: () => go(key) }, text)));
    byId("do").firstChild.focus({ preventScroll: true });
  });
}

function slider(name, low, high, value, most, onmove) {
  const thumb = make("input", { type: "range", min: 0, max: most, value, "aria-label": name });
  thumb.addEventListener("input", () => onmove(Number(thumb.value)));
  byId("bet").replaceChildren(...(name === byId("title").textContent ? [] : [make("span", { class: "asked", "aria-hidden": "true" }, name)]), make("span", {}, low), thumb, make("span", {}, high));
}

// One of four seasons: its months run, then he speaks.
async function playSeason(man, path, world, dark, spoken) {
  const season = path.length - 1, way = path[season], life = manLife(man, path.concat(Array(SEASONS - path.length).fill(way)), world), seen = seasonOf(life, season);
  byId("do").querySelectorAll("button").forEach((button) => { button.disabled = true; });
  bubble("");
  tone(way);
  byId(way === "ships" ? "fleet" : "fist").setAttribute("class", "here");
  byId(way === "ships" ? "fist" : "fleet").setAttribute("class", "away");
  const [line, look] = voiceOf(seen, way);
  for (let month = 0; month < N; month += 1) {
    dark.push(seen.dark[month]);
    if (seen.fired[month]) { launch(); tone("test"); }
    if (seen.dark[month]) tone("dark");
    showNight({ pieces: seen.each[month], dark, look: month === N - 1 ? look : seen.fired[month] ? "launch" : "wait" });
    await pause(300);
  }
  byId("fist").setAttribute("class", "away");
  bubble(T(spoken.delete(line) ? `says.again.${line}` : (spoken.add(line), `says.${line}`)));
}

async function playMan(number, man, kind) {
  const path = [], dark = [], spoken = new Set(), world = man[kind];
  let bet = 50;
  night();
  bubble("");
  showNight({ pieces: 0, dark });
  title(number ? T("man", { n: number + 1 }) : T("night"));
  slider(T("bet"), T(`kind.${LESSON.men[0].name}`), T(`kind.${LESSON.men[1].name}`), bet, 100, (value) => { bet = value; });
  while (path.length < SEASONS) {
    path.push(await ask(WAYS.map((way) => [way, T(way)])));
    title(T("man", { n: number + 1 }));
    await playSeason(man, path, world, dark, spoken);
  }
  await ask([["unmask", T("unmask")]]);
  await unmask(number, man, path, world, bet);
  memory.men.push({ name: man.name, pieces: piecesAt(manLife(man, path, world), SEASONS * N - 1), dark, bet });
}

async function unmask(number, man, path, world, bet) {
  const look = LESSON.men.indexOf(man) ? "greedy" : "fearful", truths = [...new Set(path.map((_, season) => truthOf(man, path, world, season)))];
  const ends = [path, ...WAYS.map((way) => Array(SEASONS).fill(way))].map((each) => piecesAt(manLife(man, each, world), SEASONS * N - 1));
  const names = [T("yours"), T("all_knock"), T("all_ships")];
  title(T(`am.${man.name}`));
  byId("bet").replaceChildren();
  stageOf(make("div", { class: "mask" }, s("svg", { viewBox: "0 0 200 200", class: "big", "aria-hidden": "true" }, ...faceOf("kim", look)),
    make("div", {}, ...truths.map((key) => make("p", { class: "truth" }, `“${T(key)}”`)))),
  s("svg", { viewBox: "0 0 360 210", class: "three", role: "img", "aria-label": names.map((name, place) => `${name}: ${ends[place]}`).join(", ") },
    ...ends.flatMap((n, place) => [rocket(n, 60 + place * 120, 176), s("text", { x: 60 + place * 120, y: 202, "text-anchor": "middle" }, names[place])])),
  make("p", { class: "verdict" }, T(bet === 50 ? "no_bet" : (bet > 50) === (look === "greedy") ? "hit" : "miss")));
  byId("line").textContent = truths.map((key) => T(key)).join(" ");
  tone(look);
  await ask([["next", T(number < 2 ? "next_man" : "luck")]]);
}

const small = (count, kind = "") => make("div", { class: `twenty ${kind}`, "aria-hidden": "true" }, ...Array.from({ length: 20 }, (_, place) => make("i", { class: place < count ? "on" : "" })));

// A bet on how many of twenty, by the thumb.
async function betOf20(key, kind = "") {
  let bet = 10;
  title(T(key));
  byId("line").textContent = "";
  const count = make("b", { class: "count" }, "10"), row = make("div", { class: "wide" }, small(10, kind));
  stageOf(count, row);
  slider(T(key), "0", "20", bet, 20, (value) => { bet = value; count.textContent = value; row.replaceChildren(small(value, kind)); byId("do").firstChild.textContent = T("mine", { n: value }); });
  await ask([["bet", T("mine", { n: bet })]]);
  byId("bet").replaceChildren();
  return bet;
}

// Twenty lives: a bet, then the four cells.
async function twenty() {
  const [one, two] = LESSON.men.map((man) => man.name);
  const bet = await betOf20("ask");
  title(T("even", { n: COUNTS[one].knock }));
  const cell = (man, way) => make("div", { class: LESSON.men.find((each) => each.name === man).right === way ? "cell right" : "cell" }, make("b", {}, String(COUNTS[man][way])), small(COUNTS[man][way]));
  stageOf(make("div", { class: "cells" }, make("span", {}), ...WAYS.map((way) => make("strong", {}, T(way))), ...[one, two].flatMap((man) => [make("strong", {}, T(`kind.${man}`)), ...WAYS.map((way) => cell(man, way))])),
    make("p", {}, T("your_bet", { n: bet })), make("p", { class: "soft" }, T("price")));
  byId("line").textContent = T("even", { n: COUNTS[one].knock });
}
