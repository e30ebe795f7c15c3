// A scenario with changes, as the kernel plays it: the same parameters, levers, orders and calendar as in Python.

const FREE_ORDER = -1;

// Changes are by the names of the command line: `washington.policy`, `washington.pressure`, `kim_type`, a parameter or
// cell, `elections.seoul` with false. `courses` holds one capital to courses: {capital, months: [place]}.
export function inputsOf(game, scenario, changes = {}) {
  const said = changed(game, scenario, changes);
  const values = effective(game, said);
  const made = byMonth(game, said, values);
  return { months: scenario.months, numbers: placed(game, values), values, ...made, calendar: calendarOf(game, said) };
}

function changed(game, scenario, changes) {
  const said = { ...scenario, values: { ...scenario.values }, plans: { ...scenario.plans }, off: [] };
  for (const [key, value] of Object.entries(changes)) {
    const [head, rest] = key.split(".");
    const plan = said.plans[head];
    if (key === "kim_type") said.kim_type = value;
    else if (head === "elections") { if (value === false) said.off.push(rest); }
    else if (plan && rest === "policy") said.plans[head] = { ...plan, stretches: [{ start: 0, policy: value, levers: {} }] };
    else if (plan && rest === "course") Object.assign(said.values, courseCells(game, head, value));
    else if (plan) said.plans[head] = { ...plan, levers: { ...plan.levers, [key]: value } };
    else said.values[key] = value;
  }
  for (const cells of game.shares) settle(game, said.values, cells, changes);
  return said;
}

// A chance that is set stays as set: the other cells of its table share the rest, to twelve digits as in Python.
function settle(game, values, cells, changes) {
  const others = cells.filter((cell) => !(cell in changes));
  if (!others.length || others.length === cells.length) return;
  const at = (cell) => values[cell] ?? game.defaults[cell];
  const sum = (some) => some.reduce((total, cell) => total + at(cell), 0);
  const rest = Math.max(1 - sum(cells.filter((cell) => cell in changes)), 0), weight = sum(others);
  const scaled = others.map((cell) => Number((rest * (weight ? at(cell) / weight : 1 / others.length)).toFixed(12)));
  others.forEach((cell, place) => { values[cell] = scaled[place]; });
}

function courseCells(game, capital, course) {
  return Object.fromEntries(game.courses[capital].map((each) => [`start_${capital}_course.${each}`, Number(each === course)]));
}

// Every number and cell: what policies set, then what is said, then what policies add, then an imposed type of Kim.
function effective(game, said) {
  const rules = Object.entries(said.plans).flatMap(([capital, plan]) => ruleOf(game, capital, plan));
  const values = { ...game.defaults };
  for (const rule of rules) Object.assign(values, rule.sets);
  Object.assign(values, said.values);
  for (const rule of rules) for (const [name, more] of Object.entries(rule.adds)) values[name] += more;
  const fixed = kim(game, said.kim_type);
  Object.assign(values, fixed);
  for (const cells of game.shares) {
    if (cells.some((cell) => cell in said.values || cell in fixed)) share(values, cells);
  }
  return values;
}

function ruleOf(game, capital, plan) {
  const policies = plan.stretches.map((stretch) => policyOf(game, capital, stretch));
  return policies.filter((policy) => policy.reviews).slice(0, 1);
}

function kim(game, type) {
  if (!game.kims.includes(type)) return {};
  return { ...Object.fromEntries(game.kims.map((each) => [`kim_chance.${each}`, Number(each === type)])), type_drift: 0 };
}

// Weights become chances that come to 1.
function share(values, cells) {
  const total = cells.reduce((sum, cell) => sum + values[cell], 0);
  if (Math.abs(total - 1) < 1e-12) return;
  for (const cell of cells) values[cell] /= total;
}

function placed(game, values) {
  const numbers = Float64Array.from(game.numbers);
  Object.keys(game.defaults).forEach((name, at) => { if (game.placed[at] >= 0) numbers[game.placed[at]] = values[name]; });
  return numbers;
}

// A plan of one's own comes with the scenario.
function policyOf(game, capital, stretch) {
  return game.policies[capital][stretch.policy] ?? stretch.rule;
}

// Levers and orders by month; a course or a plan that is held is ordered in every month of its stretch.
function byMonth(game, said, values) {
  const { months } = said;
  const levers = new Float64Array(months * game.levers.length);
  const orders = new Int8Array(months * game.orders.length).fill(FREE_ORDER);
  for (const [capital, plan] of Object.entries(said.plans)) {
    for (const stretch of plan.stretches) {
      const held = Object.entries(heldIn(game, capital, stretch, said));
      for (let month = stretch.start; month < months; month += 1) {
        for (const [order, place] of held) orders[month * game.orders.length + game.orders.indexOf(order)] = place;
        setLevers(game, capital, { ...stretch.levers, ...plan.levers }, levers, month);
      }
    }
  }
  return { levers, orders };
}

function setLevers(game, capital, said, levers, month) {
  game.levers.forEach(([name, normal], place) => {
    if (name.startsWith(`${capital}.`)) levers[month * game.levers.length + place] = said[name] ?? normal;
  });
}

function heldIn(game, capital, stretch, said) {
  const { orders } = policyOf(game, capital, stretch);
  if (stretch.policy !== "held") return orders;
  return { ...orders, [`${capital}_course`]: game.courses[capital].indexOf(startCourse(game, capital, said)) };
}

function startCourse(game, capital, said) {
  const first = policyOf(game, capital, said.plans[capital].stretches[0]).course;
  if (first !== null) return first;
  const weight = (each) => said.values[`start_${capital}_course.${each}`] ?? game.defaults[`start_${capital}_course.${each}`];
  const possible = game.courses[capital].filter(weight);
  if (possible.length !== 1) throw new RangeError(`${capital} has no course on which it starts`);
  return possible[0];
}

function calendarOf(game, said) {
  const sheet = new Float64Array(said.months * game.calendar.length);
  for (const [month, column, value] of said.calendar) {
    const of = game.calendar[column];
    if (!said.off.some((capital) => votes(said, capital, month) && (of === `${capital}_election` || of.startsWith(`${capital}_office.`)))) {
      sheet[month * game.calendar.length + column] = value;
    }
  }
  return sheet;
}

function votes(said, capital, month) {
  return said.votes.some(([who, when]) => who === capital && when === month);
}

// The months from `first` up to `end` of the inputs of a scenario.
export function monthsOf(game, inputs, first, end) {
  const part = (name) => inputs[name].subarray(first * game[name].length, end * game[name].length);
  return { ...inputs, months: end - first, levers: part("levers"), orders: part("orders"), calendar: part("calendar") };
}

// The same orders, with something else imposed from a month on: a course, which stands before a plan, or a word or deed.
export function ordered(game, inputs, imposed) {
  const orders = inputs.orders.slice();
  for (const { month, until = month + 1, order, move } of imposed) {
    const [column, second] = [order, order.replace("_course", "_second")].map((name) => game.orders.indexOf(name));
    for (let at = month; at < Math.min(until, inputs.months); at += 1) {
      if (second !== column) orders[at * game.orders.length + second] = FREE_ORDER;
      orders[at * game.orders.length + column] = move;
    }
  }
  return orders;
}
