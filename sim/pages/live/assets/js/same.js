// The same numbers from the command line and from Python.
function showSame() {
  const commands = shownSides().map((side) => [now.compare ? t("same.side", { side: side.toUpperCase() }) : t("same.one"), commandOf(now[side])]);
  byId("commands").replaceChildren(...[...commands, [t("same.python"), pythonOf()]].flatMap(([name, said]) => [make("dt", null, name),
    make("dd", null, make("pre", { tabindex: "0" }, said))]));
  byId("version").textContent = t("same.version", { version: DATA.version });
}

const quoted = (word) => (/^[\w./=:,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function commandOf(changes) {
  const { asked, changed } = scenario().said;
  const sets = [...changed, ...Object.entries(changes).map((pair) => pair.join("="))].flatMap((each) => ["--set", each]);
  return ["sim", "run", asked, ...sets, "-n", String(now.worlds), "--seed", now.seed].map(quoted).join(" ");
}

function pythonOf() {
  const { asked, changed } = scenario().said, base = [`import sim`, `scenario = sim.load_scenario(${JSON.stringify(asked)})`];
  if (changed.length) base.push(`scenario = scenario.change(${pythonDict(Object.fromEntries(changed.map((each) => each.split("=", 2))))})`);
  const runs = shownSides().map((side) => `${side} = sim.run(scenario.change(${pythonDict(now[side])}), worlds=${now.worlds}, seed=${now.seed})`);
  const name = JSON.stringify(now.outcome);
  return [...base, ...runs, ...shownSides().map((side) => `print(${side}.probability(${name}))`), ...(now.compare ? [`print(sim.paired_difference(b, a, ${name}))`] : [])].join("\n");
}

function pythonDict(changes) {
  const value = (each) => (each === false ? "False" : typeof each === "number" ? String(each) : /^-?\d+(\.\d+)?$/.test(each) ? each : JSON.stringify(each));
  return `{${Object.entries(changes).map(([name, each]) => `${JSON.stringify(name)}: ${value(each)}`).join(", ")}}`;
}
