// The model beside the page: a worker plays the lives of a beat, so that a film runs on. Where a browser lets none begin,
// the page plays them itself.
let asked = null;

// What the worker does; it knows nothing but the player and what it is sent.
function workAt(port, player) {
  const { openKernel, livesOf, crowdOf, cellsOf } = player(), lives = new Map();
  let kernel = null, beats = null;
  port.onmessage = async ({ data: { id, bytes, game, lessons, name, what, with_ } }) => {
    try {
      if (bytes) {
        kernel = await openKernel(bytes, game);
        beats = lessons;
        port.postMessage({ id, found: true });
        return;
      }
      if (!lives.has(name)) {
        lives.clear();
        const beat = beats.find((each) => each.name === name);
        lives.set(name, (beat.chairs ? cellsOf : beat.gesture ? crowdOf : livesOf)(kernel, beat));
      }
      port.postMessage({ id, found: await lives.get(name)[what](with_) });
    } catch (error) {
      port.postMessage({ id, error: String(error) });
    }
  };
}

// A port to a worker, or to the page itself.
function openPort() {
  try {
    const code = new Blob([`"use strict";(${workAt})(self, ${player});`], { type: "text/javascript" });
    document.body.dataset.workers = "1";
    return new Worker(URL.createObjectURL(code));
  } catch {
    const inside = {}, outside = { postMessage: (data) => setTimeout(() => inside.onmessage({ data })), onmessage: null };
    inside.postMessage = (data) => outside.onmessage({ data });
    workAt(inside, player);
    document.body.dataset.workers = "0";
    return outside;
  }
}

// Begin; gives a function that asks and is answered.
async function openCrew() {
  const port = openPort(), waiting = new Map();
  let last = 0;
  const send = (data) => new Promise((done, failed) => {
    last += 1;
    waiting.set(last, { done, failed });
    port.postMessage({ ...data, id: last });
  });
  port.onmessage = ({ data: { id, found, error } }) => {
    const { done, failed } = waiting.get(id);
    waiting.delete(id);
    if (error) failed(new Error(error));
    else done(found);
  };
  await send({ bytes: bytesOf(byId("kernel").textContent), game: DATA.game, lessons: BEATS });
  return (beat, what, with_) => send({ name: beat.name, what, with_ });
}
