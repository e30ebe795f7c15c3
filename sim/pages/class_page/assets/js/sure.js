// How sure: shares as bars with their 95 % intervals, drawn rather than written.
function drawSure(box, yours, other, n) {
  const rows = [[shortChoice(side()), yours], [shortChoice(otherSide()), other]];
  box.replaceChildren(paragraph(t("sure.intro", { n, outcome: outcomeName() })),
    make("ul", { class: "bars" }, ...rows.map(([name, count]) => sureBar(name, count, n))), ...thresholdsSaid(), paragraph(t("sure.note"), "aside"));
}

// Where the lesson counts by aims: how far the share moves with where a loss begins.
function thresholdsSaid() {
  const found = lesson().thresholds;
  const range = ([low, high]) => t("number.range", { low: numeral(100 * low), high: numeral(100 * high) });
  return found ? [paragraph(t("sure.thresholds", { choice: shortChoice(side()), yours: range(found[side()]), instead: shortChoice(otherSide()), other: range(found[otherSide()]) }))] : [];
}

function sureBar(name, count, n) {
  const { low, high } = wilson(count, n);
  const said = t("sure.bar", { share: percent(count / n), low: percent(low), high: percent(high) });
  return make("li", null, make("span", { class: "bar-name" }, name), shareBar(count / n, low, high), make("span", { class: "bar-said" }, said));
}

function shareBar(share, low, high) {
  return draw("svg", { class: "share-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 0, width: 100, height: 10, class: "all" }), draw("rect", { x: 0, y: 0, width: 100 * share, height: 10, class: "part" }),
    draw("rect", { x: 100 * low, y: 4, width: Math.max(0.6, 100 * (high - low)), height: 2, class: "span" }));
}
