// What a page shows is in its address, so that a reload or a shared link gives the same page.
import { byId } from "./dom.js";

export const oneOf = (list) => (said) => (list.includes(said) ? said : undefined);

// `fresh` gives the plain state; `read` takes each part of an address as the state has it, or undefined, which refuses it;
// `write` says a value.
export function addressing(fresh, read, write = (key, value) => String(value)) {
  return {
    addressOf(state) {
      const plain = fresh(), differs = (key) => write(key, state[key]) !== write(key, plain[key]) && state[key] !== false;
      return "#" + Object.keys(read).filter(differs).map((key) => `${key}=${encodeURIComponent(write(key, state[key]))}`).join("&");
    },
    stateOf(address) {
      const state = fresh();
      for (const part of address.replace(/^#/, "").split("&")) {
        const [key, raw = ""] = part.split("="), value = Object.hasOwn(read, key) ? read[key](decoded(raw)) : undefined;
        if (value !== undefined) state[key] = value;
      }
      return state;
    },
  };
}

function decoded(raw) {
  try {
    return decodeURIComponent(raw);
  } catch {
    return "";
  }
}

// Write an address without a new entry; browsers bound how often that may be done, and the next change writes it.
export function writeAddress(address) {
  try {
    history.replaceState(null, "", address === "#" ? location.pathname + location.search : address);
  } catch {
    // The next change writes it.
  }
}

// Follow the address, the window's size, and the link that skips to a part of the page.
export function followAddress(part, moved, show) {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId(part).focus();
  });
  addEventListener("hashchange", () => { moved(location.hash); show(); });
  addEventListener("resize", show);
}
