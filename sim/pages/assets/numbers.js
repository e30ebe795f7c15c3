// Numbers as people read them, and their intervals: the same limits and the same digits as in Python.

export const Z = 1.959963984540054;
const FINE = 0.02, MOST_DECIMALS = 9;

// The share k of n with Wilson's interval.
export function wilson(k, n) {
  const share = k / n, below = 2 * (n + Z * Z), centre = (2 * n * share + Z * Z) / below;
  const reach = (Z / below) * Math.sqrt(4 * n * share * (1 - share) + Z * Z);
  return { value: share, low: k === 0 ? 0 : centre - reach, high: k === n ? 1 : centre + reach, n };
}

// The difference of two shares of the same n worlds: it happens in `to` only in the one, in `back` only in the other.
export function paired(to, back, n) {
  return { value: (to - back) / n, low: -upper(back, to, n), high: upper(to, back, n), to, back, n };
}

// The largest difference that Tango's score test does not reject, by bisection to the last bit.
function upper(to, back, n) {
  const rejected = (difference) => {
    const spread = n * Math.max(2 * likeliestBack(to, back, n, difference) + difference * (1 - difference), 0);
    return n * difference - (to - back) > Z * Math.sqrt(spread);
  };
  let kept = (to - back) / n, end = 1;
  if (!rejected(end)) return end;
  for (;;) {
    const middle = (kept + end) / 2;
    if (middle === kept || middle === end) return kept;
    if (rejected(middle)) end = middle;
    else kept = middle;
  }
}

function likeliestBack(to, back, n, difference) {
  const b = (2 * n - to + back) * difference - (to + back);
  return (Math.sqrt(Math.max(b * b + 8 * n * back * difference * (1 - difference), 0)) - b) / (4 * n);
}

// The value that so many of the sorted numbers do not exceed, with the interval of order statistics.
export function ranked(sorted, share) {
  const n = sorted.length, at = (rank) => (rank < 1 ? -Infinity : rank > n ? Infinity : sorted[rank - 1]), chances = [1], middle = Math.floor(n * share);
  const step = (count) => ((n - count) / (count + 1)) * (share / (1 - share)), reach = Math.ceil(9 * Math.sqrt(n * share * (1 - share)) + 2);
  const from = Math.max(middle - reach, 0), to = Math.min(middle + reach, n);
  for (let count = middle - 1; count >= from; count -= 1) chances.unshift(chances[0] / step(count));
  for (let count = middle; count < to; count += 1) chances.push(chances.at(-1) * step(count));
  const whole = chances.reduce((sum, each) => sum + each, 0);
  const reached = (chance) => {
    let sum = 0;
    return from + chances.findIndex((each) => (sum += each / whole) >= chance * (1 - 1e-12));
  };
  return { value: at(Math.ceil(Number((n * share).toFixed(9)))), low: at(reached(0.025)), high: at(reached(0.975) + 1), n };
}

// As many decimals as show half the width of an interval as four or more.
export function amountDigits({ low, high }) {
  const reach = (high - low) / 2;
  return reach > 0 && reach < Infinity ? Math.min(Math.max(Math.ceil(Math.log10(4 / reach)), 0), MOST_DECIMALS) : 2;
}

// A quantile of sorted numbers, by linear interpolation.
export function quantile(sorted, share) {
  const place = (sorted.length - 1) * share, below = Math.floor(place), part = place - below;
  const low = sorted[below], high = sorted[Math.min(below + 1, sorted.length - 1)], gap = high - low;
  return part >= 0.5 ? high - gap * (1 - part) : low + gap * part;
}

// So many digits behind the point, an exact half to the even digit, with a true minus and without a minus 0.
export function fixed(number, digits, signed = false) {
  let text = Math.abs(number).toFixed(digits);
  const exact = Math.abs(number).toFixed(Math.min(100, digits + 60)), rest = exact.slice(text.length + (digits ? 0 : 1));
  if (/^50*$/.test(rest)) {
    const down = exact.slice(0, text.length).replace(/\.$/, "");
    if (/[02468]$/.test(down)) text = down;
  }
  if (Number(text) === 0) return text;
  return `${number < 0 ? "\u2212" : signed ? "+" : ""}${text}`;
}

// The digits behind the point of a share in per cent: none, unless whole per cents would hide how wide its interval is.
export function digitsOf({ low, high }) {
  if (low === high) return 1;
  return Array.from({ length: MOST_DECIMALS }, (_, more) => FINE / 10 ** more).filter((fine) => high - low < fine).length;
}
