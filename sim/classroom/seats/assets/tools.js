// The few things that all parts of the seat page share.
import { byId, make } from "/shared/dom.js";
import { marker } from "/shared/faces.js";
import { t } from "/shared/texts.js";

export const nameOf = (capital) => t(`capitals.${capital}`);
export const wordOf = (capital, word) => t(`words.${capital}.${word}`);
export const deedOf = (capital, deed) => t(`deeds.${capital}.${deed}`);
export const listed = (names) => names.map(nameOf).join(t("seat.list"));

// A line with the mark of a capital before it.
export function marked(capital, ...said) {
  return make("li", null, marker(capital), make("span", null, ...said));
}

export function fold(summary, ...inside) {
  return make("details", null, make("summary", null, summary), ...inside);
}

export function option(value, said) {
  return make("option", { value }, said);
}

// A field with its label above it.
export function field(said, input) {
  return make("label", { class: "field" }, make("span", null, said), input);
}

// Send what a form or a button asks for, and say so where it fails.
export async function sent(doing, request) {
  const status = byId("status");
  status.textContent = "";
  try {
    await doing(request);
    return true;
  } catch (error) {
    status.textContent = t("seat.failed", { why: error.status ? error.message : t("room.lost") });
    return false;
  }
}
