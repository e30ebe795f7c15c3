// Any line-up of policies, recorded for every combination.
function lineupPlace() {
  return CAPITALS.reduce((place, capital, at) => place * DATA.sandbox.menus[capital].length + Number(now.lineup[at]), 0);
}

function setShown(shown) {
  change({ shown }, shown >= N ? sandboxResult() : "");
}

function sandboxResult() {
  const count = endings(DATA.sandbox.ends[lineupPlace()]).filter((each) => each.hit).length;
  return text("sandbox.result", { count, n: N, outcome: OUTCOME, interval: DATA.intervals[count] });
}

function chooseCourse(at, course) {
  change({ lineup: now.lineup.slice(0, at) + course + now.lineup.slice(at + 1), shown: N });
  announce(sandboxResult());
}

// What a capital does in the lesson's first setting: its lines one after another, and the vote if one falls within.
function ownLine(capital) {
  const { plans, votes } = DATA.settings.a;
  const lines = plans[capital].map(([, policy]) => policy).filter((policy, place, all) => policy !== all[place - 1])
    .map((policy) => (capital === DATA.seat ? lineName(policy) : policyText(capital, policy))).join(" → ");
  const voted = votes.some(([who, month]) => who === capital && DATA.monthNames.includes(month));
  return text(voted ? "sandbox.own_vote" : "sandbox.own", { lines });
}

function drawLineup() {
  const box = byId("sandbox-lineup");
  if (!box.children.length) {
    box.replaceChildren(...CAPITALS.map((capital, at) => {
      const menu = make("select", { id: `lineup-${capital}` }, ...DATA.sandbox.menus[capital].map((course, place) =>
        make("option", { value: place }, course ? TEXTS.courses[capital][course] : ownLine(capital))));
      menu.addEventListener("change", () => chooseCourse(at, menu.value));
      return make("div", null, make("label", { for: menu.id }, marker(capital), TEXTS.capitals[capital]), menu);
    }));
  }
  CAPITALS.forEach((capital, at) => { byId(`lineup-${capital}`).value = now.lineup[at]; });
}

function showSandbox() {
  drawLineup();
  const found = endings(DATA.sandbox.ends[lineupPlace()]);
  byId("sandbox-lead").textContent = text("sandbox.lead", { n: N, choice: shortChoice("a") });
  byId("sandbox-same").textContent = text("sandbox.same", { choice: shortChoice("a") });
  const said = now.shown >= N ? sandboxResult() : text("sandbox.reveal", { done: now.shown, n: N });
  byId("sandbox-result").replaceChildren(paragraph(said, "big"));
  drawTiles(byId("sandbox-tiles"), found.map((each, world) => sandboxTile(each, world)), null);
  drawKey(byId("sandbox-key"), found.map((each) => each.state));
  byId("sandbox-endings").hidden = now.shown < N;
  byId("sandbox-endings").replaceChildren(endingsTable(found));
}

function sandboxTile({ state, hit }, world) {
  const outcome = `${OUTCOME} ${text(hit ? "worlds.tile_hit" : "worlds.tile_miss")}`;
  if (world >= now.shown) return { number: world, state: null, kind: "hidden-world", label: text("sandbox.reveal", { done: now.shown, n: N }) };
  return { number: world, state, kind: `bare ${hit ? "hit" : "miss"}`,
    label: text("worlds.tile", { world: world + 1, state: stateName(state), outcome }) };
}
