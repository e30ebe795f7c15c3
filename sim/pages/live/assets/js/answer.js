// The answer: a sentence with its interval, how worlds end, and what a second setting changes.
function showAnswer(sides, n) {
  const name = now.outcome, event = t(`event.${name}`), shares = sides.map((each) => shareOf(each, name, n));
  const count = (share) => numeral(Math.round(share.value * n));
  byId("headline").textContent = now.compare ? t("answer.two", { event, a: count(shares[0]), b: count(shares[1]), n: numeral(n) })
    : t("answer.one", { event, count: count(shares[0]), n: numeral(n) });
  byId("kicker").textContent = titleText(scenario());
  byId("sure").textContent = now.compare ? differenceSaid(sides, name, n) : t("answer.share", { share: shareSaid(shares[0]), n: numeral(n) });
  const ends = STATES.map((_, state) => endRow(symbol(`state-${state}`, `symbol end-${state}`), stateName(state), sides.map((each) => endShare(each, state, n))));
  byId("asked").replaceChildren(endRow(null, begun(outcomeName(name)), shares, "asked"), ...kimRows(sides, name, n));
  byId("ends").replaceChildren(...ends);
  byId("others").hidden = now.compare;
  const others = DATA.outcomes.slice(0, DATA.events).filter((each) => each !== name).map((each) => endRow(null, outcomeName(each), sides.map((side) => shareOf(side, each, n))));
  byId("other-rows").replaceChildren(...others);
}

// The same by who Kim is, where he is drawn.
function kimRows(sides, name, n) {
  const known = GAME.kims.map((kim, place) => [t(`kims.${kim}`), sides.map((each) => counts(each.kims, n, (own) => own === place)), place]);
  if (known.filter(([, sizes]) => sizes.every(Boolean)).length < 2) return [];
  return known.filter(([, sizes]) => sizes.every(Boolean)).map(([kim, sizes, place]) => endRow(null, t("answer.kim", { kim }),
    sides.map((each, side) => wilson(each.flags[name].slice(0, n).filter((holds, world) => holds && each.kims[world] === place).length, sizes[side])), "of-kim"));
}

function differenceSaid(sides, name, n) {
  const difference = differenceOf(...sides, name, n);
  const verdict = !difference.to && !difference.back ? "same" : difference.low <= 0 && difference.high >= 0 ? "undecided" : difference.value > 0 ? "more" : "less";
  const flips = t("answer.flips", { to: numeral(difference.to), back: numeral(difference.back) });
  return `${t("answer.told", { points: shareSaid(difference, true), n: numeral(n), verdict: t(`answer.${verdict}`) })} ${flips}`;
}

// A name, a bar and a number for each setting.
function endRow(sign, name, shares, kind = "") {
  return make("li", { class: `end-row ${kind}` }, make("span", { class: "end-name" }, sign, name), make("span", { class: "end-bars" },
    ...shares.map((share, side) => make("span", { class: "end-bar" }, shares.length > 1 ? make("b", { class: `of-${SIDES[side]}` }, SIDES[side].toUpperCase()) : null,
      shareBar(share, `of-${SIDES[side]}`), make("span", { class: "end-said" }, shareSaid(share))))));
}

function showDifferences(sides, n) {
  byId("differences").hidden = !now.compare;
  if (!now.compare) return;
  const found = DATA.outcomes.map((name) => [name, differenceOf(...sides, name, n)]);
  const reach = Math.max(0.05, ...found.map(([, { low, high }]) => Math.max(-low, high)));
  byId("difference-rows").replaceChildren(...found.map(([name, difference]) => make("li", { class: "end-row" }, make("span", { class: "end-name" }, outcomeName(name)),
    make("span", { class: "end-bars" }, make("span", { class: "end-bar points" }, differenceBar(difference, reach), make("span", { class: "end-said" }, shareSaid(difference, true)))))));
}

function differenceBar({ value, low, high }, reach) {
  const x = (points) => 50 + (50 * points) / reach, clear = low > 0 || high < 0;
  return bar("share-bar",
    draw("rect", { x: 0, y: 0, width: 100, height: 10, class: "all" }), draw("rect", { x: Math.min(x(0), x(value)), y: 1, width: Math.abs(x(value) - x(0)), height: 8, class: clear ? "part" : "unsure" }),
    draw("rect", { x: x(low), y: 4.2, width: Math.max(0.4, x(high) - x(low)), height: 1.6, class: "span" }), draw("rect", { x: 49.85, y: 0, width: 0.3, height: 10, class: "zero" }));
}

const RANGED = 2000;

// The range over thresholds, where the answer hangs on them.
function showRange(sides, n) {
  byId("range").hidden = now.outcome !== "goals_failed_both";
  if (byId("range").hidden) return;
  const few = Math.min(n, RANGED), [a, b] = sides.map((each) => rangeOf(each, few));
  const limits = (found, tail) => ({ [`low${tail}`]: numeral(100 * found.low), [`high${tail}`]: numeral(100 * found.high) });
  byId("range").textContent = t(b ? "answer.range_two" : "answer.range", { draws: DATA.draws.goal_proven.length, n: numeral(few), ...limits(a, ""), ...(b ? limits(b, "_b") : {}) });
}
