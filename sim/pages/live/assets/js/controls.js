// The controls: four courses, their levers, who Kim is, elections, and what nobody knows as three stories.
const STEPS = 50, FOR_STUDENTS = ["washington.pressure", "washington.dialogue", "beijing.enforcement"];
const idOf = (name) => `set-${name.replace(/\W/g, "-")}`;

function buildControls() {
  const box = byId("controls");
  if (box.dataset.scenario === now.scenario) return;
  box.dataset.scenario = now.scenario;
  const group = (title, parts) => make("details", null, make("summary", null, title), ...parts);
  const votes = scenario().votes.filter(([, month], place, all) => month < scenario().months && all.findIndex(([who]) => who === all[place][0]) === place);
  box.replaceChildren(...CAPITALS.map(policySelect), kimSelect(),
    ...DATA.stories.map((story) => group(t(`change.${story.key}`), story.names.map((name) => sliderFor(name, t(`parameters.${name.replace(".", "_")}`))))),
    ...CAPITALS.filter((capital) => leversOf(capital).length).map((capital) => group(t("change.levers", { capital: t(`capitals.${capital}`) }), leversOf(capital).map((name) => sliderFor(name, begun(t(`levers.${name}`)))))),
    ...(votes.length ? [group(t("change.votes"), votes.map(voteBox))] : []));
}

const leversOf = (capital) => Object.keys(DATA.sliders).filter((name) => name.startsWith(`${capital}.`));

function policySelect(capital) {
  const name = `${capital}.policy`, stretches = [...new Set(scenario().plans[capital].stretches.map((stretch) => policyName(capital, stretch.policy)))];
  const menu = make("select", { id: idOf(name) }, make("option", { value: "" }, t("change.own", { policy: stretches.join(" → ") })),
    ...Object.keys(GAME.policies[capital]).map((policy) => make("option", { value: policy }, begun(policyName(capital, policy)))));
  menu.addEventListener("change", () => setChange(name, menu.value, ""));
  return make("div", { class: "field" }, make("label", { for: menu.id }, marker(capital), t(`capitals.${capital}`)), menu);
}

function kimSelect() {
  const menu = make("select", { id: idOf("kim_type") }, ...["drawn", ...GAME.kims].map((kim) => make("option", { value: kim }, begun(t(`kims.${kim}`)))));
  menu.addEventListener("change", () => setChange("kim_type", menu.value, scenario().kim_type));
  return make("div", { class: "field" }, make("label", { for: menu.id }, t("change.kim")), menu);
}

function voteBox([capital]) {
  const months = scenario().votes.filter(([who, month]) => who === capital && month < scenario().months).map(([, month]) => monthNamed(month, { month: "short" }));
  const box = make("input", { type: "checkbox", id: idOf(`elections.${capital}`) });
  box.addEventListener("change", () => setChange(`elections.${capital}`, box.checked, true));
  return make("label", { class: "check" }, box, ` ${t("change.vote", { capital: t(`capitals.${capital}`), months: months.join(t("world.list")) })}`);
}

// What a scenario has for a lever, at its start, or for a number.
function ownValue(name) {
  const [capital] = name.split("."), plan = scenario().plans[capital];
  if (!plan) return scenario().values[name] ?? GAME.defaults[name];
  return plan.levers[name] ?? plan.stretches[0].levers[name] ?? GAME.levers.find(([each]) => each === name)[1];
}

function sliderFor(name, label) {
  const { low, high } = DATA.sliders[name], id = idOf(name);
  const input = make("input", { type: "range", id, min: low, max: high, step: (high - low) / STEPS, "data-name": name });
  input.addEventListener("input", () => {
    const value = Number(Number(input.value).toPrecision(4));
    soon(() => setChange(name, value, ownValue(name)));
  });
  return make("div", { class: FOR_STUDENTS.includes(name) ? "slider for-student" : "slider" }, make("label", { for: id }, label), make("output", { for: id }), input);
}

// What the controls show follows the state.
function setControls() {
  const changes = now[now.side];
  byId("scenario").value = now.scenario;
  byId("outcome").value = now.outcome;
  byId("compare").checked = now.compare;
  byId("which").hidden = !now.compare;
  byId("worlds").value = now.worlds;
  if (document.activeElement !== byId("seed")) byId("seed").value = now.seed;
  for (const side of SIDES) {
    byId(`side-${side}`).checked = now.side === side;
    byId(`side-${side}-said`).textContent = `${side.toUpperCase()}: ${settingSaid(now[side])}`;
  }
  for (const capital of CAPITALS) byId(idOf(`${capital}.policy`)).value = changes[`${capital}.policy`] ?? "";
  byId(idOf("kim_type")).value = changes.kim_type ?? scenario().kim_type;
  for (const box of byId("controls").querySelectorAll("input[type=checkbox]")) box.checked = changes[`elections.${box.id.split("-").pop()}`] !== false;
  for (const input of byId("controls").querySelectorAll("input[type=range]")) setSlider(input, changes);
}

function setSlider(input, changes) {
  const { name } = input.dataset, own = ownValue(name), value = changes[name] ?? own;
  if (document.activeElement !== input) input.value = value;
  input.previousSibling.textContent = value === own ? shortly(value) : t("change.moved", { value: shortly(value), was: shortly(own) });
  input.parentElement.classList.toggle("moved", value !== own);
}

// A setting in a few words: what differs from the scenario.
function settingSaid(changes) {
  const parts = Object.entries(changes).map(([name, value]) => {
    const [head, rest] = name.split(".");
    if (rest === "policy") return policyName(head, value);
    if (name === "kim_type") return t(`kims.${value}`);
    if (head === "elections") return `${name} = false`;
    return `${leversOf(head).includes(name) ? t(`levers.${name}`) : t(`parameters.${name.replace(".", "_")}`)} ${shortly(value)}`;
  });
  return parts.join(t("world.list")) || t("ask.as_it_is");
}
