// The game itself, compiled to WebAssembly from the rules. The same call gives the same bytes as Python.

const WORDS = ["seed", "first_month", "worlds", "months", "begins", "stride", "numbers", "varying", "varying_count",
  "drawn", "levers", "levers_stride", "orders", "orders_stride", "calendar", "calendar_stride", "luck", "luck_stride",
  "ids", "generation", "clone", "state", "recorded", "recorded_count", "record", "lived", "failed", "room"];
const PAGE = 65536;

// The kernel in `bytes`; `game` says what its arrays hold.
export async function openKernel(bytes, game) {
  const { instance } = await WebAssembly.instantiate(bytes);
  return { exports: instance.exports, game, room: Number(instance.exports.room_shared_wasm()) };
}

export function bytesOf(text) {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}

// Play worlds: `inputs` of a scenario, a seed, the numbers of the worlds in `ids`, the places to `record`. Luck goes by
// number, so a world that is named twice has the same luck twice; `orders` may then differ, one after another by world.
// With `begun`, {state, month}, worlds go on from that state, and the first month of the inputs is that month; the state is
// that of one world or of all of them, place by place, as `state` of what was played. `luck` holds uniforms, months by
// slots, or by worlds too, that stand for what is drawn, NaN where luck is drawn.
export function playWorlds(kernel, inputs, seed, ids, record, orders = inputs.orders, begun = null, luck = null) {
  const job = laid(kernel, parts(kernel.game, inputs, ids, record, orders, begun ? begun.state : kernel.game.fresh, luck));
  const own = orders.length > inputs.orders.length;
  const words = { ...job.addresses, seed: BigInt.asIntN(64, BigInt(seed)), worlds: ids.length, months: inputs.months,
    begins: begun ? 0 : 1, first_month: begun ? begun.month : 0, stride: ids.length, orders_stride: own ? ids.length : 0,
    luck_stride: luck && luck.length > inputs.months * kernel.game.slots.length ? ids.length : 0,
    recorded_count: record.length, room: job.room };
  new BigInt64Array(kernel.exports.memory.buffer, job.at, WORDS.length).set(WORDS.map((word) => BigInt(words[word] || 0)));
  kernel.exports.play_shared_wasm(job.at);
  return results(kernel, job.addresses, inputs.months, ids.length, record);
}

function parts(game, inputs, ids, record, orders, from, luck) {
  const worlds = ids.length;
  const state = from.length === game.places.length * worlds ? Float64Array.from(from) : new Float64Array(game.places.length * worlds);
  if (from.length !== state.length) from.forEach((value, place) => { if (value) state.fill(value, place * worlds, (place + 1) * worlds); });
  return {
    ...(luck ? { luck } : {}),
    numbers: inputs.numbers, levers: inputs.levers, orders, calendar: inputs.calendar, state,
    ids: BigInt64Array.from(ids, BigInt), recorded: Int32Array.from(record, (name) => placeOf(game, name)),
    record: inputs.months * record.length * worlds * 8, lived: worlds * 4, failed: worlds,
  };
}

function placeOf(game, name) {
  const place = game.places.indexOf(name);
  if (place < 0) throw new RangeError(`a world has no ${name}`);
  return place;
}

// Lay the parts of a job into memory one after another; a number stands for so many bytes that the kernel fills.
function laid({ exports, room }, given) {
  const addresses = {};
  let free = Number(exports.__heap_base.value);
  for (const [name, part] of Object.entries(given)) {
    addresses[name] = aligned(free);
    free = addresses[name] + (part.byteLength ?? part);
  }
  const at = aligned(free);
  const work = aligned(at + 8 * WORDS.length);
  const missing = work + room + 64 - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE));
  for (const [name, part] of Object.entries(given)) {
    if (part.buffer) new Uint8Array(exports.memory.buffer, addresses[name], part.byteLength).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return { addresses, at, room: work };
}

function aligned(address) {
  return Math.ceil(address / 64) * 64;
}

// Copies of what was recorded: by name a series, month by month, each month by world; and the months that were lived.
function results({ game, exports: { memory } }, addresses, months, worlds, record) {
  const whole = new Float64Array(memory.buffer, addresses.record, months * record.length * worlds);
  const series = {};
  record.forEach((name, place) => {
    series[name] = new Float64Array(months * worlds);
    for (let month = 0; month < months; month += 1) {
      const from = (month * record.length + place) * worlds;
      series[name].set(whole.subarray(from, from + worlds), month * worlds);
    }
  });
  return {
    series, months, worlds, state: new Float64Array(memory.buffer, addresses.state, game.places.length * worlds).slice(), lived: new Int32Array(memory.buffer, addresses.lived, worlds).slice(),
    failed: new Int8Array(memory.buffer, addresses.failed, worlds).slice(),
  };
}
