// What the model cannot say, where it comes from, and how to get the same numbers.
function showLimits() {
  const rows = ["a", "b"].map((each) => [shortChoice(each), lesson().arms[each]]);
  byId("limits-commands").replaceChildren(...rows.flatMap(([name, changes]) => [make("dt", null, name),
    make("dd", null, make("pre", { tabindex: "0" }, commandOf(changes, N)))]), ...savedFile());
  byId("limits-made").textContent = t("limits.made", {
    scenario: DATA.scenario.name, title: titleText(DATA.scenario), seed: DATA.seed, n: N, months: MONTHS, version: DATA.version,
    hash_a: lesson().hashes.a, hash_b: lesson().hashes.b,
  });
}

function savedFile() {
  if (!DATA.save) return [];
  return [make("dt", null, t("limits.save", { name: DATA.file })), make("dd", null, make("pre", { tabindex: "0" }, DATA.save))];
}

function openSheet() {
  const said = (name, values) => paragraph(t(`assume.${name}`, values));
  byId("sheet-body").replaceChildren(said("intro"), said("choice"), said("review"), said("kim"), said("luck", { seed: DATA.seed }), said("war"),
    said("outcome", { meaning: meaning() }), said("more"));
  byId("sheet").showModal();
  byId("sheet-title").focus();
}
