// What an adviser thinks that a move does, in a sentence.
import { t } from "/shared/texts.js";

const PARTS = ["tension", "worth"];

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
