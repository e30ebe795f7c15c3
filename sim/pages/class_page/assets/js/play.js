// One world: the story stops where another course would have changed most, and asks what you would do.
function viewed() {
  return now.view || side();
}

function story() {
  return storyOf(DATA.arms[viewed()], now.world);
}

function length() {
  return story().past.lived;
}

function month() {
  return Math.min(now.month, length());
}

// The months after which the story stops: those of the lesson in its own world, else those that the game finds.
function stops() {
  const own = now.world === DATA.world && viewed() === "a" ? DATA.moments : [];
  const found = own.length ? own : decisiveMonths(DATA.arms[viewed()], now.world);
  return [...found.filter((each) => each < length()), length()];
}

function nextStop() {
  return stops().find((each) => each > month()) ?? length();
}

function setMonth(wanted) {
  change({ month: wanted, taken: "" }, stops().includes(wanted) ? monthSaid(wanted) : "");
}

function monthSaid(at) {
  if (!at) return text("play.start", { month: monthName(0) });
  const { past } = story();
  const moves = CAPITALS.map((capital) => text("play.say_move", {
    capital: text(`capitals.${capital}`),
    move: KINDS.map((kind) => moveText(`${capital}.${kind}`, past.at(`${capital}_${kind}`, at - 1))).join(text("site.list")),
  })).join(text("site.list"));
  return [text("play.say", { month: monthName(at - 1), tension: tensionText(past.at("tension", at - 1)), moves }),
    ...eventsOf(past, at), ...(at === length() ? [endText(past)] : [])].join(" ");
}

function endText(past) {
  const { state, hit } = endOf(past);
  return `${text("play.ended", { state: stateName(state) })} ${text(hit ? "play.outcome_yes" : "play.outcome_no", { outcome: OUTCOME })}`;
}

function endShort(past) {
  const { state, hit } = endOf(past);
  return text(hit ? "play.end_yes" : "play.end_no", { state: stateName(state), outcome: OUTCOME });
}

// What a decisive month of the lesson's own world teaches, under the first choice.
function momentOf(at) {
  const own = now.world === DATA.world && viewed() === "a" && at, key = `lesson.moments.${DATA.monthNames[at - 1]}`;
  return own && has(key) ? text(key) : "";
}

const ENDINGS = ["", "strike", "attack", "clash", "accident", "collapse"];

// What happened in a month beside the moves.
function eventsOf(past, at) {
  const before = (name) => (at > 1 ? past.at(name, at - 2) : past.p[`start_${name}`] ?? 0), after = (name) => past.at(name, at - 1);
  const found = [];
  if (after("freeze") > before("freeze")) found.push("freeze");
  if (after("freeze") < before("freeze")) found.push("freeze_ends");
  if (after("deterrent") > before("deterrent")) found.push("deterrent");
  if (after("tension") >= CRISIS_RUNG && before("tension") < CRISIS_RUNG) found.push("crisis");
  for (const capital of ["washington", "pyongyang"]) if (after(`${capital}_yields`)) found.push(`${capital}_backs_down`);
  if (after("ending")) found.push(ENDINGS[after("ending")], ...(war(past) ? [after("major") ? "major" : "limited"] : []));
  const turns = CAPITALS.filter((capital) => at > 1 && after(`${capital}_course`) !== before(`${capital}_course`));
  return [...found.map((kind) => text(`events.${kind}`)), ...turns.map((capital) => text("events.turns", {
    capital: text(`capitals.${capital}`), course: courseName(capital, after(`${capital}_course`)),
  }))];
}

function showPlay() {
  const told = story(), at = month(), over = at === length();
  const { state } = endOf(told.past);
  byId("play-many").textContent = text("play.world", { world: now.world, last: N - 1 });
  byId("play-line").textContent = text(viewed() === side() ? "play.your_choice" : "play.other_choice", { choice: shortChoice(viewed()) });
  byId("play-now").replaceChildren(make("span", null, at ? text("play.month", { month: monthName(at - 1, "short"), number: at, months: MONTHS }) : text("play.start", { month: monthName(0) })),
    make("strong", null, over && warRung(state) ? stateName(state) : tensionText(pathOf(told)[at])));
  const forked = now.taken !== "" && !over;
  for (const part of ["play-stage", "play-side"]) byId(part).hidden = forked;
  byId("play-futures").hidden = !forked;
  drawStops(at);
  drawTold(told, at, over);
  if (forked) drawFutures(told, at);
  else drawScene(told, at, over ? warRung(state) : undefined);
  byId("play-back").hidden = !now.tiles;
}

