// What the page shows is in its address, so that a reload or a shared link gives the same screen.
const SCREENS = ["hook", "play", "bet", "worlds", "lever", "crisis", "sandbox", "limits"];

function fresh() {
  return {
    screen: "hook", choice: "", world: DATA.world, month: 0, who: DATA.seat, bet: null, frame: 0, sort: false, done: 0,
    lines: "", played: 0, crisis: DATA.world, lineup: "0".repeat(CAPITALS.length), shown: N,
    view: "", tiles: "",
  };
}

let now = fresh();

// How each part of the state is read from a text; undefined refuses it.
const READ = {
  choice: (said) => (["a", "b"].includes(said) ? said : undefined),
  world: (said) => whole(said, 1, N, -1),
  month: (said) => whole(said, 0, DATA.months, 0),
  who: (said) => (CAPITALS.includes(said) ? said : undefined),
  bet: (said) => whole(said, 0, N, 0),
  frame: (said) => whole(said, 0, DATA.months, 0),
  sort: (said) => (said === "1" ? true : undefined),
  done: (said) => whole(said, 0, N, 0),
  lines: (said) => (new RegExp(`^[0-2]{0,${DATA.crisis.turns}}$`).test(said) ? said : undefined),
  played: (said) => whole(said, 0, DATA.crisis.turns * DATA.crisis.turnMonths, 0),
  crisis: (said) => whole(said, 1, N, -1),
  lineup: (said) => (validLineup(said) ? said : undefined),
  shown: (said) => whole(said, 0, N, 0),
  view: (said) => (["a", "b"].includes(said) ? said : undefined),
  tiles: (said) => (["worlds", "lever"].includes(said) ? said : undefined),
};

// Screens that show the class's own choice; without one there is nothing to show.
const CHOSEN = ["play", "bet", "worlds", "lever"];

// Worlds count from 1 for people and from 0 in the data.
const WRITTEN = { world: (value) => value + 1, crisis: (value) => value + 1, sort: () => "1" };

function whole(said, low, high, shift) {
  const number = /^\d{1,4}$/.test(said) ? Number(said) : NaN;
  return number >= low && number <= high ? number + shift : undefined;
}

function validLineup(said) {
  return said.length === CAPITALS.length &&
    CAPITALS.every((capital, place) => /\d/.test(said[place]) && said[place] < DATA.sandbox.menus[capital].length);
}

function addressOf(shown) {
  const state = settled(shown);
  const plain = fresh();
  const parts = Object.keys(READ)
    .filter((key) => state[key] !== plain[key])
    .map((key) => `${key}=${WRITTEN[key] ? WRITTEN[key](state[key]) : state[key]}`);
  return "#" + [state.screen, ...parts].join("&");
}

function stateOf(address) {
  const [screen, ...parts] = address.replace(/^#/, "").split("&");
  const state = fresh();
  if (SCREENS.includes(screen)) state.screen = screen;
  for (const part of parts) {
    const [key, said = ""] = part.split("=");
    const value = Object.hasOwn(READ, key) ? READ[key](said) : undefined;
    if (value !== undefined) state[key] = value;
  }
  if (!reachable(state.screen, state.choice)) state.screen = "hook";
  return settled(state);
}

function reachable(screen, choice) {
  return choice !== "" || !CHOSEN.includes(screen);
}

// Which tiles a world was opened from, and under which setting, is kept only as long as the world is looked at.
function settled(state) {
  return state.screen === "play" ? state : { ...state, view: "", tiles: "" };
}

// The setting that was chosen (where nothing is, the sheet of assumptions shows the first), and the other one.
function side() {
  return now.choice || "a";
}

function otherSide() {
  return side() === "a" ? "b" : "a";
}

// The setting of the world that is looked at: the chosen one, unless a tile of the other was opened.
function viewed() {
  return (now.screen === "play" && now.view) || side();
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
