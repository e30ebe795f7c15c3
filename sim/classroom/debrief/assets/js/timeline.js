// The whole game in one picture: tension among the model's worlds, and below it what was said and misread.
function marksOf() {
  const misread = CAPITALS.flatMap((seat) => TOLD.misread[seat].map((each) => each.month));
  return {
    lines: TOLD.lines.map((line) => [line.month, line.month + 1]), notes: TOLD.notes.map((note) => [note.month, note.month + 1]),
    news: TOLD.record.news.map((month) => [month, month + 1]), misread: misread.map((month) => [month, month + 1]),
  };
}

function drawTimeline() {
  const months = TOLD.months, { path, class_path: own, alone_path: alone } = TOLD.model, lived = own.filter((value) => value !== null);
  const { x, y, foot, guide, monthText, show } = ribbonFrame(byId("ribbon"), months), line = (values, kind) => monthLine(values, x, y, kind);
  show(t("debrief.time.picture", { first: numeral(lived[0], 1), last: numeral(lived.at(-1), 1) }), monthBand(path[0], path[4], x, y, "band wide-band"), monthBand(path[1], path[3], x, y, "band"),
    draw("rect", { class: "here-month", x: x(now.month - 1), width: x(1) - x(0), y: 0, height: foot }), guide, line(alone, "alone"), line(own, "halo own"), line(own, "own"),
    monthText(0, monthAfter(0, { month: "short" }), "axis"), monthText(months, monthAfter(months - 1, { month: "short" }), "axis end"));
  byId("lanes").replaceChildren(...Object.entries(marksOf()).filter(([, spans]) => spans.length).map(([name, spans]) => lane(name, spans, months)));
}

function lane(name, spans, months) {
  const marks = spans.map(([from, to]) => draw("rect", { x: from + 0.12, width: Math.max(0.76, to - from - 0.24), y: 2, height: 6, class: `mark ${name}` }));
  return make("li", null, make("span", { class: "lane-name" }, `${t(`debrief.time.${name}`)} (${spans.length})`),
    draw("svg", { class: "lane", viewBox: `0 0 ${months} 10`, preserveAspectRatio: "none", "aria-hidden": "true" },
      draw("rect", { x: 0, y: 0, width: months, height: 10, class: "rung" }), draw("rect", { class: "here-month", x: now.month - 1, width: 1, y: 0, height: 10 }), ...marks));
}
