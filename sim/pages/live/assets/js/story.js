// One world month by month: the stage, the ladder, and what moved the tension.
function toldSide() {
  return now.compare ? now.told : "a";
}

function showStory() {
  const past = storyOf(now[toldSide()], now.world), month = Math.min(now.month, past.lived), page = showing();
  byId("story-title").textContent = text("story.title", { world: now.world });
  byId("story-sides").hidden = !now.compare;
  byId("story-side").value = toldSide();
  byId("world").value = now.world;
  byId("world").max = now.worlds - 1;
  byId("month").max = past.lived;
  byId("month").value = month;
  const name = month ? text("world.month", { month: monthName(page, month - 1), number: month, months: past.months }) : text("world.start", { month: monthName(page, 0) });
  const end = month === past.lived ? ` ${text("world.over", { state: stateName(finalState(past)) })} ${text("world.kim", { kim: text(`kims.${GAME.kims[past.last("kim.type")]}`) })}` : "";
  byId("month").setAttribute("aria-valuetext", name);
  byId("now").textContent = `${name}. ${tensionSaid(page, pathOf(past)[month])}.${end}`;
  showStage(page, byId("stage"), past, month);
  showLadder(page, byId("ladder"), past, month, { list: byId("parts") });
}

function stepMonth(by) {
  const past = storyOf(now[toldSide()], now.world);
  change({ month: Math.min(past.lived, Math.max(0, Math.min(now.month, past.lived) + by)) });
}
