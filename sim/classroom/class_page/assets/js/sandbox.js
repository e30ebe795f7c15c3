// The sandbox: every course, lever and number gives a new answer at once, in five hundred worlds under the same luck.
const MANY = 500;
let busy = false;
let due = null;
let sliding = false;
let waiting = null;
let resets = 0;

function sandboxChanges(tried = now.tried) {
  return { ...lesson().arms[side()], ...tried };
}

function tryChange(name, value, normal) {
  change({ tried: triedWith(name, value, normal) });
}

function triedWith(name, value, normal) {
  const tried = { ...now.tried };
  if (value === normal) delete tried[name];
  else tried[name] = value;
  return tried;
}

// A slider that moves is answered by where it is when the worlds before are played: beside the page, or once a frame.
function slide(name, value, normal) {
  if (!crew.length) {
    soon(() => tryChange(name, value, normal));
    return;
  }
  waiting = [name, value, normal];
  if (!sliding) slideOn();
}

async function slideOn() {
  sliding = true;
  while (waiting) {
    const next = waiting, begun = resets;
    waiting = null;
    try {
      await playBeside(sandboxChanges(triedWith(...next)));
    } catch {
      crew = [];
    }
    if (begun === resets) tryChange(...next);
  }
  sliding = false;
}

// A movement that is still being played when all is reset is dropped.
function resetSandbox() {
  resets += 1;
  waiting = null;
  change({ tried: {} }, t("sandbox.reset_said"));
}

function soon(act) {
  if (busy) {
    due = act;
    return;
  }
  busy = true;
  act();
  requestAnimationFrame(() => {
    const last = due;
    busy = false;
    due = null;
    if (last) soon(last);
  });
}

function courseSelect(capital) {
  const name = `${capital}.policy`, own = policyOf(capital);
  const menu = make("select", { id: `sandbox-${capital}` }, make("option", { value: "" }, policyText(capital, own)),
    ...GAME.courses[capital].filter((course) => course !== own).map((course) => make("option", { value: course }, t(`courses.${capital}.${course}`))));
  menu.addEventListener("change", () => tryChange(name, menu.value, ""));
  return make("div", { class: "control" }, make("label", { for: menu.id }, marker(capital), t(`capitals.${capital}`)), menu);
}

// The policy of a capital in the lesson, before anything is tried.
function policyOf(capital) {
  return lesson().arms[side()][`${capital}.policy`] ?? DATA.scenario.plans[capital].spells.at(-1).policy;
}

function sliderOf(each) {
  const id = `sandbox-${each.name}`, input = make("input", { type: "range", id, min: each.low, max: each.high, step: (each.high - each.low) / 50 });
  const output = make("output", { for: id });
  const show = () => { output.textContent = Number(Number(input.value).toPrecision(3)); };
  input.addEventListener("input", () => {
    const value = Number(Number(input.value).toPrecision(6));
    show();
    slide(each.name, value, each.value);
  });
  input.dataset.normal = each.value;
  return make("div", { class: "control" }, make("label", { for: id }, t(`sliders.${each.key}`)), output, input);
}

function kimSelect() {
  const menu = make("select", { id: "sandbox-kim" }, ...["drawn", ...GAME.kims].map((kim) => make("option", { value: kim }, t(`kims.${kim}`))));
  menu.addEventListener("change", () => tryChange("kim_type", menu.value, "drawn"));
  return make("div", { class: "control" }, make("label", { for: menu.id }, t("sandbox.kim")), menu);
}

// The same worlds counted for something else: nothing is played again that was played before.
function countSelect() {
  const menu = make("select", { id: "sandbox-count" }, ...COUNTED.map((name) => make("option", { value: name }, t(`counted.${name}`))));
  menu.addEventListener("change", () => change({ count: menu.value === lesson().outcome ? "" : menu.value }));
  return make("div", { class: "control" }, make("label", { for: menu.id }, t("sandbox.count")), menu);
}

function buildSandbox() {
  const box = byId("sandbox-controls");
  if (box.dataset.side === side()) return;
  box.dataset.side = side();
  const group = (name, parts, open) => make("details", { open }, make("summary", null, t(`sandbox.${name}`)), make("div", { class: "controls" }, ...parts));
  byId("sandbox-counted").replaceChildren(countSelect());
  box.replaceChildren(group("courses", [...CAPITALS.map(courseSelect), kimSelect()], true),
    ...DATA.sliders.map((story) => group(story.key, story.sliders.map(sliderOf), story.sliders.some((each) => each.name in now.tried))));
}

// What the controls show follows the state.
function setControls() {
  for (const capital of CAPITALS) byId(`sandbox-${capital}`).value = now.tried[`${capital}.policy`] ?? "";
  byId("sandbox-count").value = outcome();
  byId("sandbox-kim").value = now.tried.kim_type ?? "drawn";
  for (const each of DATA.sliders.flatMap((story) => story.sliders)) {
    const input = byId(`sandbox-${each.name}`), value = now.tried[each.name] ?? each.value;
    if (document.activeElement !== input) input.value = value;
    input.previousSibling.textContent = Number(Number(value).toPrecision(3));
  }
}

function showSandbox() {
  buildSandbox();
  setControls();
  const before = endsOf(lesson().arms[side()], MANY), after = endsOf(sandboxChanges(), MANY);
  const hits = (ends) => ends.filter((each) => each.hit).length;
  const moved = Object.keys(now.tried).length > 0;
  const said = { before: hits(before), after: hits(after), n: MANY, outcome: outcomeName() };
  byId("sandbox-result").replaceChildren(paragraph(t(moved ? "sandbox.result" : "sandbox.result_same", said), "big"));
  byId("sandbox-bars").replaceChildren(...DATA.finalStates.map((_, state) => stateBar(state, before, after)).filter(Boolean));
  const found = before.slice(0, N).map((each, world) => ({ yours: each, other: after[world], world, open: true }));
  drawPairs(byId("sandbox-pairs"), found, null);
  drawKey(byId("sandbox-key"));
  const rows = [[t("sandbox.before"), hits(before)], [t("sandbox.after"), hits(after)]];
  byId("sandbox-sure-body").replaceChildren(make("ul", { class: "bars" }, ...rows.map(([name, count]) => sureBar(name, count, MANY))),
    paragraph(t("sure.note"), "aside"), paragraph(t("sandbox.command"), "aside"), make("pre", { tabindex: "0" }, commandOf(sandboxChanges(), MANY)));
}

// An ending: how many worlds before, above, and how many after, below.
function stateBar(state, before, after) {
  const count = (ends) => ends.filter((each) => each.state === state).length, was = count(before), is = count(after);
  if (!was && !is) return null;
  return make("li", null, make("span", { class: "bar-name" }, symbol(`state-${state}`), stateName(state)),
    draw("svg", { class: "share-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      draw("rect", { x: 0, y: 0, width: 100, height: 10, class: "all" }), draw("rect", { x: 0, y: 0, width: (100 * was) / MANY, height: 4, class: "was" }),
      draw("rect", { x: 0, y: 4.6, width: (100 * is) / MANY, height: 5.4, class: "part" })),
    make("span", { class: "bar-said" }, was === is ? String(is) : t("sandbox.from_to", { was, is })));
}

function commandOf(changes, worlds) {
  return ["sim run", DATA.file, `-n ${worlds}`, `--seed ${DATA.seed}`, ...Object.entries(changes).map(([name, value]) => `--set ${name}=${value}`)].join(" ");
}
