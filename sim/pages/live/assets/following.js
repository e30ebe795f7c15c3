// Following the news: one question waits at the server at any time; a lost connection is said, and tried again.

const AGAIN = 2000;
const PATIENCE = 30_000;

const pause = (time) => new Promise((done) => setTimeout(done, time));

// `next(signal, fresh)` asks for news and gives them, `fresh` for all there is: after a loss the server may be another
// one, which counts anew. `show` draws the news; `complain` says what went wrong.
export async function follow(next, show, complain, rest) {
  let asking = new AbortController(), fresh = false;
  const renew = () => asking.abort();
  addEventListener("offline", renew);
  addEventListener("online", renew);
  for (;;) {
    asking = new AbortController();
    // A connection that died without a word is given up after a while.
    const limit = setTimeout(renew, PATIENCE);
    try {
      show(await next(asking.signal, fresh));
      fresh = false;
      await pause(rest);
    } catch (error) {
      fresh = true;
      if (error.name !== "AbortError" || !navigator.onLine) complain(error);
      if (error.name !== "AbortError") await pause(AGAIN);
      else if (!navigator.onLine) await new Promise((done) => addEventListener("online", done, { once: true }));
    } finally {
      clearTimeout(limit);
    }
  }
}
