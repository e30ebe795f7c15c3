// The teacher's sheet for one hour: one page of paper, made from the beats themselves, and seen only in print.
function drawHour() {
  byId("limits-print").hidden = !BEATS.length;
  if (!BEATS.length) return;
  let minute = 0;
  const row = (minutes, screen, ask, point) => {
    minute += minutes;
    return make("tr", null, ...[minute - minutes, screen, ask, point].map((said) => make("td", null, String(said))));
  };
  byId("hour-rows").replaceChildren(row(4, screenName("before"), text("hour.before"), ""),
    ...DATA.beats.map((beat, place) => row(beat.minutes, `${place + 1}. ${text(`beats.${beat.name}.step`)}`,
      `${text(`beats.${beat.name}.question`)} ${text(`beats.${beat.name}.bet`)}`, text(`beats.${beat.name}.point`))),
    row(8, text("hour.talk"), text("hour.talk_ask"), ""), row(4, screenName("after"), text("hour.after"), answersSaid()),
    row(10, screenName("sandbox"), text("hour.sandbox"), ""), row(4, screenName("limits"), text("hour.close"), text("hour.care")));
}

function answersSaid() {
  return text("hour.answers", { answers: DATA.questions.map(({ name, right }) => text(`quiz.${name}.answer${right}`)).join("; ") });
}
