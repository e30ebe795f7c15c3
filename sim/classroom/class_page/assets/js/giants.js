// The other side of the wall, the two outside, and two hundred lives of one's own.
const { behind: CLIMB, chairs: CHAIRS } = LESSON, FIRM = 1e-6;

// A life in which he goes higher for so many months and stands firm, then steps down and backs away.
function climbLife(face, firm) {
  const inputs = inputsOf(game, face.scenario), months = Array.from({ length: inputs.months }, (_, month) => month), sheet = new Float64Array(inputs.months * game.slots.length).fill(NaN);
  for (const month of months) sheet[month * game.slots.length + CLIMB.slot] = month < firm ? FIRM : 1 - FIRM;
  const orders = ordered(game, inputs, months.flatMap((month) => orderOf("pyongyang", month, month < firm ? CLIMB.higher : CLIMB.down)));
  return livesOf(inputs, [face.world], orders, sheet)[0];
}

// What a hand on the button does in the next second; with less motion, two buttons in its place.
function handOn() {
  if (calm()) return async () => (await ask([["higher", T("higher")], ["down", T("let_go")]])) === "higher";
  let holding = false, begin;
  const begun = new Promise((go) => { begin = go; }), take = () => { holding = true; begin(); }, drop = () => { holding = false; };
  const button = make("button", { type: "button", class: "hold", "data-key": "hold" }, T("hold"));
  button.addEventListener("pointerdown", take);
  for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) button.addEventListener(name, drop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => { if ([" ", "Enter"].includes(event.key)) { event.preventDefault(); take(); } });
  button.addEventListener("keyup", drop);
  button.addEventListener("click", (event) => { if (!event.detail && !event.pointerType) (holding ? drop : take)(); });
  byId("do").replaceChildren(button);
  button.focus({ preventScroll: true });
  return async (month) => {
    await begun;
    button.style.setProperty("--beat", `${1 - month * 0.13}s`);
    button.classList.add("beating");
    for (let step = 0; step < 10 && holding; step += 1) await pause(90);
    return holding;
  };
}

async function climb(face, number) {
  const { months } = inputsOf(game, face.scenario), held = climbLife(face, months), grip = handOn();
  let month = 0, fate = "", look = "firm";
  room();
  title(T(number ? "climb_again" : "climb"));
  showNight({ who: "washington", look });
  bubble(T("mean_it"));
  while (!fate) {
    if (!(await grip(month))) fate = "down";
    else {
      month += 1;
      tone("test");
      const over = held.lived <= month && war(held), yielded = held.at("washington_yields", Math.min(month, held.lived) - 1) > 0;
      fate = over ? "war" : yielded ? "he" : month === months ? "bomb" : "";
    }
    look = fate === "he" ? "yielding" : fate === "down" ? "smile" : month > 2 ? "shout" : "firm";
    showNight({ pieces: month, who: "washington", look, dark: [] });
  }
  bubble("");
  byId("do").replaceChildren();
  if (fate === "war") {
    for (let pane = 1; pane <= 16; pane += 1) { showNight({ pieces: month, who: "washington", look: "fearful", dark: Array(pane).fill(true) }); tone("dark"); await pause(110); }
    await pause(2000);
  }
  title(T(`fate.${fate}`));
  byId("line").textContent = T(`fate.${fate}`);
  await ask([["next", T(number ? "held_how" : "once_more")]]);
}

async function behind() {
  const faces = chance() < 0.5 ? CLIMB.faces : [...CLIMB.faces].reverse();
  for (const [number, face] of faces.entries()) await climb(face, number);
  const bet = await betOf20("held_twenty", "blasts");
  stageOf(make("div", { class: "rows" }, ...CLIMB.faces.flatMap((face) => [make("strong", {}, T(`face.${face.name}`)), make("div", { class: "wide" }, small(DATA.wars[face.name], "blasts")), make("span", {}, T("wars", { n: DATA.wars[face.name] }))])), make("p", {}, T("your_bet", { n: bet })));
  byId("line").textContent = CLIMB.faces.map((face) => `${T(`face.${face.name}`)}: ${T("wars", { n: DATA.wars[face.name] })}`).join(". ");
  await ask([["next", T("two")]]);
}

