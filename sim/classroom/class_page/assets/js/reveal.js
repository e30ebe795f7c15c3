// What came of a choice: two futures under the same luck, or fifty worlds as pairs; then the guess, and what it comes to.
function otherOf(choice) {
  return choice === "a" ? "b" : "a";
}

// How long the film of the present beat is: its months, or its worlds.
function beatLength() {
  const beat = present();
  return isOfPairs(beat) ? N : Math.max(...["a", "b"].map((side) => Math.min(beat.until, beatStory(beat, side).past.lived))) - beat.month;
}

function beatAt() {
  return now.upto === null ? beatLength() : Math.min(now.upto, beatLength());
}

function setBeat(wanted) {
  const over = wanted >= beatLength();
  change({ upto: over ? null : wanted }, over ? revealSaid() : "");
}

// What a side comes to by the measure of the beat.
function measured(beat, side) {
  if (beat.measure === "claim") return DATA.claims[beat.claims[0]].value;
  if (beat.measure === "gap") return tested(beat, "a") - tested(beat, "b");
  return sideCount(beat, side);
}

// The count of which the texts speak: months with a test, or worlds by the line that the model draws.
function sideCount(beat, side) {
  return isOfPairs(beat) ? beatEnds(beat, side).filter((each) => each.hit).length : tested(beat, side);
}

// How the worlds of a side end; where the class draws the line of a loss, `counted` goes by that line.
function beatEnds(beat, side) {
  const ends = endsOf(beat.arms[side].changes);
  if (beat.lesson !== "lose-lose") return ends.map((each) => ({ ...each, counted: each.hit }));
  return missedIn(beat.arms[side].changes).map((missed, world) => ({ ...ends[world], missed, counted: missed >= now.line }));
}

// The months with a test from the choice to where the futures end.
function tested(beat, side) {
  const { past } = beatStory(beat, side);
  let found = 0;
  for (let month = beat.month; month < Math.min(beat.until, past.lived); month += 1) if (isTest(past, month)) found += 1;
  return found;
}

function isTest(past, month) {
  return ["missile_test", "big_test"].includes(GAME.moves["pyongyang.deed"][past.at("pyongyang_deed", month)]);
}

function rightOption(beat, side) {
  const value = measured(beat, side);
  return beat.options.findIndex(([low, high]) => value >= low && value <= high);
}

function showReveal(beat, choice, guess) {
  const over = now.upto === null, many = isOfPairs(beat);
  byId("beat-futures").hidden = many;
  byId("beat-pairs-box").hidden = !many;
  byId("beat-legend").hidden = many;
  byId("beat-reveal").classList.toggle("of-pairs", many);
  if (many) drawBeatPairs(beat, choice, over);
  else drawBeatFutures(beat, choice, over);
  byId("beat-told").classList.toggle("waiting", !over);
  byId("beat-verdict").replaceChildren(...verdict(beat, choice, guess));
  byId("beat-shown").textContent = shownText(beat, choice);
  byId("beat-point").textContent = beatText("point");
  byId("beat-line").hidden = beat.lesson !== "lose-lose";
  if (beat.lesson === "lose-lose") drawLine(beat, choice);
  drawRests(beat);
  byId("beat-closer").hidden = many;
}

function shownText(beat, choice) {
  const said = [beatText(`shown_${choice}`, { a: sideCount(beat, "a"), b: sideCount(beat, "b") })];
  if (beat.name === "turn") {
    const [a, b] = ["a", "b"].map((side) => beatEnds(beat, side)), flips = a.filter((each, world) => each.hit !== b[world].hit).length;
    said.push(t("course.pair_luck", { flips, rest: N - flips }));
  }
  return said.join(" ");
}

function verdict(beat, choice, guess) {
  const right = rightOption(beat, choice) === guess;
  return [t("course.guessed", { guess: beatText(`option${guess}`) }), " ", make("strong", { class: right ? "right" : "wrong" }, t(right ? "course.right" : "course.wrong"))];
}

function revealSaid() {
  const { choice, guess } = answers(), beat = present();
  return [verdict(beat, choice, guess).map((each) => each.textContent ?? each).join(""), shownText(beat, choice), beatText("point")].join(" ");
}

// Both futures with the same measure: who did what since the choice, on the map and month by month, and what came of it.
function drawBeatFutures(beat, choice, over) {
  const both = { yours: choice, other: otherOf(choice) };
  const parts = Object.values(both).map((side) => beatParts(beat, side)).filter(Boolean);
  const reach = Math.max(...parts.map((each) => largestPart(GAME, each)));
  for (const [name, side] of Object.entries(both)) {
    drawFuture(beat, name, side, over);
    showParts(GAME, byId(`beat-${name}-parts`), beatParts(beat, side), { decimals: 1, reach });
  }
}

