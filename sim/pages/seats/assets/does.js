// What a move usually does, in a sentence, and the numbers behind it.
import { numeral, t } from "/shared/texts.js";

// The sentence under a move of the menu.
export function doesLine(item) {
  return item.does ? `${t(`does.tension.${item.does.tension}`)} ${t(`does.worth.${item.does.worth}`)}` : t("does.quiet");
}

// The numbers behind "how sure?"; empty for the quiet move.
export function sureLine(item) {
  if (!item.does) return "";
  const { tension, worth } = item.does.numbers;
  return t("does.sure", { tension: interval(tension), worth: interval(worth), n: numeral(tension.n) });
}

// What a signed deal says of a move; empty where none does.
export function owedLine(item) {
  return item.owed === null ? "" : t(item.owed ? "does.owed" : "does.broken");
}

function interval({ value, low, high }) {
  return `${numeral(value, 2)} [${numeral(low, 2)}, ${numeral(high, 2)}]`;
}
