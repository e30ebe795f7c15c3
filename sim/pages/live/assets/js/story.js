// One world month by month: the stage, the ladder, and what moved the tension.
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
