// Tension over time: bands of the worlds that still run, their middle, and the world that is looked at.
function showTime(sides, n) {
  const ribbons = sides.map((each) => ribbonOf(each, n));
  byId("ribbons").replaceChildren(...ribbons.map((ribbon, side) => ribbonFigure(ribbon, SIDES[side], n)));
  sides.forEach((each, side) => {
    drawRibbon(byId("ribbons").children[side].lastChild, ribbons[side], each, now.world < n ? each.tension[now.world] : null);
  });
  byId("time-note").textContent = t("time.note", { world: now.world });
}

function ribbonFigure(ribbon, side, n) {
  const said = t("time.running", { running: numeral(ribbon.at(-1).running), n: numeral(n) });
  return make("figure", null, make("figcaption", null, now.compare ? make("b", { class: `of-${side}` }, side.toUpperCase()) : null, ` ${said}`), make("div", { class: "ribbon" }));
}

function drawRibbon(box, ribbon, worlds, path) {
  const { months, values } = worlds.inputs, [lowest, low, middle, high, highest] = DATA.quantiles.map((_, place) => ribbon.map(({ bands }) => bands[place]));
  const { x, y, guide, monthText, show } = ribbonFrame(box, months), line = (along, kind) => monthLine(along, x, y, kind);
  const years = Array.from({ length: Math.floor(months / 12) + 1 }, (_, year) => 12 * year);
  show(t("time.picture", { first: numeral(middle[0], 1), last: numeral(middle.at(-1), 1) }), monthBand(lowest, highest, x, y, "band wide-band"), monthBand(low, high, x, y, "band"),
    line(middle, "middle halo"), line(middle, "middle"), path ? line([values.start_tension, ...path], "one") : null, guide,
    ...years.map((month) => monthText(month, monthNamed(month, { month: "short" }), month ? "axis end" : "axis")));
}
