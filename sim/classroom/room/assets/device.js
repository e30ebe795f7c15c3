// The token of this device, kept on it and nowhere else. The teacher's own token for a seat stands in the address.
const KEY = "sim-seat";

export function keptToken() {
  try {
    return localStorage.getItem(KEY) || "";
  } catch {
    return "";
  }
}

export function keepToken(token) {
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // A browser that keeps nothing loses its seat with the page; it joins again.
  }
}
