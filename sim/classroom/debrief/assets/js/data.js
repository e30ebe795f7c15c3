// What the page holds: the game as it was, what each capital saw, and what plays it otherwise.
const DATA = JSON.parse(document.getElementById("data").textContent);
const GAME = DATA.game;
const TOLD = DATA.told;
const CAPITALS = GAME.capitals;
const LIVED = TOLD.truth.length;
const AFTER = ["teams", "model"];

let kernel = null;
let now = null;

// The page opens at the move that made the most difference.
function fresh() {
  const cause = TOLD.team.causes[0]?.values, seat = TOLD.record.teams[0] ?? CAPITALS[0];
  return { month: cause ? 1 + TOLD.truth.findIndex(({ month }) => month === cause.month) : 1, seat, capital: cause ? cause.capital.split(".")[1] : seat, word: "", deed: "", after: "teams" };
}

// Each part of the address as the state takes it; undefined refuses it.
const READ = {
  month: (said) => (/^\d{1,3}$/.test(said) && said >= 1 && said <= LIVED ? Number(said) : undefined),
  seat: oneOf(CAPITALS), capital: oneOf(CAPITALS), ...Object.fromEntries(KINDS.map((kind) => [kind, oneOf(CAPITALS.flatMap((capital) => GAME.moves[`${capital}.${kind}`]))])), after: oneOf(AFTER),
}, { addressOf, stateOf: stateIn } = addressing(fresh, READ);

function stateOf(address) {
  const state = stateIn(address);
  for (const kind of KINDS) if (!GAME.moves[`${state.capital}.${kind}`].includes(state[kind])) state[kind] = "";
  return state;
}

function capitalName(capital) {
  return t(`capitals.${capital}`);
}

function moveText(menu, move) {
  const [capital, kind] = menu.split(".");
  return t(`${kind}s.${capital}.${move}`);
}

function monthAfter(months, form) {
  return monthIn(TOLD.start, months, form);
}
