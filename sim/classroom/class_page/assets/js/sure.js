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
  const estimate = wilson(count, n), { low, high } = estimate;
  const said = t("sure.bar", { share: percent(count / n), low: percent(low), high: percent(high) });
  return make("li", null, make("span", { class: "bar-name" }, name), shareBar(estimate), make("span", { class: "bar-said" }, said));
}
