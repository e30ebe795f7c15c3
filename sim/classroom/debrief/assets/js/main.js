// What is shown, and what buttons, menus and keys do.
function change(changes) {
  now = { ...now, ...changes };
  writeAddress(addressOf(now));
  show();
}

function show() {
  drawTimeline();
  showMonth();
  showOtherwise();
  document.body.dataset.shown = "1";
}

function showHead() {
  const { end, model } = TOLD, state = (name) => t(`states.${name}`);
  byId("kicker").textContent = `${titleText(DATA.scenario)}. ${t("debrief.version", { world: TOLD.record.world, seed: DATA.seed, version: DATA.version })}`;
  byId("headline").replaceChildren(symbol(`state-${DATA.finalStates.indexOf(end.name)}`), t("debrief.headline", { state: state(end.name), month: monthAfter(LIVED - 1) }));
  byId("among").textContent = t("debrief.among", { n: numeral(model.worlds), share: shareSaid(model.ends[end.name]), alone: state(model.alone) });
  byId("programs").replaceChildren(...TOLD.record.programs.map(({ capital, name, faults }) => make("li", {}, t("debrief.program", { capital: capitalName(capital), name, faults: numeral(Object.keys(faults).length), months: numeral(LIVED) }))));
}

const month = (by) => change({ month: Math.min(LIVED, Math.max(1, now.month + by)), word: "", deed: "" });

async function begin() {
  speak(DATA.texts);
  kernel = await openKernel(bytesOf(byId("kernel").textContent), GAME);
  now = stateOf(location.hash);
  for (const id of ["seat", "capital"]) byId(id).replaceChildren(...CAPITALS.map((capital) => make("option", { value: capital }, capitalName(capital))));
  byId("month").addEventListener("input", (event) => change({ month: Number(event.target.value), word: "", deed: "" }));
  byId("before").addEventListener("click", () => month(-1));
  byId("after").addEventListener("click", () => month(1));
  byId("seat").addEventListener("change", (event) => change({ seat: event.target.value }));
  byId("capital").addEventListener("change", (event) => change({ capital: event.target.value, word: "", deed: "" }));
  for (const kind of KINDS) byId(kind).addEventListener("change", (event) => change({ [kind]: event.target.value }));
  byId("after-that").addEventListener("change", (event) => change({ after: event.target.value }));
  byId("ribbon").addEventListener("click", (event) => {
    const box = byId("ribbon"), left = 2 * parseFloat(getComputedStyle(box).fontSize);
    change({ month: Math.min(LIVED, Math.max(1, Math.ceil(((event.offsetX - left) / (box.clientWidth - left - 4)) * TOLD.months))), word: "", deed: "" });
  });
  followAddress("month-part", (address) => { now = stateOf(address); }, show);
  showHead();
  showForecasts();
  showTeam();
  show();
  document.body.dataset.ready = "1";
}

begin();
