// Every text of the live page and the seats, apart from the code: English; another language is another table.

export const words = {
  title: "Korea escalation, live",
  skip: "Skip to the results",
  scenario: "Scenario",
  worlds: "Worlds",
  seed: "Seed",
  compare: "Compare two line-ups",
  reset: "Reset",
  export: "Export",
  controls: "What you can move",
  numbers: "The threshold, and numbers that nobody knows",
  numbersNote: "They hold for both line-ups.",
  ends: "How the worlds end",
  endsNote: "Shares of the worlds, each with its 95 % interval. Final states add up to 1; flags overlap.",
  ribbon: "Tension, month by month",
  ribbonNote: "Dark band: half of the worlds still running; pale band: nine in ten; white line: the median. Black line: the traced world.",
  kappa: "Lose-lose by threshold",
  kappaNote: "Washington and Beijing both end worse off than by holding still, by more than κ. The share is mostly a choice of κ.",
  grid: "Every world",
  gridNote: "One square a world, in order of number. Pick one to trace it and to read its story.",
  world: "World",
  tell: "Tell its story",
  close: "Close",
  exported: "The same numbers elsewhere",
  exportedNote: "The command gives the numbers of this page. The file holds the scenario.",
  lineup: "Line-up",
  asScenario: "as in the scenario",
  levers: "levers",
  votes: "Votes that may change a policy",
  voteOf: "of {capital}, {month}",
  set: "set by you",
  asking: "Playing the worlds …",
  answered: "{worlds} worlds of {months} months, seed {seed}, answered in {time} ms.",
  failed: "The server does not answer. Is it still running?",
  running: "{count} of {worlds} worlds still running at the end",
  tension: "tension, by rung",
  warOnly: "by war only",
  share: "share of worlds",
  ribbonSays: "Median tension starts at {first} and ends at {last}.",
  kappaSays: "Lose-lose at κ = {kappa}: {text}.",
  gridSays: "{worlds} worlds by how they end.",
  differenceSays: "{name}: line-up B minus A {text}{verdict}",
  notTold: " (not distinguishable at this n)",
  storyHead: "World {world} of seed {seed}: {end}",
  storyMonth: "Month",
  storyTension: "Tension",
  storyFreeze: "freeze",
  storyEvents: "What happened",
  storyKim: "Kim is {kim} in this world.",
  storyCaption: "The moves of each month, each with the chance it had, and tension at the end of the month. ◆: a decisive month.",
  storyFlags: "On the way: {flags}.",
  commandLabel: "Command",
  tomlLabel: "Scenario as TOML",
  save: "Save as {file}",
  flags: {
    lose_lose: "lose-lose, by value", war: "war", inadvertent_war: "war by accident",
    crisis: "crisis (rung 5 or more)", ever_freeze: "a freeze at some time",
  },
  capitals: { washington: "Washington", beijing: "Beijing", pyongyang: "Pyongyang", seoul: "Seoul" },
};

export function say(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function place(root = document) {
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
}

export const plainName = (name) => name.replaceAll("_", " ");
