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

// A policy is chosen, and ten coins are laid on how often it brings what one wants; then world after world lights up and
// they are paid. The same again by each other policy.
function beginDots(beat) {
  const play = { beat, turn: clear(own(beat, "intro")), left: beat.gesture.names.map((_, arm) => arm), won: 0 };
  byId("stage").className = "chairs";
  look(beat, "wait");
  offer(beat.gesture.names.map((name, arm) => [own(beat, `choice.${name}`), () => layCoins(play, arm), name]));
}

function layCoins(play, arm) {
  const { beat } = play, { worlds, names } = beat.gesture, laid = [...BINS.map(() => 0), 0], ask = own(beat, "ask", { of: worlds });
  const columns = laid.map((_, bin) => make("button", { type: "button", onclick: () => lay(bin) }, make("span", { class: "coins", "aria-hidden": "true" }), make("b", null, bin < BINS.length ? `${bin ? BINS[bin - 1] + 1 : 0}–${BINS[bin]}` : own(beat, "more"))));
  play.left = play.left.filter((each) => each !== arm);
  fill("histogram", ...columns);
  say(ask, own(beat, `choice.${names[arm]}`));
  offer([[own(beat, "place"), () => playAll(play, arm, laid)]]);

  // A coin more, or, where none is left, those of the column back into the hand.
  function lay(bin) {
    laid[bin] = laid.reduce((sum, each) => sum + each) < COINS ? laid[bin] + 1 : 0;
    columns[bin].firstChild.replaceChildren(...Array.from({ length: laid[bin] }, () => make("i")));
    columns[bin].setAttribute("aria-label", `${columns[bin].lastChild.textContent}: ${laid[bin]}`);
    say(ask, own(beat, "left", { n: COINS - laid.reduce((sum, each) => sum + each) }));
  }
}

async function playAll(play, arm, laid) {
  const { beat } = play, { worlds, share } = beat.gesture, hits = await asked(beat, "happened", { arm }), { children } = fill("crowd", ...hits.map(() => make("i")));
  for (const [at, hit] of hits.entries()) {
    await wait(90);
    if (play.turn !== turn) return;
    children[at].className = hit ? "hit" : "miss";
    if (hit) tone(660, 0.1);
  }
  const count = hits.filter(Boolean).length, bin = BINS.findIndex((most) => count <= most), paid = laid.at(bin), found = own(beat, "found", { n: count, of: worlds });
  play.won += paid;
  say(`${found} ${own(beat, "paid", { n: paid })}`, arm ? "" : own(beat, "key", { share }));
  offer([play.left.length ? [own(beat, "other"), () => layCoins(play, play.left[0])] : [t("course.next"), () => {
    say(own(beat, "moral"), `${own(beat, "fails", beat.gesture)} ${own(beat, "won", { n: play.won })}`);
    leave(beat, () => beginDots(beat));
  }]]);
}
