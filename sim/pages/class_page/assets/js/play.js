// One world, month by month.
function story() {
  return DATA.settings[viewed()].stories[now.world];
}

function lengthOf(told) {
  return told.tension.length / 2 - 1;
}

function month() {
  return Math.min(now.month, lengthOf(story()));
}

function setMonth(wanted) {
  change({ month: wanted }, monthSaid(wanted));
}

function monthSaid(wanted) {
  const told = story();
  const at = Math.min(wanted, lengthOf(told));
  if (!at) return text("play.start", { month: monthName(0) });
  const moves = CAPITALS.map((capital) => text("play.say_move", {
    capital: TEXTS.capitals[capital], move: madeText(capital, madeIn(told.moves, capital, at - 1)),
  })).join(TEXTS.site.list);
  const said = [text("play.say", { month: monthName(at - 1), tension: tensionText(tensions(told.tension)[at]), moves })];
  return said.concat(eventsOf(told, at)).concat(at === lengthOf(told) ? endSaid() : []).join(" ");
}

function endSaid() {
  const { state, hit } = ending(DATA.settings[viewed()].end, now.world);
  return [text("play.ended", { state: stateName(state) }), text(hit ? "play.outcome_yes" : "play.outcome_no", { outcome: OUTCOME })];
}

// What happened in a month besides the moves: recorded events, and capitals that turn to another course.
function eventsOf(told, at) {
  const said = told.events.filter(([number]) => number === at).map(([, kind]) => text(`events.${kind}`, { dialogue: dialogueName(at - 1) }));
  for (const capital of CAPITALS) {
    const course = told.courses[capital];
    if (at > 1 && course[at - 1] !== course[at - 2]) {
      said.push(text("events.turns", { capital: TEXTS.capitals[capital], course: courseName(capital, Number(course[at - 1])) }));
    }
  }
  return said;
}

// What a decisive month of the lesson's own world teaches, under the first choice.
function momentOf(at) {
  const said = now.world === DATA.world && viewed() === "a" && at ? TEXTS.lesson.moments[DATA.monthNames[at - 1]] : undefined;
  return said ? [paragraph(said, "big")] : [];
}

// The dialogue of Washington and Beijing in a month, by its name where it has one.
function dialogueName(place) {
  return TEXTS.dialogues[DATA.monthNames[place]] || monthName(place);
}

function askWhy(capital) {
  change({ who: capital }, text("play.why_open", { capital: TEXTS.capitals[capital] }));
  byId("play-why").scrollIntoView({ block: "nearest" });
}

function showPlay() {
  const told = story();
  const at = month();
  const path = tensions(told.tension).slice(0, at + 1);
  const over = at === lengthOf(told);
  const { state } = ending(DATA.settings[viewed()].end, now.world);
  byId("play-many").textContent = text("play.world", { world: now.world + 1, n: N });
  byId("play-now").replaceChildren(
    make("span", null, at ? text("play.month", { month: monthName(at - 1), number: at, months: DATA.months })
      : text("play.start", { month: monthName(0) })),
    make("strong", null, over && warRung(state) ? stateName(state) : tensionText(path[at])));
  drawLadder(byId("play-ladder"), path, DATA.months, {
    war: over ? warRung(state) : undefined, line: { at: CRISIS_RUNG, name: text("ladder.crisis_line") },
    from: monthName(0, "short"), to: monthName(DATA.months - 1, "short"),
  });
  byId("play-events").replaceChildren(...momentOf(at), ...(at ? eventsOf(told, at) : []).map((said) => paragraph(said)),
    ...(over ? endSaid().map((said) => paragraph(said, "end")) : []));
  const course = (capital) => text("play.course", { course: courseName(capital, Number(told.courses[capital][Math.max(at, 1) - 1])) });
  drawMoves(byId("play-moves"), (capital) => (at ? madeIn(told.moves, capital, at - 1) : null), course, now.who, askWhy);
  drawWhy(byId("play-why"), told, now.who, at);
  byId("play-line").textContent = text(viewed() === side() ? "play.your_choice" : "play.other_choice",
    { choice: shortChoice(viewed()) });
  byId("play-back").hidden = !now.tiles;
  const rows = DATA.shares.map((name) => {
    const value = numbers(told.states[name], 2)[at] / 100;
    return [text(`shares.${name}`), [bar(value), ` ${value.toFixed(2)}`]];
  });
  byId("play-states").replaceChildren(table(text("play.states"), ["", ""], rows, "states"));
}

function anotherWorld(world) {
  return (world + 1) % N;
}
