// Workers that play worlds beside the page, each a part of them, so that a slider stays smooth. Where a browser lets none
// begin, the page plays them itself.
const MOST_WORKERS = 4;
let crew = [];

// What a worker does; it knows nothing but the player and what it is sent.
function workAt(port, player) {
  const { openKernel, inputsOf, playWorlds, pastOf, finalState, OUTCOMES, SERIES } = player();
  let kernel = null, held = null;
  port.onmessage = async ({ data }) => {
    if (data.bytes) {
      held = data;
      kernel = await openKernel(data.bytes, data.game);
      port.postMessage("ready");
      return;
    }
    const { changes, ids, seed, outcome } = data, inputs = inputsOf(held.game, held.scenario, changes);
    const run = playWorlds(kernel, inputs, seed, ids, SERIES);
    port.postMessage(ids.map((_, world) => {
      const past = pastOf(run, world, inputs.values);
      return { state: finalState(past), hit: OUTCOMES[outcome](past), lived: past.lived };
    }));
  };
}

// Begin the workers; they join once each has opened the game.
async function openCrew() {
  const many = Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1);
  try {
    if (many < 2) return;
    const code = new Blob([`"use strict";(${workAt})(self, ${player});`], { type: "text/javascript" });
    const address = URL.createObjectURL(code), bytes = bytesOf(document.getElementById("kernel").textContent);
    const found = Array.from({ length: many }, () => new Worker(address));
    await Promise.all(found.map((worker) => answerOf(worker, { bytes, game: GAME, scenario: DATA.scenario })));
    crew = found;
  } catch {
    crew = [];
  } finally {
    document.body.dataset.workers = crew.length;
  }
}

function answerOf(worker, job) {
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = failed;
    worker.postMessage(job);
  });
}

// Play the worlds of the sandbox beside the page, and keep them where `endsOf` looks for them.
async function playBeside(changes) {
  const key = endsKey(changes, MANY, DATA.seed), part = Math.ceil(MANY / crew.length);
  if (kept.has(key)) return;
  const counted = outcome();
  const ends = await Promise.all(crew.map((worker, place) => {
    const ids = Array.from({ length: Math.min(part, MANY - place * part) }, (_, each) => place * part + each);
    return answerOf(worker, { changes, ids, seed: DATA.seed, outcome: counted });
  }));
  once(key, () => ends.flat());
}
