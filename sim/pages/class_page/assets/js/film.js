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

function startOrPause() {
  const shown = film();
  if (!shown) return;
  if (running()) {
    stop();
  } else if (calm()) {
    shown.set(shown.length());
  } else {
    if (shown.at() >= shown.length()) shown.set(0);
    timer = setInterval(tick, shown.pace);
  }
  drawControls();
}

function tick() {
  const shown = film();
  if (shown && shown.at() < shown.length()) shown.set(shown.at() + 1);
  if (shown && shown.at() < shown.length()) return;
  stop();
  drawControls();
}

function oneStep() {
  stop();
  const shown = film();
  if (shown && shown.at() < shown.length()) shown.set(shown.at() + 1);
  drawControls();
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
  byId("start").disabled = !shown || (shown.idle && shown.idle());
  byId("step").disabled = !shown || shown.at() >= shown.length();
  byId("start-label").textContent = text(running() ? "control.pause" : "control.start");
  byId("start-glyph").setAttribute("href", running() ? "#i-pause" : "#i-start");
  for (const [id, step] of [["back", -1], ["next", 1]]) {
    const screen = SCREENS[place + step];
    byId(id).setAttribute("aria-label", text(`control.${id}`) + (screen ? `: ${text(`screen.${screen}`)}` : ""));
  }
}
