// What a move usually does, in a sentence, and the numbers behind it.
import { make, paragraph } from "/shared/dom.js";
import { numeral, t } from "/shared/texts.js";

const PARTS = ["tension", "war", "economy", "arsenal", "worth"];

// The sentence under a move of the menu: what it moves, and nothing of what it does not.
export function doesLine(item) {
  if (!item.does) return t("does.quiet");
  const moved = PARTS.filter((part) => item.does[part]).map((part) => t(`does.${part}.${item.does[part]}`));
  return moved.length ? moved.join(" ") : t("does.little");
}

// What a signed deal says of a move; empty where none does.
export function owedLine(item) {
  return item.owed === null ? "" : t(item.owed ? "does.owed" : "does.broken");
}

// The numbers of a whole menu behind one fold; `nameOf(kind, move)` says what a move is called.
export function sureFold(menu, nameOf) {
  const measured = Object.entries(menu).flatMap(([kind, items]) => items.filter((item) => item.does).map((item) => [nameOf(kind, item.name), item.does.numbers]));
  if (!measured.length) return null;
  const n = numeral(measured[0][1].war.n);
  return make("details", { class: "sure" }, make("summary", null, t("seat.sure")), paragraph(t("does.method", { n })),
    make("ul", null, ...measured.map(([name, found]) => make("li", null, t("does.numbers", { name, ...Object.fromEntries(PARTS.map((part) => [part, interval(found[part])])) })))));
}

function interval({ value, low, high }) {
  return `${numeral(value, 2)} [${numeral(low, 2)}, ${numeral(high, 2)}]`;
}
