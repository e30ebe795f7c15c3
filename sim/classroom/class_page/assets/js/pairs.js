// Many worlds, each as a pair: your choice on the left, the other on the right, under the same luck.
function pairs() {
  const [yours, other] = [side(), otherSide()].map((each) => endsOf(lesson().arms[each]));
  return yours.map((each, world) => ({ yours: each, other: other[world] }));
}

function flipOf({ yours, other }) {
  if (yours.hit === other.hit) return yours.hit ? "both" : "neither";
  return yours.hit ? "out" : "in";
}

function setDone(done) {
  change({ done }, done >= N ? pairsResult().join(" ") : "");
}

function countOf(found, name) {
  return found.filter((pair) => pair[name].hit).length;
}

function pairsResult() {
  const found = pairs(), yours = countOf(found, "yours"), other = countOf(found, "other");
  const flips = (kind) => found.filter((pair) => flipOf(pair) === kind).length;
  return [t("worlds.result", { yours, other, n: N, outcome: outcomeName(), choice: shortChoice(side()), instead: shortChoice(otherSide()) }),
    betVerdict(yours), t("worlds.flips", { out: flips("out"), into: flips("in"), outcome: outcomeName() })];
}

function betVerdict(count) {
  if (now.bet === null) return t("bet.none");
  return now.bet === count ? t("worlds.bet_exact", { bet: now.bet }) : t("worlds.bet_off", { bet: now.bet, off: Math.abs(now.bet - count) });
}

function showWorlds() {
  const found = pairs(), over = now.done >= N;
  byId("worlds-lead").textContent = t("worlds.lead", { choice: shortChoice(side()), instead: shortChoice(otherSide()) });
  const order = found.map((pair, world) => ({ ...pair, world, open: world < now.done }));
  if (over && now.sort) order.sort((one, other) => ORDER_OF_FLIPS.indexOf(flipOf(one)) - ORDER_OF_FLIPS.indexOf(flipOf(other)) || one.world - other.world);
  drawPairs(byId("worlds-pairs"), order, openWorld);
  byId("worlds-sort").checked = now.sort;
  byId("worlds-sort").disabled = !over;
  drawKey(byId("worlds-key"));
  const shown = found.slice(0, now.done);
  const [result, ...rest] = over ? pairsResult() : [t("worlds.so_far", { done: now.done, n: N, yours: countOf(shown, "yours"), other: countOf(shown, "other"), outcome: outcomeName() }), betLine()];
  byId("worlds-result").replaceChildren(paragraph(result, "big"), paragraph(rest.join(" ")),
    ...(over ? [paragraph(lessonText("moral"), "moral")] : []));
  byId("worlds-sure").hidden = !over;
  if (over) drawSure(byId("worlds-sure-body"), countOf(found, "yours"), countOf(found, "other"), N);
}

const ORDER_OF_FLIPS = ["out", "in", "both", "neither"];

function betLine() {
  return now.bet === null ? t("bet.none") : t("bet.placed", { bet: now.bet, n: N });
}

function openWorld(world, right) {
  change({ screen: "play", from: "worlds", view: right ? otherSide() : side(), world, month: 0, taken: "" });
}

// One tab stop; arrow keys move. A pair that is not open yet shows nothing.
function drawPairs(list, found, opened) {
  if (list.children.length !== found.length) {
    list.replaceChildren(...found.map((_, place) => make("li", null, pairButton(place))));
    if (!list.dataset.walked) list.addEventListener("keydown", walkPairs);
    list.dataset.walked = "1";
  }
  found.forEach((pair, place) => fillPair(list.children[place].firstChild, pair, opened));
}

function pairButton(place) {
  return make("button", { type: "button", tabindex: place ? "-1" : "0" }, symbol("none", "half"), symbol("none", "half"));
}

function fillPair(button, pair, opened) {
  const flip = flipOf(pair);
  button.className = pair.open ? `pair ${flip === "out" || flip === "in" ? "flipped" : ""}` : "pair shut";
  button.setAttribute("aria-label", pair.open ? t("worlds.pair", {
    world: pair.world, yours: stateName(pair.yours.state), other: stateName(pair.other.state), flip: t(`worlds.${flip}`, { outcome: outcomeName() }),
  }) : t("worlds.shut", { world: pair.world }));
  ["yours", "other"].forEach((name, half) => {
    button.children[half].setAttribute("class", `half ${pair.open && pair[name].hit ? "hit" : ""}`);
    button.children[half].firstChild.setAttribute("href", pair.open ? `#state-${pair[name].state}` : "#none");
  });
  button.onclick = opened ? (event) => opened(pair.world, event.offsetX > button.clientWidth / 2) : null;
}

// The arrows that walk here do not turn the page.
function walkPairs(event) {
  if (walkGrid(event)) event.stopPropagation();
}

// The key: what a dark half means, and a frame.
function drawKey(box) {
  box.replaceChildren(make("ul", null, make("li", null, make("span", { class: "dark", "aria-hidden": "true" }), t("worlds.mark", { outcome: outcomeName() })),
    make("li", null, make("span", { class: "framed", "aria-hidden": "true" }), t("worlds.framed"))));
}
