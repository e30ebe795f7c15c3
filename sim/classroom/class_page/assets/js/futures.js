// Two futures side by side under the same luck: as it went, and with the course that was taken.
function futures(at, course) {
  const { changes, imposed } = armOf(viewed());
  return [story(), storyOf(changes, shownWorld(), [...imposed, courseFrom(lesson().seat, at, course)])];
}

function futureSaid(course) {
  const [was, would] = futures(month(), course).map(({ past }) => endText(past));
  return t("play.both", { was, course: courseName(GAME, lesson().seat, course), would });
}

// Both futures side by side, under the same luck: as it went, and with the course that was taken.
function drawFutures(told, at) {
  const course = Number(now.taken), both = futures(at, course), paths = both.map(({ past }) => pathOf(past));
  both.forEach((each, number) => {
    const name = ["was", "would"][number], { state } = endOf(each.past);
    byId(`future-${name}-title`).textContent = number ? t("play.would", { course: courseName(GAME, lesson().seat, course) }) : t("play.was");
    ladderIn(byId(`future-${name}-ladder`), paths[number], { war: warRung(state), before: number ? paths[0] : undefined, parting: at });
    byId(`future-${name}-end`).replaceChildren(symbol(`state-${state}`), endShort(each.past));
    byId(`future-${name}-worth`).replaceChildren(...CAPITALS.map((capital) => worthItem(capital, each.past, number ? told.past : null)));
  });
}

function worthItem(capital, past, than) {
  const worth = valueOf(past, capital), last = past.lived - 1;
  const gain = than ? worth - valueOf(than, capital) : 0;
  const way = gain > 0.05 ? "up" : gain < -0.05 ? "down" : "level";
  return make("li", { class: than ? way : null }, face(capital, GAME.courses[capital][past.at(`${capital}_course`, last)]),
    make("span", { class: "visually-hidden" }, t(`capitals.${capital}`)),
    make("strong", null, numeral(worth, 0, true)), than ? make("span", { class: "gain" }, numeral(gain, 0, true)) : null);
}
