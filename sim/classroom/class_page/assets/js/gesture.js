// Two beats have one gesture each: to drag fifty dots, and to draw a line.
const beginGesture = (beat) => ({ dots: beginDots, line: beginLine })[beat.gesture.kind](beat);

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
  offer([[t(nextBeat(beat) ? "course.next_beat" : "course.end"), () => onward(beat)], [t("course.again"), () => beginGesture(beat)]], true);
}

// A pair of courses; where a loss begins is a line that the reader draws; then who is better off by the other pair.
function beginLine(beat) {
  const mine = clear(beat, own(beat, "intro")), { names } = beat.gesture, four = byId("four");
  four.hidden = false;
  four.className = "crowd";
  four.replaceChildren(...["washington", "beijing"].map((giant) => draw("svg", { class: "giant", viewBox: "0 0 200 200", "aria-hidden": "true" }, ...[...SHAPES[giant], ...LOOKS_OF.wait].map(([shape, place]) => draw(shape, place)))));
  offer(names.map((name, arm) => [own(beat, `choice.${name}`), () => lines(arm)]));

  async function lines(arm) {
    const lost = await asked(beat, "lost", { arm });
    if (mine === turn) part(arm, lost, 2);
  }

  function part(arm, lost, missed) {
    const giants = ["washington", "beijing"], lose = lost.map((each) => giants.map((giant) => each[giant] >= missed));
    const both = lose.filter(([one, other]) => one && other).length;
    corners(["none", "washington", "beijing", "both"], lose.map(([one, other]) => Number(one) + 2 * Number(other)), "corner_");
    say(own(beat, "line", { n: missed }));
    offer([[own(beat, "compare"), () => compare(arm, both)], ...[1, 2, 3].filter((each) => each !== missed).map((each) => [String(each), () => part(arm, lost, each)])]);
  }

  async function compare(arm, both) {
    const gains = await asked(beat, "gains", { arm });
    if (mine !== turn) return;
    corners(["better", "only_washington", "only_beijing", "worse"], gains.map(([one, other]) => (one ? (other ? 0 : 1) : other ? 2 : 3)), "");
    say(own(beat, "compared"));
    offer([[t("course.next"), () => finish(beat, { n: both, of: beat.gesture.worlds })]]);
  }

  function corners(keys, places, head) {
    four.className = "crowd many";
    four.replaceChildren(...keys.map((key, corner) => {
      const count = places.filter((each) => each === corner).length;
      return make("div", { class: "corner" }, make("b", null, `${own(beat, head + key)}: ${count}`), ...Array.from({ length: count }, () => make("i", { class: `tone-${[3, 2, 1, 0][corner]}` })));
    }));
  }
}
