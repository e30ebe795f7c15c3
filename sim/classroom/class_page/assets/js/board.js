// What stands around the stage: stones, the meter, lamps, one line that is said, the buttons, the keys.
const ICONS = {
  shield: "M12 2l8 3v6c0 5-3.4 8.8-8 11-4.6-2.2-8-6-8-11V5z", mediate: "M2 5h9v7H7l-3 3v-3H2zM13 9h9v7h-2v3l-3-3h-4z",
  enforce: "M12 3a5 5 0 0 0-5 5v3H5v10h14V11h-2V8a5 5 0 0 0-5-5zm-2.6 8V8a2.6 2.6 0 0 1 5.2 0v3z",
  talk: "M3 4h18v12H10l-5 5v-5H3z", softer: "M3 4h18v12H10l-5 5v-5H3z",
  wait: "M6 2h12v2l-5 8 5 8v2H6v-2l5-8-5-8z", same: "M3 9h18v2H3zM3 14h18v2H3z", none: "M5 11h14v3H5z",
  press: "M2 14h20l-3 6H5zM8 9h8v4H8zM11 3h2v6h-2z", ships: "M2 14h20l-3 6H5zM8 9h8v4H8zM11 3h2v6h-2z", harder: "M12 3l9 15H3z",
  // A gate in a border, by how much of it is shut.
  open: "M2 4h3v16H2zM19 4h3v16h-3z", half: "M2 4h10v16H2zM19 4h3v16h-3z", shut: "M2 4h20v16H2z",
};
ICONS.answer = ICONS.mediate;
let marked = 0;

function icon(name) {
  return draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, draw("path", { d: ICONS[name], fill: "currentColor" }));
}

function say(text, aside = "", unseen = "") {
  byId("say").replaceChildren(make("span", null, text, aside ? make("br") : null, aside ? make("span", { class: "aside" }, aside) : null,
    unseen ? make("span", { class: "hidden" }, ` ${unseen}`) : null));
}

// Offer answers, [text, act, icon, off]; the first is marked, for whoever holds a clicker or has keys. `last` says that a beat ends here.
function offer(list, last = false) {
  byId("do").toggleAttribute("data-last", last);
  byId("do").replaceChildren(...list.map(([text, act, sign, off]) => make("button", { type: "button", disabled: off, onclick: () => taken(act) }, sign in ICONS ? icon(sign) : null, make("span", null, text))));
  mark(0);
  answers()[0].focus({ preventScroll: true });
}

// Offer a slider from 0 to 100 between two sides, and a button that takes what it says.
function slide(settings, label, sides, name, act) {
  const input = make("input", { id: "hand", type: "range", min: 0, max: 100, ...settings });
  byId("do").replaceChildren(make("div", { class: "hand" }, make("label", { class: "hidden", for: "hand" }, label), input, make("div", { class: "sides" }, ...sides.map((side) => make("span", null, side)))),
    make("button", { type: "button", id: "go", onclick: () => { const value = Number(input.value); taken(() => act(value)); } }, name));
  mark(0);
  input.focus({ preventScroll: true });
  return input;
}

// What was taken is gone at once; what follows is a task of its own, so that neither holds up a frame.
function taken(act) {
  const now = turn;
  byId("do").replaceChildren();
  setTimeout(() => { if (now === turn) act(); });
}

function answers() {
  return [...byId("do").querySelectorAll("button:enabled")];
}

function mark(place) {
  const all = answers();
  if (!all.length) return;
  marked = (place + all.length) % all.length;
  all.forEach((each, at) => each.classList.toggle("marked", all.length > 1 && at === marked));
}

// Digits choose; arrows and PageUp move the mark; PageDown takes it, so that a clicker alone goes through.
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || (event.target.type === "range" && event.key.startsWith("Arrow"))) return;
  const all = answers(), step = { ArrowRight: 1, PageUp: 1, ArrowLeft: -1 }[event.key];
  if (/^[1-4]$/.test(event.key) && all[event.key - 1]) all[event.key - 1].click();
  else if (event.key === "PageDown") all[marked]?.click();
  else if (step && all.length) {
    mark(marked + step);
    all[marked].focus();
  } else return;
  document.body.classList.add("keys");
  event.preventDefault();
}

