// Twenty others who did the same fly to their ends; then the man behind the mask, the other man, and what fails.
async function others(play) {
  const { beat, other, path, hands } = play, pure = await play.pure;
  if (play.turn !== turn) return;
  byId("date").textContent = "";
  byId("stage").classList.remove("war");
  play.moral = asked(beat, "moral", { path: padded(play), hands });
  play.asTwin = beat.twin.length && padded(play).join() === beat.twin[0].join();
  // What one's own moves came to in one's own world, beside the same world without ships or on the paths of the moral.
  const pureAt = beat.twin.length ? -1 : beat.moral.findIndex((column) => column.path.join() === padded(play).join());
  const sum = pure && (path.includes(0) || !beat.twin.length) ? own(beat, `sum${pureAt < 0 ? "" : pureAt}`, { tests: play.shots.flat().length, twins: play.twins, one: pure[0], two: pure[1] }) : "";
  say(own(beat, `others${play.asTwin ? "_twin" : hands.length ? "_hand" : ""}`), [sum, t("course.lit", { n: play.lit, of: beat.lamps.length })].filter(Boolean).join(" "));
  offer([[own(beat, "see"), () => fly(play, other, true)]]);
}

async function fly(play, other, mine) {
  const { beat } = play, path = padded(play);
  const { lives } = await asked(beat, "twenty", { other, path, hands: play.hands });
  const end = mine ? await asked(beat, "mine", { other, path, replaced: play.replaced }) : null;
  if (play.turn !== turn) return;
  const piles = await flown(beat, shuffled(lives.map((each) => each.end)), end, play);
  if (!piles) return;
  const unseen = beat.ends.map((_, place) => `${endOf(play, place)}: ${piles[place]}.`).join(" ");
  if (!mine) {
    const most = piles.indexOf(Math.max(...piles));
    say(own(beat, `had.${other}`, { n: piles[most], end: endOf(play, most) }), own(beat, "instead", { n: play.piles[most] }), unseen);
    offer([[t("course.next"), () => moral(play)]]);
    return;
  }
  play.piles = piles;
  say(own(beat, "yours", { n: piles[end] }), own(beat, "who"), unseen);
  offer(Object.keys(beat.others).map((each) => [own(beat, `other.${each}`), () => unmask(play, each)]));
}

// How an end is called. Who did on the first path that lives are compared with compares it with another one.
function endOf({ beat, asTwin }, place) {
  const { name } = beat.ends[place];
  return asTwin ? own(beat, `twin.${name}`) : own(beat, `end.${name}`);
}

// The same lives in an order of their own, so that piles do not fill one after another.
function shuffled(ends) {
  return ends.map((end, place) => [(place * 7) % ends.length, end]).sort((a, b) => a[0] - b[0]).map(([, end]) => end);
}

// Lays the dots out again when the stage gets another size.
let relay = () => {};

async function flown(beat, ends, mine, play, bombs = [], was = []) {
  const stage = byId("stage"), box = byId("piles");
  document.querySelectorAll(".dot").forEach((dot) => dot.remove());
  stage.classList.add("ends");
  box.hidden = false;
  box.replaceChildren(...beat.ends.map((_, place) => make("div", { class: "pile" }, make("span"), make("b", null, endOf({ ...play, beat }, place)))));
  await wait(500);
  const all = mine === null ? ends : [...ends, mine], counts = beat.ends.map(() => 0), filled = beat.ends.map(() => 0), stood = beat.ends.map(() => 0);
  const dots = all.map((end, place) => make("div", { class: `dot tone-${toneAt(beat, end)}${place === 20 ? " me" : bombs[place] ? " bomb" : ""}`, "aria-hidden": "true" }));
  const flying = [];
  let whole, places, across, low, size;
  // Those that fell before stand as rings in the same places.
  const rings = was.map((end) => [make("div", { class: "dot ring", "aria-hidden": "true" }), { end, at: stood[end]++ }]);
  const lay = (dot, { end, at } = {}) => {
    const pile = places[end];
    const x = pile ? pile.left - whole.left + 10 + (at % across) * size * 1.28 : whole.width / 2 - size / 2;
    const y = pile ? pile.bottom - whole.top - low - size - Math.floor(at / across) * size * 1.25 : whole.height * 0.15;
    dot.style.transform = `translate(${x}px, ${y}px)`;
  };
  relay = () => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize), narrow = innerWidth < 640;
    [whole, ...places] = [stage, ...box.children].map((each) => each.getBoundingClientRect());
    across = beat.across ?? (narrow ? 3 : 5);
    low = beat.across ? 0.6 * rem : 0.8 * rem + Math.max(...[...box.children].map((pile) => pile.lastChild.offsetHeight));  // above every label
    size = Math.min(2.1 * rem, (places[0].width - 20) / across / 1.28, (places[0].height - low) / Math.ceil(21 / across) / 1.25);
    stage.style.setProperty("--dot", `${size}px`);
    dots.forEach((dot, place) => lay(dot, flying[place]));
    rings.forEach(([ring, spot]) => lay(ring, spot));
  };
  relay();
  stage.append(...rings.map(([ring]) => ring), ...dots);
  void stage.offsetWidth;  // from here they fly
  for (const [place, end] of all.entries()) {
    if (play.turn !== turn) return null;
    flying.push({ end, at: filled[end] });
    filled[end] += 1;
    lay(dots[place], flying[place]);
    if (place < 20) counts[end] += 1;
    tone(380 + 40 * end, 0.07, "sine", 0.05);
    await wait(place === 20 ? 500 : 150);
  }
  await wait(900);
  [...box.children].forEach((pile, place) => { pile.querySelector("span").replaceChildren(counts[place] || "", place === mine ? make("small", null, `${counts[place] ? " + " : ""}${t("course.you")}`) : ""); });
  return play.turn === turn ? counts : null;
}

