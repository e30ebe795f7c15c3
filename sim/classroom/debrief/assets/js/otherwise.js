// Any month played otherwise: the same luck, another word or deed, and both futures side by side.
function changedMoves() {
  return Object.fromEntries(KINDS.filter((kind) => now[kind]).map((kind) => [`${now.capital}.${kind}`, now[kind]]));
}

function showOtherwise() {
  const month = now.month - 1, changed = changedMoves();
  byId("other-lead").textContent = t("debrief.other.lead", { month: monthAfter(month) });
  byId("capital").value = now.capital;
  byId("after-that").value = now.after;
  for (const kind of KINDS) fillMoves(kind, month);
  const was = pastAsItWas(), would = Object.keys(changed).length ? pastOtherwise(month, changed, now.after) : was;
  const common = { start: TOLD.start, months: was.months, parting: month, parted: monthAfter(month, { month: "short" }) }, war = (past) => WAR_RUNGS[DATA.finalStates[finalState(past)]];
  showLadder(GAME, byId("future-was"), pathOf(was), { ...common, war: war(was) });
  showLadder(GAME, byId("future-would"), pathOf(would), { ...common, war: war(would), before: pathOf(was) });
  showEnd("was", was, null);
  showEnd("would", would, was);
  const same = finalState(was) === finalState(would);
  byId("verdict").textContent = t(`debrief.other.${would === was ? "none" : same ? "same" : "differs"}`);
}

function fillMoves(kind, month) {
  const menu = `${now.capital}.${kind}`, made = DATA.made[month][menu];
  byId(kind).replaceChildren(make("option", { value: "" }, t("debrief.other.as_was", { move: moveText(menu, made) })),
    ...GAME.moves[menu].filter((move) => move !== made).map((move) => make("option", { value: move }, begun(moveText(menu, move)))));
  byId(kind).value = now[kind] === made ? "" : now[kind];
}

function showEnd(name, past, than) {
  const state = finalState(past);
  byId(`end-${name}`).replaceChildren(symbol(`state-${state}`), t("debrief.other.end", { state: begun(t(`states.${DATA.finalStates[state]}`)), month: monthAfter(past.lived - 1) }));
  byId(`loses-${name}`).replaceChildren(...CAPITALS.map((capital) => {
    const lost = loses(past, capital), changes = than && loses(than, capital) !== lost;
    return make("li", { class: changes ? "changes" : null }, marker(capital), t(lost ? "debrief.other.loses" : "debrief.other.spared", { capital: capitalName(capital) }));
  }));
}
