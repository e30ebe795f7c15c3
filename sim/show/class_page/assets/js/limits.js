// Sources and limits, and the sheet of assumptions that is one click away on every screen.
function showLimits() {
  const { kappa, n, readings } = DATA.large;
  const heads = [text("limits.kappa_head"), text("limits.first"), text("limits.second")];
  const others = Object.entries(readings).map(([name, each]) => [TEXTS.outcomes[name], each.a, each.b]);
  byId("limits-kappa").replaceChildren(
    paragraph(text("limits.kappa_note", { large: n, kappa: DATA.kappa })),
    table(text("limits.kappa"), heads, kappa.map((row) => [row.kappa, row.a, row.b]), "numbers"),
    table(text("limits.reading"), [text("limits.reading"), heads[1], heads[2]], others, "numbers"));
  const values = Object.entries(CRISIS.values).map(([name, value]) => `${name} = ${value}`);
  const commands = [
    ["again_first", DATA.settings.a.command], ["again_second", DATA.settings.b.command],
    ["again_sandbox", DATA.sandbox.command],
    ["again_crisis", [...values, `opening_moves = ${CRISIS.opening.join(", ")}`].join("; ")],
  ];
  byId("limits-commands").replaceChildren(...commands.flatMap(([name, command]) =>
    [make("dt", null, text(`limits.${name}`)), make("dd", null, make("code", null, command))]));
  if (DATA.file) {
    byId("limits-commands").prepend(make("dt", null, text("limits.save", { name: DATA.file.name })),
      make("dd", null, make("pre", { tabindex: "0" }, DATA.file.text)));
  }
  byId("limits-made").textContent = text("limits.made", {
    scenario: DATA.scenario.name, title: DATA.scenario.title, seed: DATA.seed, n: N, months: DATA.months,
    version: DATA.version, hash_a: DATA.settings.a.hash, hash_b: DATA.settings.b.hash,
  });
}

function openSheet() {
  const items = [
    text("assume.choice", { precision: DATA.precision }), text("assume.forecast", { forecast: DATA.forecast }),
    text("assume.luck", { seed: DATA.seed }), text("assume.war"), text("assume.outcome", { meaning: meaning() }),
  ];
  const plans = DATA.settings[side()].plans;
  const lines = CAPITALS.map((capital) => make("li", null, marker(capital), ` ${TEXTS.capitals[capital]}: `,
    plans[capital].map(([month, policy]) => text("assume.from", { policy: TEXTS.policies[capital][policy], month })).join(TEXTS.site.list)));
  byId("sheet-body").replaceChildren(
    paragraph(text("assume.intro")), make("ul", { class: "plain" }, ...items.map((said) => make("li", null, said))),
    make("h3", null, `${text("assume.lines")}: ${shortChoice(side())}`), make("ul", { class: "plain" }, ...lines),
    ...DATA.settings[side()].votes.map(([capital, month]) =>
      paragraph(text("assume.vote", { capital: TEXTS.capitals[capital], month }), "aside")), paragraph(text("assume.more"), "aside"));
  stop();
  byId("sheet").showModal();
  byId("sheet-title").focus();
}
