// Asking the room: JSON out, JSON in, under the token of this page; a refusal is an error with its reason.
export class Refused extends Error {
  constructor(status, reply) {
    super([reply.problem, reply.remedy].filter(Boolean).join(". "));
    this.status = status;
  }
}

export async function ask(token, address, settings = {}) {
  const response = await answer(token, address, settings);
  return response.status === 204 ? null : response.json();
}

// What is kept as a file rather than read.
export async function askFile(token, address) {
  return (await answer(token, address)).blob();
}

async function answer(token, address, { body, signal } = {}) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(address, { ...sent, headers, signal, cache: "no-store", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Refused(response.status, await response.json());
  return response;
}

export const AGAIN = 1500;
const PATIENCE = 35_000;
const REST = 150;
// A question that the room ended, for another tab of this device asked too: that one goes first.
const ELSEWHERE = 5000;
const pause = (time) => new Promise((done) => setTimeout(done, time));
const network = () => new Promise((done) => addEventListener("online", done, { once: true }));

// One question waits at the room at any time: `next(signal)` asks it, `show` draws the answer. What goes wrong goes to
// `complain`, and is tried again; null says that all is well.
export async function follow(next, show, complain) {
  for (;;) {
    const asking = new AbortController();
    const renew = () => asking.abort();
    // A connection that died without a word is given up after a while, and when the network is back.
    const limit = setTimeout(renew, PATIENCE);
    addEventListener("online", renew, { once: true });
    try {
      const news = await next(asking.signal);
      show(news);
      complain(null);
      await pause(news.ended ? ELSEWHERE : REST);
    } catch (error) {
      if (error.name !== "AbortError") {
        complain(error);
        if (error.status === 403) return;
        await Promise.race([pause(AGAIN), network()]);
      }
    } finally {
      clearTimeout(limit);
      removeEventListener("online", renew);
    }
  }
}

// The token behind the # of the address: the teacher's own. It leaves the address at once, for others may see the screen;
// the tab keeps it for when its page is loaded again.
const KEPT = `sim-token:${location.pathname}`;

export function takeToken() {
  const token = location.hash.slice(1);
  try {
    if (!token) return sessionStorage.getItem(KEPT) || "";
    sessionStorage.setItem(KEPT, token);
    history.replaceState(null, "", location.pathname);
  } catch {
    // A browser that keeps nothing would lose the token: it stays in the address.
  }
  return token;
}

export function dropToken() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

// That of a device is kept on it and nowhere else.

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
