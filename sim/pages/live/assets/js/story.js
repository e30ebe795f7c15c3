// One world of many. Its story, month by month: the stage, the ladder, and what moved the tension.
function toldSide() {
  return now.compare ? now.told : "a";
}

function showStory() {
  const past = storyOf(now[toldSide()], now.world), month = Math.min(now.month, past.lived);
  byId("story-title").textContent = t("story.title", { world: now.world });
  byId("story-sides").hidden = !now.compare;
  byId("story-side").value = toldSide();
  byId("world").value = now.world;
  byId("world").max = now.worlds - 1;
  byId("month").max = past.lived;
  byId("month").value = month;
  const name = month ? t("world.month", { month: monthNamed(month - 1), number: month, months: past.months }) : t("world.start", { month: monthNamed(0) });
  const end = month === past.lived ? ` ${t("world.over", { state: stateName(finalState(past)) })} ${t("world.kim", { kim: t(`kims.${GAME.kims[past.last("kim.type")]}`) })}` : "";
  byId("month").setAttribute("aria-valuetext", name);
  byId("now").textContent = `${name}. ${tensionSaid(pathOf(past)[month])}.${end}`;
  drawStage(byId("stage"), sceneOf(GAME, past, month, month ? eventsIn(GAME, past, month) : []));
  const parts = month ? partsOf(GAME, past, month - 1) : null, war = month === past.lived ? WAR_RUNGS[STATES[finalState(past)]] : undefined;
  showLadder(GAME, byId("ladder"), pathOf(past).slice(0, month + 1), { start: scenario().start, months: past.months, war, parts });
  showParts(GAME, byId("parts"), parts);
}

function stepMonth(by) {
  const past = storyOf(now[toldSide()], now.world);
  change({ month: Math.min(past.lived, Math.max(0, Math.min(now.month, past.lived) + by)) });
}

// Every world as a tile, in pairs where two settings are compared; the one that is chosen is told below.
const MOST_TILES = 240;

function showTiles(sides, n) {
  const shown = Math.min(n, MOST_TILES), list = byId("tiles"), outcome = begun(outcomeName(now.outcome));
  const more = shown < n ? ` ${t("worlds.first", { shown: numeral(shown), n: numeral(n) })}` : "";
  byId("worlds-note").textContent = t(now.compare ? "worlds.pairs" : "worlds.note", { outcome }) + more;
  if (list.children.length !== shown || list.dataset.sides !== String(sides.length)) {
    list.replaceChildren(...Array.from({ length: shown }, (_, world) => make("li", null, make("button", { type: "button", class: "pair", tabindex: world ? "-1" : "0", onclick: () => tell(world) }, ...sides.map(() => symbol("none", "half"))))));
    list.dataset.sides = String(sides.length);
  }
  for (let world = 0; world < shown; world += 1) fillTile(list.children[world].firstChild, world, sides);
  const states = [...new Set(sides.flatMap((each) => each.states.slice(0, shown)))].sort((one, other) => one - other);
  byId("key").replaceChildren(...states.map((state) => make("li", null, symbol(`state-${state}`), stateName(state))));
}

function fillTile(button, world, sides) {
  const ends = sides.map((each) => each.states[world]), hits = sides.map((each) => each.flags[now.outcome][world]);
  button.className = `pair ${hits.length > 1 && hits[0] !== hits[1] ? "flipped" : ""}`;
  button.setAttribute("aria-pressed", String(world === now.world));
  button.setAttribute("aria-label", ends.length > 1 ? t("worlds.pair", { world, a: stateName(ends[0]), b: stateName(ends[1]) }) : t("worlds.tile", { world, end: stateName(ends[0]) }));
  ends.forEach((state, half) => {
    button.children[half].setAttribute("class", `half ${hits[half] ? "hit" : ""}`);
    button.children[half].firstChild.setAttribute("href", `#state-${state}`);
  });
}

function tell(world) {
  change({ world, month: 0 });
  byId("story-title").focus();
  byId("story").scrollIntoView({ block: "start" });
}