function drawScene(told, at, ended) {
  drawStage(byId("play-stage"), sceneOf(told, at));
  const parts = at ? partsOf(GAME, told.past, at - 1) : null;
  showLadder(byId("play-ladder"), pathOf(told).slice(0, at + 1), { war: ended, parts });
  showParts(byId("play-parts"), parts);
}

function drawStops(at) {
  byId("play-stops").replaceChildren(...stops().map((each, number) => make("li", null, make("button", {
    type: "button", class: "stop", "aria-current": each === at ? "step" : null, onclick: () => setMonth(each),
  }, make("span", { class: "visually-hidden" }, text("play.stop", { number: number + 1 })), stopName(each - 1)))));
}

// What is told beside the stage: the moment, the events, and at a stop the question or its answer.
function drawTold(told, at, over) {
  const said = momentOf(at), events = at && (over || !said) ? eventsOf(told.past, at) : [];
  byId("play-events").replaceChildren(...(said ? [paragraph(said, "moment")] : []), ...events.map((each) => paragraph(each)),
    ...(over ? [paragraph(endText(told.past), "end")] : []));
  const asks = at > 0 && !over && stops().includes(at);
  byId("play-ask").hidden = !asks;
  if (asks) drawQuestion(told, at);
}

function drawQuestion(told, at) {
  const present = told.past.at(`${DATA.seat}_course`, Math.min(at, length() - 1));
  const options = GAME.courses[DATA.seat].map((_, course) => make("button", {
    type: "button", class: "choice", "aria-pressed": String(now.taken === String(course)), onclick: () => take(course),
  }, face(DATA.seat, GAME.courses[DATA.seat][course]), make("span", null, course === present ? text("play.stay", { course: courseName(DATA.seat, course) }) : courseName(DATA.seat, course))));
  byId("play-question").textContent = text("play.question", { seat: text(`capitals.${DATA.seat}`) });
  const focused = byId("play-options").contains(document.activeElement) ? [...byId("play-options").children].indexOf(document.activeElement) : -1;
  byId("play-options").replaceChildren(...options);
  byId("play-on").hidden = now.taken === "";
  if (focused >= 0) options[focused].focus();
}

function take(course) {
  change({ taken: String(course) }, futureSaid(course));
}

function futures(at, course) {
  return [story(), storyOf(DATA.arms[viewed()], now.world, [courseFrom(DATA.seat, at, course)])];
}

function futureSaid(course) {
  const [was, would] = futures(month(), course).map(({ past }) => endText(past));
  return text("play.both", { was, course: courseName(DATA.seat, course), would });
}

// Both futures side by side, under the same luck: as it went, and with the course that was taken.
function drawFutures(told, at) {
  const course = Number(now.taken), both = futures(at, course), paths = both.map(pathOf);
  both.forEach((each, number) => {
    const name = ["was", "would"][number], { state } = endOf(each.past);
    byId(`future-${name}-title`).textContent = number ? text("play.would", { course: courseName(DATA.seat, course) }) : text("play.was");
    showLadder(byId(`future-${name}-ladder`), paths[number], { war: warRung(state), before: number ? paths[0] : undefined, parting: at });
    byId(`future-${name}-end`).replaceChildren(symbol(`state-${state}`), endShort(each.past));
    byId(`future-${name}-worth`).replaceChildren(...CAPITALS.map((capital) => worthItem(capital, each.past, number ? told.past : null)));
  });
}

function worthItem(capital, past, than) {
  const worth = valueOf(past, capital), last = past.lived - 1;
  const gain = than ? worth - valueOf(than, capital) : 0;
  const way = gain > 0.05 ? "up" : gain < -0.05 ? "down" : "level";
  return make("li", { class: than ? way : null }, face(capital, GAME.courses[capital][past.at(`${capital}_course`, last)]),
    make("span", { class: "visually-hidden" }, text(`capitals.${capital}`)),
    make("strong", null, signedNumber(worth, 0)), than ? make("span", { class: "gain" }, signedNumber(gain, 0)) : null);
}

function goOn() {
  change({ taken: "", month: nextStop() }, "");
  announce(monthSaid(month()));
}

function anotherWorld(world) {
  return (world + 1) % N;
}