// Two chairs. What both doors are worth: means of the lives of the lesson. Both hold their policies, so nobody answers the
// money, and what it moves grows in step with it.
const cellOf = (man, way, gate, paid) => {
  const cell = DATA.cells[`${man} ${way} ${gate}`], moved = paid ? CHAIRS.payment * cell.moved : 0;
  return { washington: cell.washington - moved, beijing: cell.beijing + moved };
};
const MEN = LESSON.men.map((man) => man.name), DOORS = { washington: WAYS, beijing: ["open", "closed"] };
const hoped = (seat, greedy, way, gate, paid) => (1 - greedy) * cellOf(MEN[0], way, gate, paid)[seat] + greedy * cellOf(MEN[1], way, gate, paid)[seat];
const bestOf = (options, worth) => options.reduce((best, each) => (worth(each) > worth(best) ? each : best));
const wayFor = (greedy, gate, paid) => bestOf(WAYS, (way) => hoped("washington", greedy, way, gate, paid));
const gateFor = (greedy, way, paid) => bestOf(DOORS.beijing, (gate) => hoped("beijing", greedy, way, gate, paid));

// How many of twenty lives end with his rocket, under two doors.
const bombs = (man, [way, gate]) => { const n = Math.round(20 * DATA.cells[`${man} ${way} ${gate}`].bomb); return make("div", { class: "row" }, small(n), make("p", { class: "soft" }, T("bombs", { n }))); };

async function chairs() {
  const greedy = chance() < 0.5, man = MEN[Number(greedy)], hears = chance() < CHAIRS.err ? !greedy : greedy, kind = (isGreedy) => T(`kind.${MEN[Number(isGreedy)]}`);
  const start = { washington: 0, beijing: 0 };
  title(T("chair"));
  stageOf(giants(start));
  byId("line").textContent = "";
  const seat = await ask([["washington", T("washington")], ["beijing", T("beijing")]]), isW = seat === "washington";
  let trust = hears ? 1 - CHAIRS.err : CHAIRS.err;
  title(T(isW ? "spies" : "bread", { man: kind(hears) }));
  stageOf(giants(start), make("p", { class: "soft" }, T(isW ? "spies_err" : greedy ? "paper_none" : "paper_held")));
  const first = await ask(DOORS[seat].map((door) => [door, T(door)]));
  const one = isW ? [first, gateFor(0.5, first, false)] : [wayFor(trust, "open", false), first], before = cellOf(man, ...one, false);
  title(`${T(one[0])} · ${T(one[1])}`);
  stageOf(giants(before, start), bombs(man, one), make("p", { class: "soft" }, T("calm")), make("p", {}, T("card")));
  byId("line").textContent = [T(one[0]), T(one[1]), T("house", { seat: T("washington"), n: litOf(before.washington) }), T("house", { seat: T("beijing"), n: litOf(before.beijing) })].join(". ");
  const card = await ask(["word", "paper", "money"].map((each) => [each, T(`${each}.${seat}`, { man: kind(hears) })]));
  if (card === "paper") trust = Number(greedy);
  const best = (gate, paid) => hoped("washington", trust, wayFor(trust, gate, paid), gate, paid);
  const agreed = card === "money" && (isW || best("closed", true) > best("open", false));
  title(T(card === "money" ? (agreed ? "money.yes" : "money.no") : card === "paper" ? (greedy ? "paper.none" : "paper.shown") : `word.to_${seat}`));
  stageOf(giants(before), make("p", {}, T("again_doors")));
  const second = await ask(DOORS[seat].map((door) => [door, T(door)]));
  const two = isW ? [second, gateFor(0.5, second, agreed)] : [wayFor(trust, second, agreed), second], after = cellOf(man, ...two, agreed);
  const better = ["washington", "beijing"].filter((each) => after[each] > before[each] + 0.5).length, same = String(one) === String(two) && !agreed;
  title(`“${T(`am.${man}`)}”`);
  const sum = T(`sum.${same ? "same" : ["none", "one", "both"][better]}`), told = [T(agreed ? "end_paid" : "end", { man: T(`kind.${man}`), way: T(two[0]), gate: T(two[1]) }), sum].join(" ");
  stageOf(s("svg", { viewBox: "0 0 200 200", class: "small-face", "aria-hidden": "true" }, ...faceOf("kim", greedy ? "greedy" : "fearful")), giants(after, before), bombs(man, two), make("p", { class: "verdict" }, told), make("p", { class: "soft" }, T("history")));
  byId("line").textContent = told;
  if ((await ask([["again", T("sit_again")], ["next", T("own")]])) === "again") await chairs();
}

