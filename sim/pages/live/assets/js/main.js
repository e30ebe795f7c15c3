// What is shown, and what buttons, menus and keys do.
let wanted = 0;

// Show the present state: the first worlds at once, the rest as they come, unless something else is wanted by then.
function show() {
  wanted += 1;
  delete document.body.dataset.shown;
  buildControls();
  setControls();
  try {
    const sides = shownSides().map((side) => worldsOf(now[side]));
    playOn(sides, wanted);
    if (!atDoor()) {
      showStory();
      showSame();
    }
  } catch (error) {
    byId("headline").textContent = t("site.failed", { why: error.message });
  }
}

function playOn(sides, mine) {
  if (mine !== wanted) return;
  const lacking = sides.filter((each) => each.n < Math.min(STEP, now.worlds));
  for (const each of lacking) playSome(each, Math.min(STEP, now.worlds), now.seed);
  const n = Math.min(now.worlds, ...sides.map((each) => each.n));
  showFirst(sides, n);
  byId("progress").textContent = n < now.worlds ? t("answer.playing", { n: numeral(n), worlds: numeral(now.worlds) }) : "";
  if (n < now.worlds) {
    setTimeout(() => {
      if (mine !== wanted) return;
      for (const each of sides) if (each.n === n) playSome(each, now.worlds, now.seed);
      playOn(sides, mine);
    });
    return;
  }
  setTimeout(() => showRest(sides, n, mine));
}

function showFirst(sides, n) {
  showAnswer(sides, n);
  showDifferences(sides, n);
  if (!atDoor()) showQuadrants(sides, n);
}

// What may come a moment later.
function showRest(sides, n, mine) {
  if (mine !== wanted) return;
  if (!atDoor()) {
    showTime(sides, n);
    showWorth(sides, n);
    showTiles(sides, n);
    showRange(sides, n);
  }
  document.body.dataset.shown = "1";
}

let busy = false;
let due = null;

// A slider that moves is answered at once, and then once a frame, by where it is.
function soon(act) {
  due = act;
  if (busy) return;
  busy = true;
  requestAnimationFrame(() => {
    busy = false;
    due();
  });
}

function options(id, pairs) {
  byId(id).replaceChildren(...pairs.map(([value, name]) => make("option", { value }, name)));
}

function setSeed() {
  const seed = READ.seed(byId("seed").value);
  if (seed === undefined) byId("seed").reportValidity();
  else change({ seed });
}

const CHANGES = {
  scenario: (value) => ({ scenario: value, a: {}, b: {}, month: 0 }), outcome: (value) => ({ outcome: value }), worlds: (value) => ({ worlds: Number(value), world: Math.min(now.world, Number(value) - 1) }),
  "story-side": (value) => ({ told: value }), "side-a": () => ({ side: "a" }), "side-b": () => ({ side: "b" }),
  world: (value) => ({ world: Math.min(now.worlds - 1, Math.max(0, Math.round(Number(value)) || 0)), month: 0 }),
};

function setCompare() {
  const compare = byId("compare").checked, fresher = compare && !Object.keys(now.b).length ? { b: { ...now.a } } : {};
  change({ compare, side: compare ? "b" : "a", ...fresher });
}

function reset() {
  change({ a: {}, b: {} });
  byId("live").textContent = t("change.reset_said");
}

const atDoor = () => document.body.classList.contains("student");

// A second door: three sliders and one picture; all else is hidden, not changed.
function openDoor() {
  const student = document.body.classList.toggle("student");
  byId("door").setAttribute("aria-pressed", student);
  byId("door").textContent = t(student ? "site.analyst" : "site.student");
  for (const fold of byId("controls").querySelectorAll("details:has(.for-student)")) fold.open = student;
  show();
}

async function begin() {
  speak(DATA.texts);
  options("scenario", DATA.scenarios.map((each) => [each.name, each.name]));
  options("outcome", DATA.outcomes.map((name) => [name, begun(outcomeName(name))]));
  options("worlds", DATA.sizes.map((size) => [size, numeral(size)]));
  now = stateOf(location.hash);
  kernel = await openKernel(bytesOf(byId("kernel").textContent), GAME);
  for (const [id, changed] of Object.entries(CHANGES)) byId(id).addEventListener("change", (event) => change(changed(event.target.value)));
  byId("compare").addEventListener("change", setCompare);
  byId("seed").addEventListener("change", setSeed);
  byId("door").addEventListener("click", openDoor);
  byId("reset").addEventListener("click", reset);
  byId("month").addEventListener("input", (event) => soon(() => change({ month: Number(event.target.value) })));
  byId("before").addEventListener("click", () => stepMonth(-1));
  byId("after").addEventListener("click", () => stepMonth(1));
  byId("tiles").addEventListener("keydown", walkGrid);
  followAddress("answer", (address) => { now = stateOf(address); }, show);
  show();
  document.body.dataset.ready = "1";
}

begin();
