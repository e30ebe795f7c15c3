// The same worlds under the other setting, one after another: which of them flip?
function setDone(done) {
  change({ done }, done >= N ? leverResult().join(" ") : "");
}

function pairs() {
  const before = endings(DATA.settings[side()].end);
  const after = endings(DATA.settings[otherSide()].end);
  return before.map((each, world) => ({ before: each, after: after[world] }));
}

function flipOf({ before, after }) {
  if (before.hit === after.hit) return before.hit ? "stay_hit" : "stay_miss";
  return before.hit ? "flip_out" : "flip_in";
}

function leverTile(pair, world) {
  const replayed = world < now.done;
  const shown = replayed ? pair.after : pair.before;
  const flip = replayed ? flipOf(pair) : "";
  const setting = DATA.settings[replayed ? otherSide() : side()];
  const path = tensions(setting.stories[world].tension);
  const rung = warRung(shown.state) || rungOf(path[path.length - 1]);
  const label = replayed ? text("lever.tile", { world: world + 1, state: stateName(shown.state), flip: text(`lever.${flip}`) })
    : text("lever.tile_before", { world: world + 1, state: stateName(shown.state) });
  return { number: world, state: shown.state, label,
    kind: `rung-${rung} ${shown.hit ? "hit" : "miss"} ${flip.startsWith("flip") ? "flipped" : ""}` };
}

function leverResult() {
  const kinds = pairs().map(flipOf);
  const count = (...names) => kinds.filter((kind) => names.includes(kind)).length;
  const before = count("stay_hit", "flip_out");
  const after = count("stay_hit", "flip_in");
  const wars = pairs().filter((pair) => flipOf(pair) === "flip_out" && warRung(pair.after.state)).length;
  const { n, outcome, difference, distinguishable } = DATA.large;
  const wide = text("lever.large", {
    large: n, before: outcome[side()], after: outcome[otherSide()], difference: signed(difference[side()]),
  });
  return [
    text("lever.result", { flips: count("flip_out", "flip_in"), n: N, out: count("flip_out"), into: count("flip_in"), outcome: OUTCOME }),
    ...(wars ? [text("lever.wars", { wars, out: count("flip_out"), outcome: OUTCOME })] : []),
    text("lever.counts", { before, after, n: N, before_interval: DATA.intervals[before], after_interval: DATA.intervals[after] }),
    distinguishable ? wide : `${wide} ${text("lever.unclear")}`,
  ];
}

function showLever() {
  byId("lever-lead").textContent = text("lever.lead", { before: shortChoice(side()), after: shortChoice(otherSide()) });
  const found = pairs();
  drawTiles(byId("lever-tiles"), found.map(leverTile), openFlipped);
  drawKey(byId("lever-key"), found.flatMap((pair) => [pair.before.state, pair.after.state]), true);
  byId("lever-key").firstChild.append(make("li", null, make("span", { class: "mark flip", "aria-hidden": "true" }), text("lever.mark")));
  if (now.done >= N) {
    const [result, ...rest] = leverResult();
    byId("lever-result").replaceChildren(paragraph(result, "big"), ...rest.map((said) => paragraph(said)),
      paragraph(TEXTS.lesson.moral, "big"));
  } else {
    const flips = found.slice(0, now.done).filter((pair) => flipOf(pair).startsWith("flip")).length;
    byId("lever-result").replaceChildren(paragraph(text("lever.step", { done: now.done, n: N, flips }), "big"));
  }
  byId("lever-worth").parentElement.hidden = now.done < N;
  byId("lever-worth").replaceChildren(worthTable(), paragraph(text("lever.worth_note", { large: DATA.large.n }), "aside"));
}

function worthTable() {
  const rows = CAPITALS.map((capital) => [[marker(capital), " ", TEXTS.capitals[capital]],
    signed(DATA.large.values[capital][side()]), signed(DATA.large.values[capital][otherSide()])]);
  const heads = ["capital", "before", "after"].map((name) => text(`lever.worth_${name}`));
  return table(text("lever.worth"), heads, rows, "worth");
}

// A replayed tile opens its world under the other setting; the class's own choice and bet stay as they are.
function openFlipped(world) {
  change({ screen: "play", tiles: "lever", view: world < now.done ? otherSide() : "", world, month: 0 });
}
