// The teacher's sheet for one hour: one page of paper, made from the beats themselves, and seen only in print.
function drawHour() {
  byId("limits-print").hidden = !BEATS.length;
  if (!BEATS.length) return;
  let minute = 0;
  const row = (minutes, screen, ask, point) => {
    minute += minutes;
    return make("tr", null, ...[minute - minutes, screen, ask, point].map((said) => make("td", null, String(said))));
  };
  byId("hour-rows").replaceChildren(row(4, screenName("before"), t("hour.before"), ""),
    ...DATA.beats.map((beat, place) => row(beat.minutes, `${place + 1}. ${t(`beats.${beat.name}.step`)}`,
      `${t(`beats.${beat.name}.question`)} ${t(`beats.${beat.name}.bet`)}`, t(`beats.${beat.name}.point`))),
    row(8, t("hour.talk"), t("hour.talk_ask"), ""), row(4, screenName("after"), t("hour.after"), answersSaid()),
    row(10, screenName("sandbox"), t("hour.sandbox"), ""), row(4, screenName("limits"), t("hour.close"), t("hour.care")));
}

function answersSaid() {
  return t("hour.answers", { answers: DATA.questions.map(({ name, right }) => t(`quiz.${name}.answer${right}`)).join("; ") });
}
