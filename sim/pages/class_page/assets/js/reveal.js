// All worlds of the chosen setting at once, month by month, and what they come to.
function setFrame(frame) {
  change({ frame }, frame >= DATA.months ? worldsResult().join(" ") : "");
}

// Whether the outcome is known to have happened before the last month: a crisis from its first month on, a war at its
// end. Lose-lose is counted when all is over.
function hitBy(told, frame, early, hit) {
  if (DATA.outcome === "crisis") {
    const brink = told.events.some(([number, kind]) => number <= frame && kind.endsWith("_backs_down"));
    return brink || tensions(told.tension).slice(1, frame + 1).some((tension) => tension >= CRISIS_RUNG);
  }
  return DATA.outcome === "war" && early && hit;
}

// A world after `frame` months: still running on a rung, or ended.
function tileAt(setting, world, frame) {
  const path = tensions(setting.stories[world].tension);
  const length = path.length - 1;
  const { state, hit } = ending(setting.end, world);
  const last = path[Math.min(frame, length)];
  const early = length < DATA.months && frame >= length;
  const known = frame >= DATA.months || hitBy(setting.stories[world], frame, early, hit);
  if (frame < DATA.months && !early) {
    const rung = rungOf(last);
    const label = text(known ? "worlds.tile_running_hit" : "worlds.tile_running", { world: world + 1, rung, outcome: OUTCOME });
    return { number: world, state: null, running: true, rung, hit: known, kind: `rung-${rung} ${known ? "hit" : ""}`, label };
  }
  const rung = warRung(state) || rungOf(last);
  const outcome = `${OUTCOME} ${text(hit ? "worlds.tile_hit" : "worlds.tile_miss")}`;
  return { number: world, state, hit: known && hit, rung, kind: `rung-${rung} ${known && hit ? "hit" : ""} ${known && !hit ? "miss" : ""}`,
    label: text("worlds.tile", { world: world + 1, state: stateName(state), outcome: known ? outcome : text("worlds.over") }) };
}

function sorted(tiles) {
  return tiles.slice().sort((a, b) => Number(b.hit) - Number(a.hit) || a.state - b.state || a.number - b.number);
}

function worldsResult() {
  const count = endings(DATA.settings[side()].end).filter((each) => each.hit).length;
  return [text("worlds.result", { count, n: N, outcome: OUTCOME }), betVerdict(count),
    text("worlds.interval", { n: N, interval: DATA.intervals[count] }),
    text("worlds.large", { large: DATA.large.n, rate: DATA.large.outcome[side()] })];
}

function showWorlds() {
  const setting = DATA.settings[side()];
  const over = now.frame >= DATA.months;
  const tiles = Array.from({ length: N }, (_, world) => tileAt(setting, world, now.frame));
  byId("title-worlds").textContent = text("title.worlds", { n: N });
  byId("worlds-lead").textContent = text("worlds.lead", { choice: shortChoice(side()) });
  drawTiles(byId("worlds-tiles"), over && now.sort ? sorted(tiles) : tiles, openWorld);
  byId("worlds-sort").checked = now.sort;
  byId("worlds-sort").disabled = !over;
  drawKey(byId("worlds-key"), endings(setting.end).map((each) => each.state), true);
  byId("worlds-endings").parentElement.hidden = !over;
  byId("worlds-endings").replaceChildren(endingsTable(endings(setting.end)));
  if (over) {
    const [result, ...rest] = worldsResult();
    byId("worlds-result").replaceChildren(paragraph(result, "big"), ...rest.map((said) => paragraph(said)));
  } else {
    byId("worlds-result").replaceChildren(paragraph(runningSaid(tiles), "big"), paragraph(betLine()));
  }
}

function betLine() {
  return now.bet === null ? text("bet.none") : text("bet.placed", { bet: now.bet, n: N });
}

function runningSaid(tiles) {
  if (!now.frame) return text("worlds.ready", { n: N });
  const left = tiles.filter((tile) => tile.running);
  const said = { month: monthName(now.frame - 1), running: left.length, n: N, outcome: OUTCOME };
  if (DATA.outcome !== "lose_lose") return text("worlds.month_so_far", { ...said, hits: tiles.filter((tile) => tile.hit).length });
  return text("worlds.month", { ...said, hot: left.filter((tile) => tile.rung >= CRISIS_RUNG).length });
}

function openWorld(world) {
  change({ screen: "play", tiles: "worlds", view: "", world, month: now.frame });
}
