// Start, Step and Reset. A screen that has a film says how long it is, where it stands, and how to show a frame.
let timer = null;

function film() {
  return FILMS[now.screen] || null;
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
    else timer = setInterval(tick, shown.pace, shown.until());
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
}

function resetFilm() {
  stop();
  const shown = film();
  if (shown) shown.reset();
  else restart();
  drawControls();
}

function restart() {
  change({ ...fresh(), screen: "hook" }, text("control.restarted"));
}

// Next waits for the choice and for the bet: neither is made silently, and none is lost.
function awaited() {
  return (now.screen === "hook" && !now.choice) || (now.screen === "bet" && now.bet === null);
}

function drawControls() {
  const shown = film();
  const place = SCREENS.indexOf(now.screen);
  byId("back").disabled = place === 0;
  byId("next").disabled = place === SCREENS.length - 1 || awaited();
  byId("start").disabled = !shown;
  byId("step").disabled = !shown || shown.at() >= shown.length();
  byId("start-label").textContent = text(running() ? "control.pause" : "control.start");
  byId("start-glyph").setAttribute("href", running() ? "#i-pause" : "#i-start");
  for (const [id, step] of [["back", -1], ["next", 1]]) {
    const screen = SCREENS[place + step];
    byId(id).setAttribute("aria-label", text(`control.${id}`) + (screen ? `: ${text(`screen.${screen}`)}` : ""));
  }
}

// Say something to a screen reader; while a film runs only its end is said.
function announce(said) {
  if (!running() || film().at() >= film().length()) byId("live").textContent = said;
}
