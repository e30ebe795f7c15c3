// Tension over time: bands of the worlds that still run, their middle, and the world that is looked at.
const RUNGS = 10;

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
  const size = parseFloat(getComputedStyle(box).fontSize), width = box.clientWidth, height = box.clientHeight, months = worlds.inputs.months;
  const left = 2 * size, foot = 1.6 * size;
  const x = (month) => left + ((width - left - 4) * month) / months, y = (tension) => height - foot - (tension * (height - foot)) / RUNGS;
  const middle = ribbon.map(({ bands }) => bands[2]);
  const label = t("time.picture", { first: numeral(middle[0], 1), last: numeral(middle.at(-1), 1) });
  const band = (low, high, kind) => draw("polygon", { class: kind, points: [...ribbon.map(({ bands }, month) => `${x(month)},${y(bands[high])}`), ...ribbon.map(({ bands }, month) => `${x(month)},${y(bands[low])}`).reverse()].join(" ") });
  const line = (values, kind) => draw("polyline", { class: kind, points: values.map((value, month) => `${x(month)},${y(value)}`).join(" ") });
  const rungs = Array.from({ length: RUNGS }, (_, rung) => draw("g", null, draw("rect", { x: left, width: width - left - 4, y: y(rung + 1), height: y(0) - y(1) - 1, class: "rung" }),
    draw("rect", { x: left - 6, width: 6, y: y(rung + 1), height: y(0) - y(1) - 1, class: `fill-${rung}` }), draw("text", { x: left - 0.8 * size, y: y(rung + 0.5), class: "axis end", "dominant-baseline": "central" }, String(rung))));
  const years = Array.from({ length: Math.floor(months / 12) + 1 }, (_, year) => 12 * year).filter((month) => month <= months);
  box.replaceChildren(draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...rungs,
    band(0, 4, "band wide-band"), band(1, 3, "band"), line(middle, "middle halo"), line(middle, "middle"), path ? line([worlds.inputs.values.start_tension, ...path], "one") : null,
    draw("line", { x1: left, x2: width - 4, y1: y(5), y2: y(5), class: "guide" }),
    ...years.map((month) => draw("text", { x: x(month), y: height - 0.35 * size, class: month ? "axis end" : "axis" }, monthNamed(month, { month: "short" })))));
}