// A life of the sandbox: who he is and what the spies say fill 0 to 1 evenly over two hundred lives. `proving.py` says the same.
const GOLDEN = [0.6180339887498949, 0.7548776662466927], GATES = ["open", "half", "closed"];
const kept = {};
function worthOf(man, way, gate) {
  return (kept[`${man} ${way} ${gate}`] ??= (() => {
    const scenario = LESSON.men.find((each) => each.name === man).kim, doors = { "washington.policy": CHAIRS.washington[way], "beijing.policy": CHAIRS.beijing[gate], ...scenario };
    const ids = Array.from({ length: CHAIRS.of }, (_, place) => CHAIRS.first + place), lives = (payment) => livesOf(inputsOf(game, CHAIRS.scenario, { ...doors, "washington.payment": payment }), ids);
    const paid = lives(1);
    return lives(0).map((life, place) => ({ washington: valueOf(life, "washington"), beijing: valueOf(life, "beijing"), moved: valueOf(paid[place], "beijing") - valueOf(life, "beijing") }));
  })());
}

// The corner of each life: 0 neither is better off than with ships and an open gate, 1 Washington, 2 Beijing, 3 both.
function cornersOf({ greedy, err, gate, pay }) {
  return Array.from({ length: CHAIRS.of }, (_, place) => {
    const isGreedy = (place * GOLDEN[0]) % 1 < greedy, wrong = (place * GOLDEN[1]) % 1 < err, man = MEN[Number(isGreedy)];
    const life = worthOf(man, WAYS[Number(isGreedy !== wrong)], gate)[place], base = worthOf(man, "ships", "open")[place], moved = pay * life.moved;
    return Number(life.washington - moved > base.washington + 1e-9) + 2 * Number(life.beijing + moved > base.beijing + 1e-9);
  });
}
const bothIn = (setting) => cornersOf(setting).filter((corner) => corner === 3).length;
// A puzzle is solved by the men and the gate that it names if both are better off often enough, and no lower payment does it.
const solves = ({ greedy, gate, lives, least }, set) => set.greedy === greedy && (!gate || set.gate === gate) && bothIn(set) >= lives
  && (!least || bothIn({ ...set, pay: Math.round(100 * set.pay - 5) / 100 }) < lives);
const task = (number) => T(`puzzle.${number}`, { n: CHAIRS.puzzles[number]?.lives });
const memory = { men: [], best: 0 };

