// The live page: what is moved, what is asked, and what is shown.

import { ask, newClient } from "./asking.js";
import { aimsTable, bars, grid, kappaCurve, legend, MOST_SQUARES, numbersTable, ribbon, SIDE_NAME } from "./charts.js";
import { make, narrow, share } from "./drawing.js";
import { place, plainName, say, words } from "./words.js";

const client = newClient();
const byId = (id) => document.getElementById(id);
let page, controls;
let sides = [{}, {}];
let numbers = {};
let world = 0;
let asking = null, waiting = null;

place();
start().catch(complain);

async function start() {
  page = await ask("/api/page");
  controls = page.controls;
  byId("caveat").textContent = page.caveat;
  byId("worlds").value = page.worlds;
  byId("seed").value = page.seed;
  for (const each of page.scenarios) byId("scenario").append(make("option", { value: each.name }, `${each.title} (${each.name})`));
  byId("legend").append(...legend(page.final_states));
  byId("scenario").addEventListener("change", changeScenario);
  for (const id of ["worlds", "seed", "compare"]) byId(id).addEventListener("change", () => { buildSides(); refresh(); });
  byId("frame").addEventListener("submit", (event) => event.preventDefault());
  byId("world").addEventListener("change", () => pick(Number(byId("world").value), false));
  byId("tell").addEventListener("click", () => pick(Number(byId("world").value), true));
  // Where the controls stand above the results, the first chart should be near.
  byId("numbers").open = !narrow.matches;
  narrow.addEventListener("change", refresh);
  byId("reset").addEventListener("click", reset);
  byId("export").addEventListener("click", showExport);
  for (const button of document.querySelectorAll("button.close")) button.addEventListener("click", () => button.closest("dialog").close());
  build();
  await refresh();
}

async function changeScenario() {
  try {
    controls = await ask("/api/controls", { scenario: byId("scenario").value });
    reset();
  } catch (error) {
    complain(error);
  }
}

function reset() {
  sides = [{}, {}];
  numbers = {};
  build();
  refresh();
}

function build() {
  buildSides();
  const known = controls.numbers.map((each) => slider(each, numbers, "number"));
  byId("number-list").replaceChildren(...known);
}

const comparing = () => byId("compare").checked;

function buildSides() {
  const open = [...document.querySelectorAll("details[open]")].map((each) => each.id);
  const shown = comparing() ? [0, 1] : [0];
  byId("sides").replaceChildren(...shown.map(sideControls));
  for (const id of open) byId(id)?.setAttribute("open", "");
}

function sideControls(number) {
  const head = make("h3", { id: `side-${number}` }, comparing() ? `${words.lineup} ${SIDE_NAME[number]}` : words.lineup);
  const box = make("section", { class: number ? "side b" : "side", "aria-labelledby": `side-${number}` }, head);
  for (const capital of controls.capitals) box.append(capitalControls(capital, number));
  if (controls.votes.length) {
    const votes = controls.votes.map((vote) => voteControl(vote, number));
    box.append(make("fieldset", {}, make("legend", {}, words.votes), ...votes));
  }
  return box;
}

function capitalControls(capital, number) {
  const changes = sides[number], name = `${capital.name}.policy`, id = `${number}-${name}`;
  const plan = capital.plan.map((spell) => plainName(spell.policy)).filter((each, index, all) => each !== all[index - 1]).join(", then ");
  const select = make("select", { id, "data-name": name, onchange: () => changePolicy(capital, number, select.value) },
    make("option", { value: "" }, `${words.asScenario}: ${plan}`),
    ...capital.policies.map((policy) => make("option", { value: policy.name }, plainName(policy.name))));
  select.value = changes[name] ?? "";
  const levers = make("details", { id: `levers-${number}-${capital.name}`, "data-capital": capital.name },
    make("summary", {}, `${words.capitals[capital.name]}: ${words.levers}`),
    ...capital.levers.map((lever) => slider(lever, changes, `side-${number}`)));
  const chosen = capital.policies.find((each) => each.name === select.value);
  const meaning = make("p", { class: "note" }, chosen ? [chosen.meaning, chosen.source && `(${chosen.source})`].filter(Boolean).join(" ") : "");
  return make("div", { class: "capital" }, make("label", { for: id }, words.capitals[capital.name]), select, meaning, levers);
}

