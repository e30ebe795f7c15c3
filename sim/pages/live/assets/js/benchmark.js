// Both powers against the benchmark: four quadrants, and what lies between them.
function showQuadrants(sides, n) {
  const of = (holds) => sides.map((each) => wilson(counts(each.gains, n, holds), n));
  const cells = Object.entries(QUADRANTS).map(([name, holds]) => [name, of(holds)]);
  byId("quadrant-rows").replaceChildren(...cells.map(([name, shares]) => make("li", { class: `quadrant ${name}` }, make("span", { class: "end-name" }, t(`quadrants.${name}`)),
    ...shares.map((share, side) => make("span", { class: "end-said" }, shares.length > 1 ? make("b", { class: `of-${SIDES[side]}` }, `${SIDES[side].toUpperCase()} `) : "", shareSaid(share))))));
  const between = of((gains) => !Object.values(QUADRANTS).some((holds) => holds(gains)));
  byId("quadrant-note").textContent = t("quadrants.note", { between: between.map((share) => shareSaid(share)).join(" / "), n: numeral(n) });
}