// Choices in a row; below each a dot for every test that came in its season, larger for a big one.
function drawStones(beat, path, shots = []) {
  byId("stones").replaceChildren(...Array.from({ length: beat.seasons }, (_, place) => make("li", { class: place < path.length ? "done" : place === path.length ? "now" : null },
    make("span", { class: "hidden" }, place < path.length ? own(beat, `choice.${beat.names[path[place]]}`) : dateOf(beat, place)), beat.names[path[place]] in ICONS ? icon(beat.names[path[place]]) : null,
    shots[place]?.length ? make("span", { class: "shots", "aria-hidden": "true" }, ...shots[place].map((deed) => make("i", { class: deed > 3 ? "big" : null }))) : null)));
}

function dateOf(beat, season) {
  return monthIn(beat.scenario.start, season * beat.season);
}

// `without` is the tension of the same world without one's ships, where that is known.
function drawMeter(tension, without) {
  const meter = byId("meter"), bar = meter.querySelector(".mark"), beside = byId("without");
  // The mark stands on its side of the line, never on it.
  const height = (value) => `calc(${Math.min(97, ((value >= 6 ? Math.max(6.25, value) : Math.min(5.75, value)) / 8) * 100)}% - 0.28rem)`;
  bar.style.bottom = height(tension);
  beside.hidden = without === undefined;
  beside.style.bottom = height(without ?? 0);
  if (tension >= 5 && !STILL) bar.animate({ translate: ["1px -2px", "-1px 2px"] }, { duration: 140, direction: "alternate", iterations: 8 });
  meter.setAttribute("aria-label", t(`meter.${tension >= 6 ? "brink" : tension >= 5 ? "high" : tension >= 3 ? "middle" : "low"}`));
}

// Lamps are the goals of the seat; Beijing's burns the lower, the less of its favour is left. Gives what is said of those
// that went out or on again; `told` are those whose rule was said.
function drawLamps(beat, lit, favour = 1, told = new Set()) {
  const box = byId("lamps"), was = JSON.parse(box.dataset.lit || "[]"), out = beat.lamps.filter((_, place) => was[place] && !lit[place]);
  const back = beat.lamps.filter((_, place) => was[place] === false && lit[place]), named = (lamps) => ({ lamps: lamps.map((lamp) => t("lamp.name", { name: t(`lamp.${lamp}`) })).join(", ") });
  box.dataset.lit = JSON.stringify(lit);
  box.replaceChildren(...beat.lamps.map((lamp, place) => make("li", { class: lit[place] ? "on" : "off" }, make("i"), t(`lamp.${lamp}`),
    make("span", { class: "hidden" }, `: ${t(lit[place] ? "lamp.lit" : "lamp.out")}`))));
  const beijing = beat.lamps.findIndex((lamp, place) => lamp.endsWith("china_kept") && lit[place]);
  if (beijing >= 0) box.children[beijing].firstChild.style.opacity = 0.2 + 0.8 * favour;
  if (out.length) tone(120, 0.5, "triangle", 0.2);
  // What a lamp means that comes and goes is said once.
  const ruled = [...out, ...back].find((lamp) => !told.has(lamp) && has(`lamp.rule.${lamp}`));
  if (ruled) told.add(ruled);
  return [out.length ? t("lamp.gone", named(out)) : "", back.length ? t("lamp.back", named(back)) : "", ruled ? t(`lamp.rule.${ruled}`) : ""];
}

// People who walk over the border: more the hungrier they are.
function drawBorder(beat, refugees) {
  byId("border").hidden = beat.seat !== "beijing";
  const many = Math.max(0, Math.min(14, Math.round(refugees * DATA.people))), box = byId("border");
  while (box.children.length > many) box.lastChild.remove();
  while (box.children.length < many) box.append(draw("svg", { viewBox: "0 0 20 40", "aria-hidden": "true" }, draw("path", { d: "M10 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8M6 12h8l2 13h-3l-1 14h-4L7 25H4z" })));
}

// What fills the stage, in place of dots and piles; only doors leave room for the face.
function fill(name, ...parts) {
  const four = byId("four");
  document.querySelectorAll(".dot, .mask-off").forEach((gone) => gone.remove());
  byId("piles").hidden = true;
  byId("stage").classList.toggle("last", !name.startsWith("doors"));
  four.hidden = false;
  four.className = name;
  four.replaceChildren(...parts);
  return four;
}

function clearStage() {
  byId("stage").className = "";
  for (const id of ["piles", "four", "border"]) byId(id).hidden = true;
  byId("four").className = byId("piles").className = "";
  byId("border").replaceChildren();
  document.querySelectorAll(".dot, .mask-off").forEach((dot) => dot.remove());
  byId("date").textContent = "";
}