function changePolicy(capital, number, value) {
  if (value) sides[number][`${capital.name}.policy`] = value;
  else delete sides[number][`${capital.name}.policy`];
  buildSides();
  byId(`${number}-${capital.name}.policy`).focus();
  refresh();
}

function voteControl(vote, number) {
  const changes = sides[number];
  const box = make("input", { type: "checkbox", checked: changes[vote.name] !== false, onchange: () => {
    if (box.checked) delete changes[vote.name];
    else changes[vote.name] = false;
    refresh();
  } });
  return make("label", { class: "check" }, box, ` ${say(words.voteOf, { capital: words.capitals[vote.capital], months: vote.months.join(", ") })}`);
}

function slider(number, changes, group) {
  const id = `${group}-${number.name}`;
  const input = make("input", { type: "range", id, min: number.low, max: number.high, step: (number.high - number.low) / 100, "data-name": number.name });
  const output = make("output", { for: id });
  const box = make("div", { class: "slider" }, make("label", { for: id }, number.label), output, input,
    make("span", { class: "means" }, meaningOf(number)));
  const show = () => {
    const own = changes[number.name];
    output.textContent = own === undefined ? digits(number.value) : `${digits(own)}, ${words.set}`;
    box.classList.toggle("moved", own !== undefined);
  };
  input.value = changes[number.name] ?? number.value;
  input.addEventListener("input", () => {
    changes[number.name] = Number(Number(input.value).toPrecision(6));
    show();
    refresh();
  });
  show();
  return box;
}

function meaningOf(number) {
  const unit = number.unit ? `, ${number.unit}` : "";
  const evidence = [words.evidence[number.tag], number.source].filter(Boolean).join(": ");
  const symbol = number.symbol ? `${number.symbol}, ` : "";
  return `${number.meaning} (${symbol}${number.low}–${number.high}${unit}). ${evidence}.`;
}

const digits = (value) => String(Number(value.toPrecision(3)));

function sideAsked(number) {
  return { scenario: controls.scenario, changes: { ...numbers, ...sides[number] } };
}

// A seed may be larger than any number that JavaScript holds exactly, so it travels as digits.
const withSeed = (question) => ({ ...question, seed: byId("seed").value });

// One request at a time is under way; what changes meanwhile is asked once it is answered or superseded.
function refresh() {
  clearTimeout(waiting);
  return new Promise((done) => { waiting = setTimeout(() => done(askWorlds()), 30); });
}

// Says so where an entry above cannot be used; a browser shows which.
function usable() {
  if (byId("frame").reportValidity()) return true;
  report(words.invalid);
  byId("status").className = "problem";
  return false;
}

async function askWorlds() {
  asking?.abort();
  if (!usable()) return;
  const own = asking = new AbortController();
  const shown = comparing() ? [0, 1] : [0];
  report(words.asking);
  const began = performance.now();
  try {
    const question = { client, worlds: Number(byId("worlds").value), world, sides: shown.map(sideAsked) };
    const answer = await ask("/api/worlds", withSeed(question), own.signal);
    if (own !== asking) return;
    show(answer);
    const values = { worlds: answer.worlds, months: answer.sides[0].months, seed: answer.seed, time: Math.round(performance.now() - began) };
    report(say(words.answered, values));
  } catch (error) {
    if (own === asking && error.name !== "AbortError" && error.status !== 409) complain(error);
  }
}

