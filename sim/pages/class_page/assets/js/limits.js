// Sources and limits, and the sheet of assumptions that is one click away on every screen.
function showLimits() {
  byId("limits-readings").replaceChildren(...(DATA.outcome === "lose_lose" ? kappaTable() : []), ...readingsTable());
  const values = Object.entries(CRISIS.values).map(([name, value]) => `${name} = ${value}`);
  const openings = Object.entries(CRISIS.opening).map(([menu, move]) => `${menu} = ${move}`);
  const commands = [
    [shortChoice("a"), DATA.settings.a.command], [shortChoice("b"), DATA.settings.b.command],
    [text("limits.again_sandbox"), DATA.sandbox.command],
    [text("limits.again_crisis", { choice: shortChoice("a") }), [...values, ...openings].join("; ")],
  ];
  byId("limits-commands").replaceChildren(...commands.flatMap(([name, command]) =>
    [make("dt", null, name), make("dd", null, make("code", null, command))]));
  if (DATA.file) {
    byId("limits-commands").prepend(make("dt", null, text("limits.save", { name: DATA.file.name })),
      make("dd", null, make("pre", { tabindex: "0" }, DATA.file.text)));
  }
  byId("limits-made").textContent = text("limits.made", {
    scenario: DATA.scenario.name, title: DATA.scenario.title, seed: DATA.seed, n: N, months: DATA.months,
    version: DATA.version, hash_a: DATA.settings.a.hash, hash_b: DATA.settings.b.hash,
  });
}

// How far lose-lose moves with the thresholds of the aims, and how often both lose more than κ by value.
function kappaTable() {
  const { kappa, thresholds, n } = DATA.large;
  const ranges = ["a", "b"].map((each) => text("limits.thresholds_of", { choice: shortChoice(each), range: thresholds[each] }));
  return [make("h2", null, text("limits.kappa")), paragraph([text("limits.thresholds"), ...ranges].join(" ")),
    paragraph(text("limits.kappa_note", { large: n })),
    table(text("limits.kappa"), [text("limits.kappa_head"), shortChoice("a"), shortChoice("b")],
      kappa.map((row) => [row.kappa, row.a, row.b]), "numbers")];
}

// The same worlds counted in other ways; the lesson's own comes first.
function readingsTable() {
  const { n, readings } = DATA.large;
  const names = Object.keys(readings).sort((one, two) => Number(two === DATA.outcome) - Number(one === DATA.outcome));
  return [make("h2", null, text("limits.reading")), paragraph(text("limits.reading_note", { large: n })),
    table(text("limits.reading"), [text("limits.reading_head"), shortChoice("a"), shortChoice("b")],
      names.map((name) => [TEXTS.outcomes[name], readings[name].a, readings[name].b]), "numbers"),
    make("ul", { class: "plain" }, ...names.map((name) =>
      make("li", null, text("limits.reading_means", { outcome: TEXTS.outcomes[name], meaning: meaningOf(name) }))))];
}

function openSheet() {
  const items = [
    text("assume.choice"), text("assume.review"), text("assume.kim"),
    text("assume.luck", { seed: DATA.seed }), text("assume.war"), text("assume.outcome", { meaning: meaning() }),
  ];
  const plans = DATA.settings[viewed()].plans;
  const lines = CAPITALS.map((capital) => make("li", null, marker(capital), ` ${TEXTS.capitals[capital]}: `,
    plans[capital].map(([month, policy]) => text("assume.from", { policy: policyText(capital, policy), month })).join(TEXTS.site.list)));
  byId("sheet-body").replaceChildren(
    paragraph(text("assume.intro")), make("ul", { class: "plain" }, ...items.map((said) => make("li", null, said))),
    make("h3", null, `${text("assume.lines")}: ${shortChoice(viewed())}`), make("ul", { class: "plain" }, ...lines),
    ...DATA.settings[viewed()].votes.map(([capital, month]) =>
      paragraph(text("assume.vote", { capital: TEXTS.capitals[capital], month }), "aside")), paragraph(text("assume.more"), "aside"));
  stop();
  byId("sheet").showModal();
  byId("sheet-title").focus();
}
