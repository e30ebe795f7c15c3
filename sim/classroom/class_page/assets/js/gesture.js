// A beat with one gesture: to drag fifty dots.
function clear(beat, intro) {
  turn += 1;
  clearStage();
  byId("stage").classList.add("ends", "last");
  byId("stones").replaceChildren();
  byId("lamps").replaceChildren();
  say(intro);
  return turn;
}

// Fifty dots, dragged or moved by the arrows, stand for a guess; then the model's own worlds light up.
function beginDots(beat) {
  const mine = clear(beat, own(beat, "intro")), { worlds } = beat.gesture, four = byId("four");
  const dots = Array.from({ length: worlds }, (_, place) => make("i", { "data-place": place + 1 }));
  const input = make("input", { id: "hand", type: "range", min: 0, max: worlds, value: Math.round(worlds / 2) });
  const fill = () => dots.forEach((dot, place) => dot.classList.toggle("said", place < input.value));
  four.hidden = false;
  four.className = "crowd";
  four.replaceChildren(...dots);
  four.onpointermove = four.onpointerdown = (event) => {
    const { place } = document.elementFromPoint(event.clientX, event.clientY)?.dataset ?? {};
    if (!event.buttons || !place || input.disabled) return;
    input.value = Number(place) === 1 && input.value === "1" ? 0 : place;
    fill();
  };
  input.addEventListener("input", fill);
  fill();
  byId("do").replaceChildren(make("div", { class: "hand" }, make("label", { class: "hidden", for: "hand" }, own(beat, "guess")), input), make("button", { type: "button", onclick: () => taken(place) }, own(beat, "place")));
  mark(0);
  input.focus({ preventScroll: true });

  const light = (hits) => dots.forEach((dot, at) => { dot.className = hits[at] ? "hit" : ""; });
  async function place() {
    const guess = Number(input.value), { low, high, share, arms } = beat.gesture;
    input.disabled = true;
    const hits = await asked(beat, "happened", { arm: 0 });
    if (mine !== turn) return;
    light(hits);
    const count = hits.filter(Boolean).length, verdict = guess < low ? "few" : guess > high ? "many" : "right";
    tone(verdict === "right" ? 660 : 200, 0.5);
    say(`${own(beat, "found", { n: count, of: worlds })} ${own(beat, verdict)}`, own(beat, "key", { share, of: worlds, low, high }));
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
  offer([[t(nextBeat(beat) ? "course.next_beat" : "course.end"), () => onward(beat)], [t("course.again"), () => beginDots(beat)]], true);
}