// The months of a side of a beat that are shown: from the choice to where the film stands or the world ends.
function beatWindow(beat, side) {
  const { past } = beatStory(beat, side), months = beat.until - beat.month;
  return { from: beat.month, at: Math.min(beat.month + beatAt(), beat.until, past.lived), to: beat.until, months };
}

function beatParts(beat, side) {
  const shown = beatWindow(beat, side);
  return shown.at > shown.from ? partsSince(beatStory(beat, side).past, shown) : null;
}

function drawFuture(beat, name, side, over) {
  const told = beatStory(beat, side), path = pathOf(told.past), lived = Math.min(beat.until, told.past.lived), shown = beatWindow(beat, side);
  byId(`beat-${name}-title`).textContent = t(`course.${name}`, { choice: beatText(side) });
  const { state } = endOf(told.past), ended = shown.at === told.past.lived && told.past.lived < MONTHS;
  const compared = name === "other" ? pathOf(beatStory(beat, otherOf(side)).past).slice(0, beat.month + beatAt() + 1) : undefined;
  drawStage(byId(`beat-${name}-stage`), sumScene(told.past, shown));
  ladderIn(byId(`beat-${name}-ladder`), path.slice(0, shown.at + 1), { months: beat.until, war: ended ? warRung(state) : undefined, before: compared, parting: beat.month });
  drawDuet(byId(`beat-${name}-duet`), told.past, duetOf(beat.seat), shown);
  const counted = beat.measure === "claim" ? [] : [t("course.tests", { n: tested(beat, side) })];
  const said = [...counted, ...(lived === told.past.lived ? [t("course.ended", { state: stateName(state) })] : [])];
  byId(`beat-${name}-end`).replaceChildren(...(over ? [said.join(" ")] : []));
}

// Whose moves stand under a ladder: the seat's, and those of the one it plays against.
function duetOf(seat) {
  return seat === "pyongyang" ? ["washington", "pyongyang"] : [seat, "pyongyang"];
}

function drawBeatPairs(beat, choice, over) {
  const [yours, other] = [choice, otherOf(choice)].map((side) => beatEnds(beat, side).map((each) => ({ ...each, hit: each.counted })));
  const found = yours.map((each, world) => ({ yours: each, other: other[world], world, open: world < beatAt() }));
  drawPairs(byId("beat-pairs"), found, over ? (world, right) => openFromBeat(world, right ? otherOf(choice) : choice) : null);
  byId("beat-pairs-lead").textContent = t("worlds.lead", { choice: beatText(choice), instead: beatText(otherOf(choice)) });
  drawKey(byId("beat-key"));
}

// The class draws the line: how many missed aims make a loss.
function drawLine(beat, choice) {
  redraw(byId("beat-lines"), [1, 2, 3].map((line) => make("button", {
    type: "button", class: "choice", "aria-pressed": String(now.line === line), onclick: () => change({ line }, lineSaid(beat, choice, line)),
  }, t(`course.line${line}`))));
  byId("beat-line-now").textContent = lineSaid(beat, choice, now.line);
}

function lineSaid(beat, choice, line) {
  const count = (side) => beatEnds(beat, side).filter((each) => each.missed >= line).length;
  return t("course.line_now", { yours: count(choice), other: count(otherOf(choice)), n: N });
}

function drawRests(beat) {
  byId("beat-rests").replaceChildren(...beat.claims.map((name) => {
    const { value, low, high, n } = DATA.claims[name];
    return make("li", null, t("course.rests_item", { says: t(`claims.${name}`), value: numeral(value, 3), low: numeral(low, 3), high: numeral(high, 3), n: numeral(n) }), whisker(low, value, high));
  }));
}

// A measured value with its interval, and where nothing would be.
function whisker(low, value, high) {
  const reach = 1.15 * Math.max(Math.abs(low), Math.abs(high)), x = (each) => 50 + (50 * each) / reach;
  return draw("svg", { class: "whisker", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 49.7, y: 0, width: 0.6, height: 8, class: "zero" }), draw("rect", { x: x(low), y: 3, width: Math.max(0.8, x(high) - x(low)), height: 2, class: "span" }),
    draw("rect", { x: x(value) - 0.7, y: 1, width: 1.4, height: 6, class: "part" }));
}

// From a beat to a world month by month, and back.
function openFromBeat(world, side) {
  change({ screen: "play", lesson: present().lesson, choice: answers().choice, from: now.screen, world, view: side, month: 0, taken: "" });
}
