// The second sheet: the bargain. The plane of its terms was made before; the two plans are played here, in the page's worlds.
const ROWS_OF_BARGAIN = ["lose_lose", "win_win", "war", "crisis", "ever_freeze"];
const termsOf = (name) => [...new Set(DATA.terms.cells.map((each) => each[name]))].sort((one, other) => one - other);
const cellOf = (grace, asked) => DATA.terms.cells.find((each) => each.grace === grace && each.asked === asked);
const plansOf = () => Object.fromEntries(Object.entries(DATA.bargain).map(([capital, plan]) => [`${capital}.policy`, plan]));
const atSheet = () => now.sheet === "bargain";

function bargainChanges() {
  return { ...plansOf(), grace_washington: now.grace, seen_enforcing: now.asked };
}

// What was found at some terms before: who leaves, or what both gain at least over the trap.
function termsSaid({ grace, asked, leaver, gain, over }) {
  const verdict = leaver ? t("bargain.leaves", { capital: t(`capitals.${leaver}`), gain }) : t("bargain.holds");
  return t("bargain.at", { grace: numeral(grace), asked: numeral(asked, 1), verdict, over });
}

function planeOf() {
  const graces = termsOf("grace"), [grace, asked] = DATA.terms.own;
  const letter = (each) => (each.leaver ? t("bargain.letter", { capital: t(`capitals.${each.leaver}`).slice(0, 1) }) : t("bargain.kept"));
  const isOwn = (each) => each.grace === grace && each.asked === asked, seen = (each) => `${letter(each)}${isOwn(each) ? ` ${t("bargain.own")}` : ""}`;
  const cell = (each) => make("td", null, make("button", { type: "button", class: `terms ${each.leaver || "holds"}`, "aria-pressed": String(each.grace === now.grace && each.asked === now.asked),
    "aria-label": `${seen(each)}. ${termsSaid(each)}`, onclick: () => change({ grace: each.grace, asked: each.asked }) },
    letter(each), isOwn(each) ? make("b", null, ` ${t("bargain.own")}`) : null));
  return make("table", { class: "plane" }, make("caption", null, t("bargain.plane")), make("thead", null, make("tr", null, make("th", { scope: "col" }, t("bargain.asked_head")), ...graces.map((each) => make("th", { scope: "col" }, numeral(each))))),
    make("tbody", null, ...termsOf("asked").reverse().map((each) => make("tr", null, make("th", { scope: "row" }, numeral(each, 1)), ...graces.map((months) => cell(cellOf(months, each)))))));
}

function termSlider(name) {
  const known = termsOf(name), input = byId(`terms-${name}`);
  input.max = known.length - 1;
  input.value = known.indexOf(now[name]);
  const said = name === "grace" ? t("bargain.months", { grace: numeral(now.grace) }) : numeral(now.asked, 1);
  byId(`terms-${name}-said`).textContent = said;
  input.setAttribute("aria-valuetext", said);
}

function showBargain(sides, n) {
  redraw("plane", [now.grace, now.asked], () => [planeOf()]);
  ["grace", "asked"].forEach(termSlider);
  byId("terms-said").textContent = termsSaid(cellOf(now.grace, now.asked));
  byId("bargain-note").textContent = t("bargain.note", { n: numeral(n), scenario: titleText(scenario()) });
  byId("bargain-rows").replaceChildren(...ROWS_OF_BARGAIN.map((name) => endRow(null, begun(outcomeName(name)), sides.map((each) => shareOf(each, name, n)))));
  byId("bargain-worth").replaceChildren(...GIANTS.map((giant) => {
    const [own, shipped] = sides.map((each) => worthSaid(rankedOf(each, giant, n)));
    return paragraph(t("bargain.worth", { capital: t(`capitals.${giant}`), own, shipped }));
  }));
  byId("bargain-command").textContent = commandOf(bargainChanges());
}

function rankedOf(worlds, giant, n) {
  const sorted = Float64Array.from({ length: n }, (_, world) => worlds.worths[world][CAPITALS.indexOf(giant)]).sort();
  return { sorted, middle: ranked(sorted, 0.5) };
}

function showSheet() {
  document.body.classList.toggle("at-bargain", atSheet());
  for (const name of ["crisis", "bargain"]) byId(`sheet-${name}`).setAttribute("aria-pressed", String(now.sheet === name));
}