// From bad to good: the first end in red, the last in green.
function toneAt(beat, end) {
  return beat.ends.length === 4 ? end : [0, 2, 3][end];
}

function unmask(play, guess) {
  const { beat, other } = play, right = guess === other;
  met.push({ ...play, guess, right, counts: !beat.twin.length });  // with ships alone one could hardly know
  look(beat, other);
  tone(right ? 660 : 200, 0.5);
  // Why one could misread him: most of his tests came in the seasons whose choice holds such a man.
  const holding = other === Object.keys(beat.others)[0] ? 0 : 2, misled = play.shots.filter((_, season) => play.path[season] === holding).flat().length;
  say(`${own(beat, `was.${other}`)} ${own(beat, right ? "right" : "wrong")}`, !right && 2 * misled > play.shots.flat().length && has(`beats.${beat.name}.luck.${other}`) ? own(beat, `luck.${other}`, { n: misled }) : "");
  const swap = [own(beat, "swap"), () => {
    const instead = Object.keys(beat.others).find((each) => each !== other);
    byId("four").hidden = true;
    byId("four").className = "";
    byId("stage").classList.remove("last");
    look(beat, instead);
    fly(play, instead, false);
  }];
  offer([play.bets.length ? [own(beat, "bets"), () => {
    say(own(beat, "bet_points", { n: showBets(play) }), own(beat, "bet_how"));
    offer([swap]);
  }] : swap]);
}

async function moral(play) {
  const { beat } = play, cells = await play.moral;
  if (play.turn !== turn) return;
  seen.add(beat.name);
  // Where a column says what failed, that is filled, in the colour of its pile or red; else all are in the colours of their ends.
  const tones = beat.moral.map(({ bad }) => toneAt(beat, Math.max(0, beat.ends.findIndex(({ test }) => JSON.stringify(test) === JSON.stringify(bad)))));
  const whole = !beat.moral[0].bad, many = ({ ends }) => beat.ends.map((_, end) => ends.filter((each) => each === end).length);
  const cell = (found, column) => make("div", { class: "cell" }, ...found.ends.map((end, place) => make("i", { class: whole ? `tone-${toneAt(beat, end)}${found.marks[place] ? " core" : ""}` : place < found.count ? `tone-${tones[column] ?? tones[0]}` : null })),
    make("em", null, own(beat, "bad", { n: found.count, ...Object.fromEntries(many(found).map((count, end) => [`e${end}`, count])) })));
  const mini = (other) => headOf(whoOf(beat), other, t(`look.${whoOf(beat)}.${other}`));
  const sign = (name, text) => make("span", null, make("i", { class: name }), text);
  const legend = whole ? beat.ends.map(({ name }, end) => sign(`tone-${toneAt(beat, end)}`, own(beat, `end.${name}`))) : [sign(`tone-${tones[0]}`, own(beat, "failed")), sign(null, own(beat, "kept"))];
  if (beat.mark) legend.push(sign("core", own(beat, "mark")));
  const columns = cells[0].map((_, column) => own(beat, `column${column < beat.moral.length ? column : "_own"}`));
  fill(`columns${columns.length}`, make("span"), ...columns.map((column) => make("span", { class: "head" }, column)),
    ...Object.keys(beat.others).flatMap((other, row) => [make("span", { class: "man" }, mini(other), own(beat, `other.${other}`)), ...cells[row].map(cell)]), make("div", { class: "legend" }, ...legend));
  const values = Object.fromEntries(cells.flatMap((row, at) => row.flatMap((found, column) => [[`c${at}${column}`, found.count], [`t${at}${column}`, found.tally], [`n${at}${column}`, 20 - found.count],
    [`m${at}${column}`, found.marks.filter(Boolean).length], ...many(found).map((count, end) => [`e${at}${column}${end}`, count])])));
  say(own(beat, "moral", values), own(beat, "fails", values));
  leave(beat, () => begin(beat));
}