function cornerPicture(corners) {
  const counts = [0, 1, 2, 3].map((corner) => corners.filter((each) => each === corner).length), placed = [0, 0, 0, 0], x0 = [0, 200, 0, 200], y0 = [150, 150, 0, 0];
  const dots = corners.map((corner) => { const place = placed[corner]++; return s("circle", { class: `dot c${corner}`, cx: x0[corner] + 13 + (place % 20) * 9.2, cy: y0[corner] + 38 + Math.floor(place / 20) * 11, r: 3.7 }); });
  const names = [T("corner.none"), T("washington"), T("beijing"), T("corner.both")];
  return s("svg", { id: "corners", viewBox: "0 0 400 300", role: "img", "aria-label": names.map((name, corner) => `${name}: ${counts[corner]}`).join(", ") },
    ...[0, 1, 2, 3].flatMap((corner) => [s("rect", { class: corner === 3 ? "corner best" : "corner", x: x0[corner] + 3, y: y0[corner] + 3, width: 194, height: 144, rx: 10 }), s("text", { x: x0[corner] + 14, y: y0[corner] + 23 }, `${names[corner]}  ${corners.length ? counts[corner] : ""}`)]), ...dots);
}

async function own() {
  const set = { greedy: 0.5, err: 0.25, gate: "open", pay: 0 };
  let puzzle = 0, corners = [];
  const asked = make("p", { class: "task", role: "status" }, task(0));
  const line = (key, most, scale, text) => {
    const value = make("b", {}, text(set[key])), thumb = make("input", { type: "range", min: 0, max: most, value: Math.round(set[key] / scale), "aria-label": T(`own_${key}`) });
    thumb.addEventListener("input", () => { set[key] = Math.round(thumb.value * scale * 100) / 100; value.textContent = text(set[key]); });
    return make("label", {}, make("span", {}, T(`own_${key}`)), thumb, value);
  };
  const gates = make("div", { class: "gates", role: "group", "aria-label": T("own_gate") }, make("span", {}, T("own_gate")), ...GATES.map((gate) => make("button", { type: "button", "data-gate": gate, "aria-pressed": String(gate === set.gate), onclick: () => { set.gate = gate; gates.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.gate === gate))); } }, T(gate))));
  title(T("own_title"));
  byId("bet").replaceChildren(make("div", { class: "desk" }, line("greedy", 2, 0.5, (value) => T(`greedy_share.${2 * value}`)), line("err", 10, 0.05, (value) => `${Math.round(100 * value)} %`), line("pay", 12, 0.05, (value) => value.toFixed(2)), gates));
  for (;;) {
    stageOf(cornerPicture(corners), asked);
    if ((await ask([["run", T("two_hundred")], ["done", T("enough")]])) === "done") break;
    corners = cornersOf(set);
    memory.best = Math.max(memory.best, bothIn(set));
    byId("line").textContent = T("own_result", { n: bothIn(set) });
    if (puzzle < CHAIRS.puzzles.length && solves(CHAIRS.puzzles[puzzle], set)) { puzzle += 1; tone("knock"); asked.textContent = `✓ ${task(puzzle)}`; }
  }
  byId("bet").replaceChildren();
}

// The last card: one's city, three bets, the corner, and a link with the same men for a friend.
async function lastCard() {
  const mine = memory.men.at(-1), bets = memory.men.filter((man) => man.bet !== 50).map((man) => (man.bet > 50) === (man.name === MEN[1]));
  night();
  showNight({ pieces: mine?.pieces ?? 0, dark: mine?.dark ?? [], look: "smile" });
  title(T("name"));
  bubble(T("bye"));
  const address = `${location.href.split("#")[0]}#luck=${memory.luck}`;
  byId("bet").replaceChildren(make("p", { class: "soft" }, [...(bets.length ? [T("card_bets", { n: bets.filter(Boolean).length, of: bets.length })] : []), ...(memory.best ? [T("own_result", { n: memory.best })] : []), T("limits")].join(" ")));
  for (;;) {
    if ((await ask([["friend", T("friend")], ["again", T("again")]])) === "again") break;
    const sent = navigator.share ? navigator.share({ url: address, text: T("about") }) : navigator.clipboard.writeText(address);
    byId("bet").firstChild.textContent = await sent.then(() => T("copied"), () => address);
  }
}
