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

// A policy is chosen, and ten coins are laid on how often it brings what one wants; then world after world lights up, one of
// them one's own, and they are paid. The same again by the other policy, with the same luck; then both stand side by side.
function beginDots(beat) {
  const { names, worlds } = beat.gesture;
  const play = { beat, turn: clear(own(beat, "intro")), left: names.map((_, arm) => arm), hits: [], won: 0, mine: Math.floor(Math.random() * worlds) };
  byId("stage").className = "chairs";
  look(beat, "wait");
  offer(names.map((name, arm) => [own(beat, `choice.${name}`), () => layCoins(play, arm), name]));
}

function layCoins(play, arm) {
  const { beat } = play, { worlds, names } = beat.gesture, laid = [...BINS.map(() => 0), 0], ask = own(beat, `ask_${names[arm]}`, { of: worlds });
  const columns = laid.map((_, bin) => make("button", { type: "button", onclick: () => lay(bin) }, make("span", { class: "coins", "aria-hidden": "true" }), make("b", null, bin < BINS.length ? `${bin ? BINS[bin - 1] + 1 : 0}–${BINS[bin]}` : own(beat, "more"))));
  const left = () => COINS - laid.reduce((sum, each) => sum + each);
  play.left = play.left.filter((each) => each !== arm);
  fill("histogram", ...columns);
  told();

  // Until all ten are laid they are not played; whoever has no finger on the columns spreads the rest over them.
  function told() {
    say(ask, own(beat, left() ? "left" : "laid", { n: left() }));
    offer([left() ? [own(beat, "spread"), () => { while (left()) put(laid.indexOf(Math.min(...laid)), 1); told(); }] : [own(beat, "place"), () => playAll(play, arm, laid)]]);
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

async function playAll(play, arm, laid) {
  const { beat } = play, { worlds, names, told } = beat.gesture, hits = await asked(beat, "happened", { arm }), { children } = fill("crowd", ...hits.map(() => make("i")));
  byId("stage").classList.remove("last");
  for (const [at, hit] of hits.entries()) {
    await wait(90);
    if (play.turn !== turn) return;
    children[at].replaceWith(worldDot(play, hit, at));
    look(beat, hit ? "smile" : "wait");
    if (hit) tone(660, 0.1);
  }
  const count = hits.filter(Boolean).length, bin = BINS.findIndex((most) => count <= most), paid = laid.at(bin);
  play.won += paid;
  play.hits[arm] = hits;
  look(beat, hits[play.mine] ? "smile" : "hard");
  say(`${own(beat, "found", { n: count, of: worlds })} ${own(beat, "paid", { n: paid })}`, `${own(beat, hits[play.mine] ? "mine" : "not_mine")} ${own(beat, "key", { share: told[names[arm]] })}`);
  offer([play.left.length ? [own(beat, "other"), () => layCoins(play, play.left[0])] : [t("course.next"), () => both(play)]]);
}

// All ways side by side.
function both(play) {
  const { beat, hits, won } = play, { names, worlds, told } = beat.gesture, counts = hits.map((each) => each.filter(Boolean).length);
  fill("ways", ...names.map((name, arm) => make("div", { class: "way" }, make("b", null, own(beat, `choice.${name}`)), make("div", { class: "crowd" }, ...hits[arm].map((hit, at) => worldDot(play, hit, at))), make("b", null, own(beat, "of", { n: counts[arm], of: worlds })))));
  const [one, two] = hits.map((each) => each[play.mine]);
  say(own(beat, "moral"), [own(beat, one === two ? "same" : "turned"), own(beat, "fails"), own(beat, "won", { n: won })].join(" "));
  leave(beat, () => beginDots(beat));
}
