// Which screen is shown, and what the buttons and keys do.
const SHOW = { hook: showHook, play: showPlay, bet: showBet, worlds: showWorlds, sandbox: showSandbox, limits: showLimits };

const FILMS = {
  play: { pace: 650, length, at: month, until: nextStop, set: setMonth, reset: () => setMonth(0) },
  worlds: { pace: 90, length: () => N, at: () => now.done, until: () => N, set: setDone, reset: () => setDone(0) },
};

function showHook() {
  byId("hook-question").textContent = text("hook.choose", { seat: text(`capitals.${DATA.seat}`) });
  for (const each of ["a", "b"]) byId(`choice-${each}`).setAttribute("aria-pressed", String(now.choice === each));
}

function choose(choice) {
  change({ ...fresh(), choice, screen: "play" });
  if (!calm()) startOrPause();
}

function drawSteps() {
  byId("steps").replaceChildren(...SCREENS.map((screen, place) => {
    const current = screen === now.screen;
    const name = text(`screen.${screen}`);
    const open = reachable(screen, now.choice);
    return make("li", null, make("a", {
      href: open ? addressOf({ ...now, screen }) : null, role: open ? null : "link", "aria-disabled": open ? null : "true",
      "aria-current": current ? "step" : null, title: name,
    }, make("span", { class: "step-number", "aria-hidden": "true" }, String(place + 1)), make("span", { class: "step-name" }, name)));
  }));
}

// Show the present state; on a new screen the heading takes the focus, so that it is read out.
function show(moved) {
  for (const screen of SCREENS) byId(`screen-${screen}`).hidden = screen !== now.screen;
  SHOW[now.screen]();
  drawSteps();
  drawControls();
  const title = text("site.title", { lesson: text("lesson.name") });
  document.title = `${text(`screen.${now.screen}`)} · ${title}`;
  if (moved) {
    scrollTo(0, 0);
    byId(`title-${now.screen}`).focus({ preventScroll: true });
  }
}

function followAddress() {
  const before = now.screen;
  clearInterval(timer);
  timer = null;
  now = stateOf(location.hash);
  show(now.screen !== before);
}

function beside(step) {
  go(SCREENS[SCREENS.indexOf(now.screen) + step]);
}

const CLICKS = {
  "choice-a": () => choose("a"), "choice-b": () => choose("b"), back: () => beside(-1), next: () => beside(1),
  start: startOrPause, step: oneStep, reset: resetFilm, assumptions: openSheet, "sheet-close": () => byId("sheet").close(),
  "bet-place": placeBet, "play-back": () => go(now.tiles), "play-on": goOn,
  "play-again": () => change({ world: anotherWorld(now.world), month: 0, taken: "" }),
  "sandbox-reset": () => change({ tried: {} }, text("sandbox.reset_said")),
};

// A presenter's keys; whoever types, moves a slider or walks in a grid keeps them.
function onKey(event) {
  const inside = event.target.closest("input, select, textarea, summary, dialog, .pairs, pre");
  if (inside || event.ctrlKey || event.altKey || event.metaKey) return;
  if (["ArrowRight", "PageDown"].includes(event.key)) forward();
  else if (["ArrowLeft", "PageUp"].includes(event.key)) { if (!byId("back").disabled) beside(-1); }
  else if (event.key === " " && !event.target.closest("button, a")) startOrPause();
  else return;
  event.preventDefault();
}

async function begin() {
  now = stateOf("");
  show(false);
  await openGame();
  for (const [id, act] of Object.entries(CLICKS)) byId(id).addEventListener("click", act);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  byId("bet-slider").addEventListener("input", drawBet);
  byId("bet-slider").addEventListener("change", holdBet);
  byId("worlds-sort").addEventListener("change", (event) => change({ sort: event.target.checked }));
  addEventListener("popstate", followAddress);
  addEventListener("resize", () => SHOW[now.screen]());
  addEventListener("keydown", onKey);
  now = stateOf(location.hash);
  show(false);
  document.body.dataset.ready = "1";
}

begin();
