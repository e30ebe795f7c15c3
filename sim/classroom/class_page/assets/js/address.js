// What the page shows is in its address, so that a reload or a shared link gives the same screen. What is answered to the
// questions before and after is not: a link tells nobody what a reader knew.
const BEATS = DATA.beats.map((_, place) => `beat-${place + 1}`);
const SCREENS = BEATS.length ? ["before", ...BEATS, "after", "sandbox", "limits"] : ["hook", "play", "bet", "worlds", "sandbox", "limits"];

// A course opens at its first choice; the questions before it are one step back, for whoever has a class.
const OPENING = BEATS[0] || SCREENS[0];

// The screen of a course beside its way: it leads back to where one came from.
const ASIDE = BEATS.length ? ["play"] : [];

// What a world may be counted for in the sandbox.
const COUNTED = Object.keys(OUTCOMES).filter((name) => has(`counted.${name}`));

function fresh() {
  return {
    screen: OPENING, lesson: DATA.home, choice: "", world: null, month: 0, taken: "", bet: null, done: 0, sort: false, tried: {}, count: "",
    view: "", from: "", said: [], upto: null, line: 2,
  };
}

let now = fresh();

// How each part of the state is read from a text; undefined refuses it.
const READ = {
  lesson: (said) => (Object.hasOwn(DATA.lessons, said) ? said : undefined),
  choice: (said) => (["a", "b"].includes(said) ? said : undefined),
  world: (said) => whole(said, 0, N - 1),
  month: (said) => whole(said, 0, MONTHS),
  taken: (said) => (/^\d$/.test(said) ? said : undefined),
  bet: (said) => whole(said, 0, N),
  done: (said) => whole(said, 0, N),
  sort: (said) => (said === "1" ? true : undefined),
  tried: (said) => triedOf(said),
  count: (said) => (COUNTED.includes(said) ? said : undefined),
  view: (said) => (["a", "b"].includes(said) ? said : undefined),
  from: (said) => ([...BEATS, "worlds"].includes(said) ? said : undefined),
  said: (said) => said.split(".").slice(0, BEATS.length).map((each) => (/^[ab]\d?$/.test(each) ? each : "")),
  upto: (said) => whole(said, 0, Math.max(N, MONTHS)),
  line: (said) => whole(said, 1, 3),
};

// Screens that show the class's own choice; without one there is nothing to show.
const CHOSEN = ["play", "bet", "worlds"];

const WRITTEN = { sort: (value) => (value ? "1" : ""), tried: triedText, said: (value) => value.join(".").replace(/\.+$/, "") };

function triedText(tried) {
  return Object.entries(tried).map((pair) => pair.join(":")).join(",");
}

// What is tried in the sandbox; what is not one of its controls is dropped.
function triedOf(said) {
  const tried = {};
  for (const part of said.split(",")) {
    const [name, value = ""] = part.split(":"), capital = name.split(".")[0];
    const slider = DATA.sliders.flatMap((story) => story.sliders).find((each) => each.name === name);
    if (slider && value !== "" && Number(value) >= slider.low && Number(value) <= slider.high) tried[name] = Number(value);
    if (CAPITALS.includes(capital) && name === `${capital}.policy` && GAME.courses[capital].includes(value)) tried[name] = value;
    if (name === "kim_type" && GAME.kims.includes(value)) tried[name] = value;
  }
  return tried;
}

function whole(said, low, high) {
  const number = /^\d{1,4}$/.test(said) ? Number(said) : NaN;
  return number >= low && number <= high ? number : undefined;
}

function addressOf(shown) {
  const state = settled(shown);
  const plain = fresh();
  const parts = Object.keys(READ)
    .filter((key) => written(key, state[key]) !== written(key, plain[key]))
    .map((key) => `${key}=${written(key, state[key])}`);
  return "#" + [state.screen, ...parts].join("&");
}

function written(key, value) {
  return key in WRITTEN ? WRITTEN[key](value) : value;
}

function stateOf(address) {
  const [screen, ...parts] = address.replace(/^#/, "").split("&");
  const state = fresh();
  if ([...SCREENS, ...ASIDE].includes(screen)) state.screen = screen;
  for (const part of parts) {
    const [key, said = ""] = part.split("=");
    const value = Object.hasOwn(READ, key) ? READ[key](said) : undefined;
    if (value !== undefined) state[key] = value;
  }
  if (state.taken >= GAME.courses[DATA.lessons[state.lesson].seat].length) state.taken = "";
  if (!reachable(state.screen, state.choice)) state.screen = OPENING;
  return settled(state);
}

function reachable(screen, choice) {
  return choice !== "" || !CHOSEN.includes(screen);
}

// From where a world was opened, and under which setting, is kept only as long as it is looked at.
function settled(state) {
  if (state.screen === "play") return state;
  return { ...state, view: "", from: "", ...(BEATS.length ? { lesson: DATA.home, choice: "" } : {}) };
}

// The world that is shown: one that was asked for, or the lesson's own.
function shownWorld() {
  return now.world ?? lesson().world;
}

// The setting that was chosen (where nothing is, the sheet of assumptions shows the first), and the other one.
function side() {
  return now.choice || "a";
}

function otherSide() {
  return side() === "a" ? "b" : "a";
}

// Change what the page shows; a new screen becomes an entry of the history.
function change(changes, announced) {
  const moved = "screen" in changes && changes.screen !== now.screen;
  if (moved) stop();
  now = settled({ ...now, ...changes });
  if (!running()) write(moved);
  show(moved);
  if (announced) announce(announced);
}

// Write the state into the address. Browsers bound how often that may be done, so a film writes only where it stops.
function write(moved) {
  try {
    if (moved) history.pushState(null, "", addressOf(now));
    else history.replaceState(null, "", addressOf(now));
  } catch {
    // The page works without; only a shared link would be behind.
  }
}

function go(screen) {
  change({ screen });
}
