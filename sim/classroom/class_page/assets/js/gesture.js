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

// Ten coins are laid on a histogram of how often it happens; then the model's own worlds light up and pay.
function beginDots(beat) {
  const mine = clear(own(beat, "intro")), { worlds } = beat.gesture, four = byId("four"), laid = [...BINS.map(() => 0), 0];
  const columns = laid.map((_, bin) => make("button", { type: "button", onclick: () => lay(bin) }, make("span", { class: "coins", "aria-hidden": "true" }), make("b", null, bin < BINS.length ? `${bin ? BINS[bin - 1] + 1 : 0}–${BINS[bin]}` : own(beat, "more"))));
  four.hidden = false;
  four.className = "histogram";
  four.replaceChildren(...columns);
  offer([[own(beat, "place"), place]]);

  // A coin more, or, where none is left, those of the column back into the hand.
  function lay(bin) {
    laid[bin] = laid.reduce((sum, each) => sum + each) < COINS ? laid[bin] + 1 : 0;
    columns[bin].firstChild.replaceChildren(...Array.from({ length: laid[bin] }, () => make("i")));
    columns[bin].setAttribute("aria-label", `${columns[bin].lastChild.textContent}: ${laid[bin]}`);
    say(own(beat, "intro"), own(beat, "left", { n: COINS - laid.reduce((sum, each) => sum + each) }));
  }

  const dots = Array.from({ length: worlds }, () => make("i")), light = (hits) => dots.forEach((dot, at) => { dot.className = hits[at] ? "hit" : ""; });
  async function place() {
    const { share, arms } = beat.gesture, hits = await asked(beat, "happened", { arm: 0 });
    if (mine !== turn) return;
    four.className = "crowd";
    four.replaceChildren(...dots);
    light(hits);
    const count = hits.filter(Boolean).length, bin = BINS.findIndex((most) => count <= most), paid = laid.at(bin);
    tone(paid ? 660 : 200, 0.5);
    say(`${own(beat, "found", { n: count, of: worlds })} ${own(beat, "paid", { n: paid })}`, own(beat, "key", { share }));
    if (arms.length < 2) return;
    offer([[own(beat, "other"), async () => {
      const others = await asked(beat, "happened", { arm: 1 });
      if (mine !== turn) return;
      light(others);
      say(own(beat, "found_other", { n: others.filter(Boolean).length, of: worlds }));
      offer([[t("course.next"), () => finish(beat, beat.gesture)]]);
    }]]);
  }
}

function finish(beat, values) {
  say(own(beat, "moral"), own(beat, "fails", values));
  leave(beat, () => beginDots(beat));
}
