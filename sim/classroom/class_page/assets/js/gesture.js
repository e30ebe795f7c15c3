// A beat with one gesture: to lay coins.
function clear(intro) {
  turn += 1;
  clearStage();
  byId("stage").classList.add("ends", "last");
  byId("stones").replaceChildren();
  byId("lamps").replaceChildren();
  say(intro);
  return turn;
}

const BINS = [5, 10, 15, 20, 25], COINS = 10;

// One of the worlds is played by hand. Then two rules are named and one is chosen; ten coins are laid on how often it brings
// what one wants, world after world lights up, and they are paid. The other rule follows with the same luck, and one's own moves.
function beginDots(beat) {
  const { moves, worlds, season } = beat.gesture, hand = { ...beat, season, seasons: beat.scenario.months / season, names: Object.keys(moves) };
  const play = { beat, hand, turn: turn += 1, path: [], hits: [], mine: Math.floor(Math.random() * worlds) };
  pace = 0.3;
  clearStage();
  byId("face").style.visibility = byId("meter").style.visibility = "";
  byId("lamps").replaceChildren();
  drawStones(hand, []);
  look(beat, "wait");
  drawMeter(3);
  say(own(beat, "intro"), own(beat, "aim"));
  offer([[own(beat, "begin"), () => answerHim(play, "")]]);
}

function answerHim(play, said) {
  const { beat, hand, path } = play;
  drawStones(hand, path);
  byId("date").textContent = dateOf(hand, path.length);
  say(said || own(beat, "first"), own(beat, "reply"));
  offer(hand.names.map((name, choice) => [t(`beat.choice.${name}`), () => reply(play, choice), name]));
}

async function reply(play, choice) {
  const { beat, hand, path } = play;
  path.push(choice);
  drawStones(hand, path);
  const { months: list, ending, happened } = await asked(beat, "byHand", { world: play.mine, path });
  await months(play, list);
  if (play.turn !== turn) return;
  const tested = list.filter(({ pyongyang_deed: deed }) => deed === 3 || deed === 4).length;
  const said = [own(beat, `tests${tested > 1 ? "" : tested}`, { n: tested }), list.some(({ pyongyang_word: word }) => word <= 1) ? own(beat, "he_talks") : ""].filter(Boolean).join(" ");
  if (path.length < hand.seasons && !ending) return answerHim(play, said);
  play.happened = happened;
  look(beat, happened ? "smile" : "hard");
  say(`${ending ? own(beat, "over") : said} ${own(beat, happened ? "own_yes" : "own_no")}`, own(beat, "luck"));
  offer([[t("course.next"), () => rules(play)]]);
}

// The two rules in plain words; one is chosen for all the worlds.
function rules(play) {
  const { beat } = play, { names, worlds } = beat.gesture, named = (name) => own(beat, `choice.${name}`);
  byId("date").textContent = "";
  byId("stage").className = "chairs ends last";
  fill("rules", ...names.map((name) => make("div", { class: "rule" }, icon(name), make("b", null, named(name)), make("span", null, own(beat, `rule_${name}`)))));
  say(own(beat, "which", { of: worlds }), own(beat, "one_of_them"));
  offer(names.map((name, arm) => [named(name), () => layCoins(play, arm), name]));
}

function layCoins(play, arm) {
  const { beat } = play, { worlds, names } = beat.gesture, laid = [...BINS.map(() => 0), 0], ask = own(beat, "ask", { of: worlds, rule: own(beat, `choice.${names[arm]}`) });
  const columns = laid.map((_, bin) => make("button", { type: "button", onclick: () => lay(bin) }, make("span", { class: "coins", "aria-hidden": "true" }), make("b", null, bin < BINS.length ? `${bin ? BINS[bin - 1] + 1 : 0}–${BINS[bin]}` : own(beat, "more"))));
  const left = () => COINS - laid.reduce((sum, each) => sum + each);
  fill("histogram", ...columns);
  told();

  // Until all ten are laid they are not played; whoever has no finger on the columns spreads the rest over them.
  function told() {
    say(ask, own(beat, left() ? "left" : "laid", { n: left() }));
    offer([left() ? [own(beat, "spread"), () => { while (left()) put(laid.indexOf(Math.min(...laid)), 1); told(); }] : [own(beat, "place"), () => lightAll(play, arm, laid)]]);
  }

  function put(bin, more) {
    laid[bin] = more ? laid[bin] + more : 0;
    columns[bin].firstChild.replaceChildren(...Array.from({ length: laid[bin] }, () => make("i")));
    columns[bin].setAttribute("aria-label", `${columns[bin].lastChild.textContent}: ${laid[bin]}`);
  }

  // A coin more, or, where none is left, those of the column back into the hand.
  function lay(bin) {
    put(bin, left() ? 1 : 0);
    told();
    if (left()) columns[bin].focus();
  }
}

const worldDot = (play, hit, at) => make("i", { class: `${hit ? "hit" : "miss"}${at === play.mine ? " me" : ""}` });

// World after world of a rule, or of one's own moves; coins are paid by the rule that was chosen, the others follow faster.
async function lightAll(play, arm, laid = null) {
  const { beat, hand, path } = play, { worlds, names, told } = beat.gesture, byHand = arm === names.length, rule = own(beat, byHand ? "hand" : `choice.${names[arm]}`);
  const hits = await asked(beat, "happened", byHand ? { path: padded({ beat: hand, path }) } : { arm }), n = hits.filter(Boolean).length;
  if (play.turn !== turn) return;
  const { children } = fill("crowd", ...hits.map(() => make("i")));
  byId("stage").className = "chairs";
  pace = laid ? 1 : 0.5;
  for (const [at, hit] of hits.entries()) {
    await wait(90);
    if (play.turn !== turn) return;
    children[at].replaceWith(worldDot(play, hit, at));
    look(beat, hit ? "smile" : "wait");
    if (hit) tone(660, 0.1);
  }
  play.hits[arm] = hits;
  look(beat, hits[play.mine] ? "smile" : "hard");
  const paid = laid && laid.at(BINS.findIndex((most) => n <= most)), found = own(beat, "found", { n, of: worlds, rule });
  if (laid) say(`${found} ${own(beat, `paid${paid > 1 && paid < COINS ? "" : paid}`, { n: paid })}`, own(beat, "key", { share: told[names[arm]] }));
  else if (byHand) say(found, own(beat, hits[play.mine] === n > worlds / 2 ? "as_most" : "by_luck"));
  else say(found, own(beat, hits[play.mine] ? "mine" : "not_mine"));
  const next = laid ? [own(beat, "other"), () => lightAll(play, 1 - arm)] : [own(beat, "own"), () => lightAll(play, names.length)];
  offer([byHand ? [t("course.next"), () => both(play)] : next]);
}

// One's own moves and both rules side by side.
function both(play) {
  const { beat, hits } = play, { names, worlds } = beat.gesture, counts = hits.map((each) => each.filter(Boolean).length), [answer, press, hand] = counts;
  fill("ways", ...[...names.map((name) => own(beat, `choice.${name}`)), own(beat, "hand")].map((name, arm) => make("div", { class: "way" }, make("b", null, name), make("div", { class: "crowd" }, ...hits[arm].map((hit, at) => worldDot(play, hit, at))), make("b", null, own(beat, "of", { n: counts[arm], of: worlds })))));
  say(own(beat, "moral", { answer, press, hand }), own(beat, "fails"));
  leave(beat, () => beginDots(beat));
}
