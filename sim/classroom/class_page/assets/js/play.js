// One world: the story stops where another course would have changed most, and asks what you would do.
function viewed() {
  return now.view || side();
}

// What is played under a choice: what the beat imposes from which a world was opened, else what the lesson changes.
function armOf(which) {
  const beat = beatOf(now.from);
  return beat ? beat.arms[which] : { changes: lesson().arms[which], imposed: [] };
}

function armName(which) {
  const beat = beatOf(now.from);
  return beat ? t(`beats.${beat.name}.${which}`) : shortChoice(which);
}

function story() {
  const { changes, imposed } = armOf(viewed());
  return storyOf(changes, shownWorld(), imposed);
}

// The story of the lesson itself: its own world under its first choice, of which the texts tell.
function isLessons() {
  return !beatOf(now.from) && shownWorld() === lesson().world && viewed() === "a";
}

function length() {
  return story().past.lived;
}

function month() {
  return Math.min(now.month, length());
}

// The months after which the story stops: those of the lesson in its own world, else those that the game finds.
function stops() {
  const own = isLessons() ? lesson().moments : [], { changes, imposed } = armOf(viewed());
  const found = own.length ? own : decisiveMonths(changes, shownWorld(), imposed);
  return [...found.filter((each) => each < length()), length()];
}

function nextStop() {
  return stops().find((each) => each > month()) ?? length();
}

function setMonth(wanted) {
  change({ month: wanted, taken: "" }, stops().includes(wanted) ? monthSaid(wanted) : "");
}

function monthSaid(at) {
  if (!at) return t("play.start", { month: monthName(0) });
  const { past } = story();
  const moves = CAPITALS.map((capital) => t("play.say_move", {
    capital: t(`capitals.${capital}`),
    move: KINDS.map((kind) => moveName(GAME, `${capital}.${kind}`, past.at(`${capital}_${kind}`, at - 1))).join(t("site.list")),
  })).join(t("site.list"));
  return [t("play.say", { month: monthName(at - 1), tension: tensionSaid(past.at("tension", at - 1)), moves }), ...newsOf(past, at),
    ...eventsIn(GAME, past, at), ...(at === length() ? [endText(past)] : [])].join(" ");
}

function endText(past) {
  const { state, hit } = endOf(past);
  return `${t("play.ended", { state: stateName(state) })} ${t(hit ? "play.outcome_yes" : "play.outcome_no", { outcome: outcomeName() })}`;
}

function endShort(past) {
  const { state, hit } = endOf(past);
  return t(hit ? "play.end_yes" : "play.end_no", { state: stateName(state), outcome: outcomeName() });
}

// What a decisive month of the lesson's own world teaches, under the first choice.
function momentOf(at) {
  const key = `lesson.${lessonName()}.moments.${DATA.monthNames[at - 1]}`;
  return at && isLessons() && has(key) ? t(key) : "";
}

function showPlay() {
  const told = story(), at = month(), over = at === length();
  const { state } = endOf(told.past);
  byId("play-many").textContent = t("play.world", { world: shownWorld(), last: N - 1 });
  byId("play-line").textContent = t(viewed() === side() ? "play.your_choice" : "play.other_choice", { choice: armName(viewed()) });
  byId("play-now").replaceChildren(make("span", null, at ? t("play.month", { month: monthName(at - 1, "short"), number: at, months: MONTHS }) : t("play.start", { month: monthName(0) })),
    make("strong", null, over && warRung(state) ? stateName(state) : tensionSaid(pathOf(told.past)[at])));
  const forked = now.taken !== "" && !over;
  for (const part of ["play-stage", "play-side"]) byId(part).hidden = forked;
  byId("play-futures").hidden = !forked;
  drawStops(at);
  drawTold(told, at, over);
  if (forked) drawFutures(told, at);
  else drawScene(told, at, over ? warRung(state) : undefined);
  byId("play-back").hidden = !now.from;
  byId("play-back").textContent = t(beatOf(now.from) ? "course.back" : "play.back");
}

function drawScene(told, at, ended) {
  drawStage(byId("play-stage"), sceneIn(told, at));
  const parts = at ? partsOf(GAME, told.past, at - 1) : null;
  ladderIn(byId("play-ladder"), pathOf(told.past).slice(0, at + 1), { war: ended, parts });
  showParts(GAME, byId("play-parts"), parts);
}

function drawStops(at) {
  byId("play-stops").replaceChildren(...stops().map((each, number) => make("li", null, make("button", {
    type: "button", class: "stop", "aria-current": each === at ? "step" : null, onclick: () => setMonth(each),
  }, make("span", { class: "visually-hidden" }, t("play.stop", { number: number + 1 })), stopName(each - 1)))));
}

// What is told beside the stage: the moment, the events, and at a stop the question or its answer.
function drawTold(told, at, over) {
  const said = momentOf(at), events = at && (over || !said) ? eventsIn(GAME, told.past, at) : [];
  byId("play-events").replaceChildren(...(said ? [paragraph(said, "moment")] : []), ...events.map((each) => paragraph(each)),
    ...(over ? [paragraph(endText(told.past), "end")] : []));
  const asks = at > 0 && !over && stops().includes(at);
  byId("play-ask").hidden = !asks;
  if (asks) drawQuestion(told, at);
}

function drawQuestion(told, at) {
  const present = told.past.at(`${lesson().seat}_course`, Math.min(at, length() - 1));
  const options = GAME.courses[lesson().seat].map((_, course) => make("button", {
    type: "button", class: "choice", "aria-pressed": String(now.taken === String(course)), onclick: () => take(course),
  }, face(lesson().seat, GAME.courses[lesson().seat][course]), make("span", null, course === present ? t("play.stay", { course: courseName(GAME, lesson().seat, course) }) : courseName(GAME, lesson().seat, course))));
  byId("play-question").textContent = t("play.question", { seat: t(`capitals.${lesson().seat}`) });
  const focused = byId("play-options").contains(document.activeElement) ? [...byId("play-options").children].indexOf(document.activeElement) : -1;
  byId("play-options").replaceChildren(...options);
  byId("play-on").hidden = now.taken === "";
  if (focused >= 0) options[focused].focus();
}

function take(course) {
  change({ taken: String(course) }, futureSaid(course));
}

function goOn() {
  change({ taken: "", month: nextStop() }, "");
  announce(monthSaid(month()));
}

function anotherWorld(world) {
  return (world + 1) % N;
}
