// Which screen is shown, and what the buttons do.
const SHOW = {
  hook: showHook, play: showPlay, bet: showBet, worlds: showWorlds, lever: showLever, crisis: showCrisis, sandbox: showSandbox,
  limits: showLimits,
};

const FILMS = {
  play: { pace: 1100, length: () => lengthOf(story()), at: month, set: setMonth, reset: () => setMonth(0) },
  worlds: { pace: 160, length: () => DATA.months, at: () => now.frame, set: setFrame, reset: () => setFrame(0) },
  lever: { pace: 110, length: () => N, at: () => now.done, set: setDone, reset: () => setDone(0) },
  crisis: {
    pace: 900, length: () => crisisPath().known, at: () => Math.min(now.played, crisisPath().known),
    idle: () => now.played >= crisisPath().known, set: setPlayed, reset: () => change({ lines: "", played: 0 }, text("crisis.month_start")),
  },
  sandbox: {
    pace: 40, length: () => N, at: () => now.shown, set: setShown,
    reset: () => change({ lineup: fresh().lineup, shown: N }, text("sandbox.same", { choice: shortChoice("a") })),
  },
};

function showHook() {
  byId("hook-question").textContent = text("hook.choose", { seat: TEXTS.capitals[DATA.seat] });
  for (const each of ["a", "b"]) byId(`choice-${each}`).setAttribute("aria-pressed", String(now.choice === each));
}

function choose(choice) {
  change({ ...fresh(), choice, screen: "play" });
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
  const title = text("site.title", { lesson: TEXTS.lesson.name });
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
  "bet-place": placeBet, "play-back": () => go(now.tiles), "play-again": () => change({ world: anotherWorld(now.world), month: 0 }),
  "crisis-again": () => change({ crisis: anotherWorld(now.crisis), lines: "", played: 0 }),
};

function begin() {
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
  now = stateOf(location.hash);
  show(false);
}

begin();
