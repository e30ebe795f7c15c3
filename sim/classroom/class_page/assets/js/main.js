// Which screen is shown, and what the buttons and keys do.
const SHOW = {
  beat: showBeat, before: () => showQuiz("before"), after: () => showQuiz("after"), hook: showHook, play: showPlay, bet: showBet,
  worlds: showWorlds, sandbox: showSandbox, limits: showLimits,
};

const FILMS = {
  play: { pace: () => 650, ready: () => true, length, at: month, until: nextStop, set: setMonth, reset: () => setMonth(0) },
  worlds: { pace: () => 90, ready: () => true, length: () => N, at: () => now.done, until: () => N, set: setDone, reset: () => setDone(0) },
  beat: { pace: () => 3600 / beatLength(), ready: () => answers().guess !== null, length: beatLength, at: beatAt, until: beatLength, set: setBeat, reset: () => setBeat(0) },
};

// All beats share one section, and both rounds of questions do.
function sectionOf(screen) {
  return BEATS.includes(screen) ? "beat" : screen;
}

function partOf(screen) {
  return ["before", "after"].includes(screen) ? "quiz" : sectionOf(screen);
}

function screenName(screen) {
  return beatOf(screen) ? t(`beats.${beatOf(screen).name}.step`) : t(`screen.${screen}`);
}

function showHook() {
  for (const part of ["kicker", "headline", "story", "question"]) byId(part === "headline" ? "title-hook" : `hook-${part}`).textContent = lessonText(part);
  for (const each of ["a", "b"]) {
    byId(`choice-${each}`).textContent = lessonText(each === "a" ? "first" : "second");
    byId(`choice-${each}`).setAttribute("aria-pressed", String(now.choice === each));
  }
}

function choose(choice) {
  change({ ...fresh(), choice, screen: "play" });
  if (!calm()) startOrPause();
}

function drawSteps() {
  byId("steps").replaceChildren(...SCREENS.map((screen, place) => {
    const current = screen === now.screen, name = screenName(screen);
    const open = reachable(screen, now.choice);
    return make("li", null, make("a", {
      href: open ? addressOf({ ...now, screen, upto: null }) : null, role: open ? null : "link", "aria-disabled": open ? null : "true",
      "aria-current": current ? "step" : null, title: name,
    }, make("span", { class: "step-number", "aria-hidden": "true" }, String(BEATS.length ? place : place + 1)), make("span", { class: "step-name" }, name)));
  }));
}

// Show the present state; on a new screen the heading takes the focus, so that it is read out.
function show(moved) {
  const shown = partOf(now.screen);
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `screen-${shown}`;
  SHOW[sectionOf(now.screen)]();
  byId("foot").hidden = Boolean(present());
  drawSteps();
  drawControls();
  document.title = `${screenName(now.screen)} · ${t("site.title", { lesson: t("page.name") })}`;
  if (moved) {
    scrollTo(0, 0);
    byId(`title-${shown}`).focus({ preventScroll: true });
  }
}

function followAddress() {
  const before = now.screen;
  clearInterval(timer);
  timer = null;
  now = stateOf(location.hash);
  show(now.screen !== before);
}

// Go back or on. A beat that one comes back to is shown as it was left.
function walk(way) {
  change({ screen: neighbours()[way], upto: null });
}

const CLICKS = {
  "choice-a": () => choose("a"), "choice-b": () => choose("b"), back: () => walk("back"), next: () => walk("next"),
  start: startOrPause, step: oneStep, reset: resetFilm, assumptions: openSheet, "sheet-close": () => byId("sheet").close(),
  "bet-place": placeBet, "play-back": () => go(now.from || "worlds"), "play-on": goOn,
  "play-again": () => change({ world: anotherWorld(shownWorld()), month: 0, taken: "" }),
  "beat-again": () => change(answer("")), "beat-closer": () => openFromBeat(present().world, answers().choice), "beat-before-link": () => go("before"),
  "quiz-again": answerAgain, "quiz-begin": () => go(OPENING), "hour-print": () => print(),
  "sandbox-reset": resetSandbox,
};

// A presenter's keys; whoever types, moves a slider or walks in a grid keeps them.
function onKey(event) {
  const inside = event.target.closest("input, select, textarea, summary, dialog, .pairs, pre");
  if (inside || event.ctrlKey || event.altKey || event.metaKey) return;
  if (["ArrowRight", "PageDown"].includes(event.key)) forward();
  else if (["ArrowLeft", "PageUp"].includes(event.key)) { if (!byId("back").disabled) walk("back"); }
  else if (event.key === " " && !event.target.closest("button, a")) startOrPause();
  else if (/^[1-9]$/.test(event.key)) openChoices()[event.key - 1]?.click();
  else return;
  event.preventDefault();
}

async function begin() {
  document.body.classList.toggle("course", BEATS.length > 0);
  drawHour();
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
  addEventListener("resize", () => SHOW[sectionOf(now.screen)]());
  addEventListener("keydown", onKey);
  now = stateOf(location.hash);
  show(false);
  document.body.dataset.ready = "1";
  openCrew();
}

begin();
