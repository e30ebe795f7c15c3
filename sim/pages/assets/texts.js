// Every text of a page by its key. The page is given them as data, in its language.
import { fixed } from "./numbers.js";

let known = {};

// Take the texts of the page, and say under it, once, where no speaker of the language has checked them.
export function speak(texts) {
  known = {};
  const take = (table, before) => Object.entries(table).forEach(([name, each]) => (typeof each === "string" ? (known[before + name] = each) : take(each, `${before}${name}.`)));
  take(texts, "");
  if (!t("language.draft") || document.querySelector(".draft")) return;
  const note = document.createElement("p");
  note.className = "draft";
  note.textContent = t("language.draft");
  document.querySelector("main").after(note);
}

export function has(key) {
  return Object.hasOwn(known, key);
}

// A text with its {values} put in.
export function t(key, values = {}) {
  if (!has(key)) throw new Error(`there is no text '${key}'`);
  return known[key].replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole));
}

// A sentence as it is told: a key, and values that are keys again, a month, or what somebody wrote, whose direction stays
// its own.
export function sentence({ key, values }) {
  const said = Object.entries(values).map(([name, value]) => [name, name === "month" ? monthText(value) : name === "text" ? `\u2068${value}\u2069` : has(value) ? t(value) : value]);
  return t(key, Object.fromEntries(said));
}

// The title of a scenario; one that ships is translated.
export function titleText({ title, titleKey }) {
  return titleKey ? t(titleKey) : title;
}

// A number as the language writes it, with a true minus; with a plus too where it is signed.
export function numeral(value, decimals = 0, signed = false) {
  // Few worlds bound a quantile on one side or on none: a limit that there is not is shown as a dash.
  if (!Number.isFinite(value)) return "–";
  const [, sign, whole, part] = /^(\D?)(\d+)\.?(\d*)$/.exec(fixed(value, decimals, signed));
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, t("number.group"));
  return sign + grouped + (part ? t("number.decimal") + part : "");
}

// A number in three digits, without zeros at its end.
export function shortly(value) {
  const plain = Number(Number(value).toPrecision(3));
  return numeral(plain, (String(plain).split(".")[1] ?? "").length);
}

// A share in per cent.
export function percent(share, decimals = 0) {
  return t("number.percent", { number: numeral(100 * share, decimals) });
}

// A month written "2017-02", in words. To make a form is dear, so each is made once.
const forms = new Map();
export function monthText(month, form = {}) {
  const [year, number] = month.split("-").map(Number), kind = JSON.stringify(form);
  if (!forms.has(kind)) forms.set(kind, new Intl.DateTimeFormat(t("language.locale"), { year: "numeric", month: "long", timeZone: "UTC", ...form }));
  return forms.get(kind).format(new Date(Date.UTC(year, number - 1, 1)));
}

// The month so many months after one that is written "2017-02", in words.
export function monthIn(start, months, form) {
  const [year, month] = start.split("-").map(Number), all = 12 * year + month - 1 + months;
  return monthText(`${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, "0")}`, form);
}

// A text that begins a sentence.
export function begun(said) {
  return said.charAt(0).toLocaleUpperCase(t("language.locale")) + said.slice(1);
}
