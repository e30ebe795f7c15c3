// The whole game in one picture: tension among the model's worlds, and below it what was said, agreed and misread.
const RUNGS = 10;

function marksOf() {
  const misread = CAPITALS.flatMap((seat) => TOLD.misread[seat].map((each) => each.month));
  return {
    turns: DATA.turns.map((turn) => [turn.month, turn.month + 1]), deals: TOLD.deals.map((deal) => [deal.month, deal.ended >= 0 ? deal.ended + 1 : deal.since >= 0 ? LIVED : deal.month + 1]),
    lines: TOLD.lines.map((line) => [line.month, line.month + 1]), notes: TOLD.notes.map((note) => [note.month, note.month + 1]),
    news: TOLD.record.news.map((item) => [item.month, item.month + 1]), misread: misread.map((month) => [month, month + 1]),
  };
}

function drawTimeline() {
  const box = byId("ribbon"), size = parseFloat(getComputedStyle(box).fontSize), width = Math.max(box.clientWidth, 10 * size), height = box.clientHeight, months = TOLD.months;
  const left = 2 * size, foot = 1.6 * size;
  const x = (month) => left + ((width - left - 4) * month) / months, y = (tension) => height - foot - (tension * (height - foot)) / RUNGS;
  const kept = TOLD.model.path[2].map((value, month) => (value === null ? null : month)).filter((month) => month !== null);
  const band = (low, high, kind) => draw("polygon", { class: kind, points: [...kept.map((month) => `${x(month)},${y(TOLD.model.path[high][month])}`), ...kept.map((month) => `${x(month)},${y(TOLD.model.path[low][month])}`).reverse()].join(" ") });
  const line = (path, kind) => draw("polyline", { class: kind, points: path.map((value, month) => (value === null ? "" : `${x(month)},${y(value)}`)).join(" ") });
  const own = TOLD.model.class_path.filter((value) => value !== null);
  const label = t("debrief.time.picture", { first: numeral(own[0], 1), last: numeral(own.at(-1), 1) });
  const rungs = Array.from({ length: RUNGS }, (_, rung) => draw("g", null, draw("rect", { x: left, width: width - left - 4, y: y(rung + 1), height: y(0) - y(1) - 1, class: "rung" }),
    draw("rect", { x: left - 6, width: 6, y: y(rung + 1), height: y(0) - y(1) - 1, class: `fill-${rung}` }), draw("text", { x: left - 0.8 * size, y: y(rung + 0.5), class: "axis end", "dominant-baseline": "central" }, String(rung))));
  box.replaceChildren(draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...rungs, band(0, 4, "band wide-band"), band(1, 3, "band"),
    draw("rect", { class: "here-month", x: x(now.month - 1), width: x(1) - x(0), y: 0, height: height - foot }),
    draw("line", { x1: left, x2: width - 4, y1: y(5), y2: y(5), class: "guide" }), line(TOLD.model.alone_path, "alone"), line(TOLD.model.class_path, "halo own"), line(TOLD.model.class_path, "own"),
    draw("text", { x: x(0), y: height - 0.35 * size, class: "axis" }, monthAfter(0, { month: "short" })), draw("text", { x: x(months), y: height - 0.35 * size, class: "axis end" }, monthAfter(months - 1, { month: "short" }))));
  byId("lanes").replaceChildren(...Object.entries(marksOf()).filter(([, spans]) => spans.length).map(([name, spans]) => lane(name, spans, months)));
}

function lane(name, spans, months) {
  const marks = spans.map(([from, to]) => draw("rect", { x: from + 0.12, width: Math.max(0.76, to - from - 0.24), y: 2, height: 6, class: `mark ${name}` }));
  return make("li", null, make("span", { class: "lane-name" }, `${t(`debrief.time.${name}`)} (${spans.length})`),
    draw("svg", { class: "lane", viewBox: `0 0 ${months} 10`, preserveAspectRatio: "none", "aria-hidden": "true" },
      draw("rect", { x: 0, y: 0, width: months, height: 10, class: "rung" }), draw("rect", { class: "here-month", x: now.month - 1, width: 1, y: 0, height: 10 }), ...marks));
}
