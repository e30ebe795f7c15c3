// Start, Step and Reset. A screen that has a film says how long it is, where it stands, and how to show a frame.
let timer = null;

function film() {
  const shown = FILMS[sectionOf(now.screen)];
  return shown && shown.ready() ? shown : null;
}

function running() {
  return timer !== null;
}

function stop() {
  if (!running()) return;
  clearInterval(timer);
  timer = null;
  write(false);
}

// Play on to the next stop of the film; without motion it is there at once.
function startOrPause() {
  const shown = film();
  if (!shown) return;
  if (running()) {
    stop();
  } else {
    if (shown.at() >= shown.length()) shown.set(0);
    if (calm()) shown.set(shown.until());
    else timer = setInterval(tick, shown.pace(), shown.until());
  }
  drawControls();
}

function tick(until) {
  const shown = film(), next = shown ? shown.at() + 1 : until;
  if (next >= until) stop();
  if (shown && next <= until) shown.set(next);
  if (!running() && now.screen === "play") byId("play-ask").scrollIntoView({ block: "nearest" });
  drawControls();
}

function oneStep() {
  stop();
  const shown = film();
  if (shown && shown.at() < shown.length()) shown.set(shown.at() + 1);
  drawControls();
  if (document.activeElement === document.body || byId("step").disabled) byId("next").focus();
}

// Forward as a presenter's clicker means it: to the next stop of the film, then to the next screen.
function forward() {
  stop();
  const shown = film();
  if (shown && shown.at() < shown.length()) shown.set(shown.until());
  else if (!byId("next").disabled) byId("next").click();
  else walkChoices();
}

// Where a choice is awaited a clicker walks through what can be chosen; a space takes it.
function walkChoices() {
  const open = openChoices();
  open[(open.indexOf(document.activeElement) + 1) % open.length]?.focus();
}

// The buttons of the choice that is awaited: the last group of them that is shown.
function openChoices() {
  const groups = [...document.querySelectorAll("main > section:not([hidden]) [role=group]")].filter((group) => group.offsetParent && group.querySelector(".choice"));
  return groups.length ? [...groups[groups.length - 1].querySelectorAll(".choice")] : [];
}

function resetFilm() {
  stop();
  const shown = film();
  if (shown) shown.reset();
  else restart();
  drawControls();
}

function restart() {
  change(fresh(), t("control.restarted"));
}

// Next waits for the choice and for the bet: neither is made silently, and none is lost.
function awaited() {
  if (present()) return answers().guess === null;
  return (now.screen === "hook" && !now.choice) || (now.screen === "bet" && now.bet === null);
}

function drawControls() {
  const shown = film(), way = neighbours();
  byId("back").disabled = !way.back;
  byId("next").disabled = !way.next || awaited();
  for (const id of ["start", "step"]) byId(id).hidden = !shown;
  byId("reset").hidden = BEATS.length > 0 && now.screen !== "play";
  byId("step").disabled = !shown || shown.at() >= shown.length();
  byId("start-label").textContent = t(running() ? "control.pause" : "control.start");
  byId("start-glyph").setAttribute("href", running() ? "#i-pause" : "#i-start");
  for (const id of ["back", "next"]) byId(id).setAttribute("aria-label", t(`control.${id}`) + (way[id] ? `: ${screenName(way[id])}` : ""));
}

// Where Back and Next lead: along the way, and from a screen beside it to where one came from.
function neighbours() {
  if (ASIDE.includes(now.screen)) return { back: now.from || OPENING };
  const place = SCREENS.indexOf(now.screen);
  return { back: SCREENS[place - 1], next: SCREENS[place + 1] };
}

// Say something to a screen reader; while a film runs only its end is said.
function announce(said) {
  if (!running() || film().at() >= film().length()) byId("live").textContent = said;
}