function show(answer) {
  const both = answer.sides.length > 1;
  byId("ends").replaceChildren(bars(answer.sides));
  byId("ends-table").replaceChildren(numbersTable(answer.sides));
  byId("differences").replaceChildren(...answer.differences.map((each) => make("span", { class: "row" }, say(words.differenceSays, {
    name: each.label, text: each.text, verdict: each.distinguishable ? "" : words.notTold,
  }))));
  byId("ribbon").replaceChildren(...answer.sides.map((side, number) => ribbon(side, number, page, both)));
  byId("mostly").replaceChildren(...answer.sides.map((side, number) => make("span", { class: "row" }, both ? `${SIDE_NAME[number]}: ${side.mostly}` : side.mostly)));
  byId("aims").replaceChildren(aimsTable(answer.sides));
  byId("kappa").replaceChildren(kappaCurve(answer.sides));
  byId("grid").replaceChildren(...answer.sides.map((side, number) => make("figure", {},
    make("figcaption", {}, both ? `${words.lineup} ${SIDE_NAME[number]}` : ""),
    grid(side, page, side.trace.world, (picked) => pick(picked, true, number)))));
  const values = { shown: MOST_SQUARES, worlds: answer.worlds };
  byId("grid-shown").textContent = answer.worlds > MOST_SQUARES ? say(words.gridFirst, values) : words.gridAll;
  byId("world").max = answer.worlds - 1;
  if (world >= answer.worlds) byId("world").value = world = answer.worlds - 1;
  document.body.dataset.shown = String(Number(document.body.dataset.shown ?? 0) + 1);
}

function pick(picked, tell, number = 0) {
  const most = Number(byId("world").max);
  world = Math.min(Math.max(0, Math.round(picked) || 0), most);
  byId("world").value = world;
  refresh();
  if (tell) showStory(number).catch(complain);
}

async function showStory(number) {
  if (!usable()) return;
  const story = await ask("/api/story", withSeed({ client, side: sideAsked(number), world }));
  byId("story-head").textContent = say(words.storyHead, { world: story.world, seed: byId("seed").value, end: story.final });
  byId("story-body").replaceChildren(...storyParts(story));
  byId("story").showModal();
}

function storyParts(story) {
  const capitals = page.capitals.map((each) => each.name);
  const heads = [words.storyMonth, ...capitals.map((name) => words.capitals[name]), words.storyTension, words.storyEvents];
  const head = make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)));
  const rows = story.months.map((month) => make("tr", { class: month.decisive ? "decisive" : null },
    make("th", { scope: "row" }, month.decisive ? `${month.month} ◆` : month.month),
    ...capitals.map((name) => make("td", {}, make("span", { class: "course" }, month.courses[name]), make("br"),
      ["word", "deed"].map((kind) => `${month.moves[name][kind].label} (${share(month.moves[name][kind].chance)})`).join(", "))),
    make("td", { class: "number" }, month.freeze ? `${digits(month.tension)} (${words.storyFreeze})` : digits(month.tension)),
    make("td", {}, month.events.join(" "))));
  const table = make("table", {}, make("caption", {}, words.storyCaption), make("thead", {}, head), make("tbody", {}, ...rows));
  const flags = story.flags.length ? make("p", {}, say(words.storyFlags, { flags: story.flags.join(", ") })) : "";
  return [make("p", {}, say(words.storyKim, { kim: story.kim })), flags, table];
}

async function showExport() {
  if (!usable()) return;
  try {
    const shown = comparing() ? [0, 1] : [0];
    const parts = [];
    for (const number of shown) {
      const made = await ask("/api/export", withSeed({ side: sideAsked(number), worlds: Number(byId("worlds").value) }));
      const name = shown.length > 1 ? `${words.lineup} ${SIDE_NAME[number]}: ` : "";
      parts.push(field(`${name}${words.commandLabel}`, made.command, 3), field(`${name}${words.tomlLabel}`, made.toml, 10), save(made));
    }
    byId("exported-body").replaceChildren(...parts);
    byId("exported").showModal();
  } catch (error) {
    complain(error);
  }
}

function field(label, content, rows) {
  const area = make("textarea", { rows, readonly: true, spellcheck: "false" });
  area.value = content;
  return make("label", {}, label, area);
}

function save(made) {
  const button = make("button", { type: "button" }, say(words.save, { file: made.file }));
  button.addEventListener("click", () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([made.toml], { type: "application/toml" })), download: made.file });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  return button;
}

function report(content) {
  byId("status").className = "";
  byId("status").textContent = content;
}

function complain(error) {
  byId("status").className = "problem";
  byId("status").textContent = error.status ? error.message : words.failed;
  if (!error.status) console.warn(error);
}
