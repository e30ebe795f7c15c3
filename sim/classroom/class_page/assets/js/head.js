// The face over the wall, and small heads.
function whoOf(beat) {
  return beat.seat === "pyongyang" ? "washington" : "kim";
}

const headParts = (who, name) => [...SHAPES[who], ...LOOKS_OF[name]].map(([shape, place]) => draw(shape, place));

function look(beat, name) {
  byId("face").replaceChildren(...headParts(whoOf(beat), name));
  byId("face").setAttribute("aria-label", t(`look.${whoOf(beat)}.${name}`));
}

// A small head of its own; without a label it is there for the eye alone.
function headOf(who, name, label = "") {
  return draw("svg", { class: "mini", viewBox: "0 0 200 200", ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }) }, ...headParts(who, name));
}

// The look of a month, from what the other one says and does.
function lookOf(beat, month) {
  const who = whoOf(beat), capital = who === "kim" ? "pyongyang" : who, named = (kind) => DATA.game.moves[`${capital}.${kind}`][month[`${capital}_${kind}`]];
  return lookAt(who, { word: named("word"), deed: named("deed") });
}
