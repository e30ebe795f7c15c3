// One month with both truths: what was, and what a capital saw of it; what was said and misread.
function showMonth() {
  const month = now.month - 1, truth = TOLD.truth[month], seat = capitalName(now.seat);
  byId("month").max = LIVED;
  byId("month").value = now.month;
  const name = t("world.month", { month: monthAfter(month), number: now.month, months: TOLD.months });
  byId("month").setAttribute("aria-valuetext", name);
  byId("month-title").textContent = `${name}. ${tensionSaid(truth.tension)}.`;
  byId("seat").value = now.seat;
  byId("saw-title").textContent = t("debrief.month.saw", { capital: seat });
  const next = TOLD.seen[now.seat][now.month];
  const { teams, declared } = TOLD.record, named = CAPITALS.filter((each) => !teams.includes(each) || declared.includes(each));
  drawStage(byId("was"), namedScene(GAME, truth.courses, truth.moves, truth.chosen, named));
  drawStage(byId("saw"), namedScene(GAME, truth.courses, next ? next.moves : truth.moves, [], named));
  showMisread(month, seat, next);
  showErrors(month, seat);
  const said = saidIn(month);
  byId("said").replaceChildren(...(said.length ? said : [t("debrief.month.silence")]).map((each) => make("li", null, each)));
}

function showMisread(month, seat, next) {
  const wrong = TOLD.misread[now.seat].filter((each) => each.month === month);
  const lines = wrong.map(({ capital, kind, made, seen }) => t("debrief.month.misread", { capital: capitalName(capital), seat, made: moveText(`${capital}.${kind}`, made), seen: moveText(`${capital}.${kind}`, seen) }));
  for (const place of CAPITALS.keys()) byId("saw").children[place + 1].classList.toggle("wrong", wrong.some((each) => each.capital === CAPITALS[place]));
  byId("misread").className = lines.length ? "misread" : "misread none";
  byId("misread").replaceChildren(...(lines.length ? lines : [next ? t("debrief.month.read", { seat }) : t("debrief.month.last")]).map((each) => make("li", null, each)));
}

// What the capital knew with error when the month opened, and whom it took Kim for.
function showErrors(month, seat) {
  const view = TOLD.seen[now.seat][month], true_ = (name) => DATA.states[month][GAME.places.indexOf(name)];
  byId("truths-title").textContent = t("debrief.month.truths", { seat });
  const errors = Object.entries(view.errors).map(([name, error]) => t("debrief.month.state", { name: begun(t(`state.${name}`)), seen: numeral(view.states[name], 2), error: numeral(2 * error, 2), was: numeral(true_(name), 2) }));
  const held = TOLD.team.belief[month], belief = now.seat === "pyongyang" ? t("debrief.month.knew") : `${t("debrief.month.belief", { greedy: percent(held) })} ${t("debrief.kim", { kim: t(`kims.${TOLD.team.kim}`) })}`;
  byId("errors").replaceChildren(...[...errors, belief].map((each) => make("li", null, each)));
}

// Notes with their readers, and what all heard. Texts of people stand as text, never as markup.
function saidIn(month) {
  const to = (note) => (note.to.length ? note.to.map(capitalName).join(t("world.list")) : t("debrief.month.everyone"));
  const notes = TOLD.notes.filter((note) => note.month === month).map((note) => [t("debrief.month.note", { from: capitalName(note.by), to: to(note), text: note.text }), note.leaked ? t("debrief.month.leaked") : ""].join(" ").trim());
  const told = month + 1 === LIVED ? [...TOLD.headlines[month], ...TOLD.headlines[LIVED]] : TOLD.headlines[month];
  const heard = told.filter(({ key }) => key !== "told.note").map(sentence);
  return [...notes, ...heard];
}
