"""Functions of one number, from + - × ÷ √ and the bits of a float only: the same bits on every
machine.
"""

from sim.core.game.language import bits_of, float_of, rarely, sqrt

MAGIC = 6755399441055744.0  # 1.5 · 2⁵²: adding it leaves the nearest whole number in the low bits
MAGIC_BITS = 4843621399236968448  # bits_of(MAGIC)
LOG2_HIGH = 6.93147180369123816490e-01  # log 2 in two parts, the first exact in few bits
LOG2_LOW = 1.90821492927058770002e-10
LOG2 = 0.6931471805599453
# eʳ = 1 + r + E2 r² + … + E6 r⁶ where |r| is at most half of log 2. Each is near 1 over its
# factorial, so that the largest error is least (Remez): 3·10⁻⁹ of eʳ. A chance that is off by so
# little changes one draw in a hundred million.
E2 = 0.4999999345165644
E3 = 0.16666520689228895
E4 = 0.041668387369656106
E5 = 0.008368709896935046
E6 = 0.0013814613077334044


def least(a: float, b: float) -> float:
    """Return the lower of two numbers."""
    return a if a < b else b


def most(a: float, b: float) -> float:
    """Return the higher of two numbers."""
    return a if a > b else b


def above(x: float) -> float:
    """Return x where it is above 0, else 0.

    >>> above(-0.3), above(0.3)
    (0.0, 0.3)
    """
    return most(0.0, x)


def clip(x: float, low: float, high: float) -> float:
    """Return x, held between two bounds.

    >>> clip(1.2, 0.0, 1.0)
    1.0
    """
    return least(most(x, low), high)


def holds(condition: bool) -> float:
    """Return 1 where a condition holds, else 0: the bracket [x] of the description."""
    return 1.0 if condition else 0.0


def exp(x: float) -> float:
    """Return e to the x with nine digits: x = k log 2 + r, and a polynomial for e to the r.

    Nothing is called more often, and no choice needs the other seven digits. Its even and its odd
    powers are summed side by side, so that neither waits for the other.

    >>> exp(0.0), round(exp(1.0), 7)
    (1.0, 2.7182818)
    """
    x = x if x > -700.0 else -700.0  # written out for speed
    x = x if x < 700.0 else 700.0
    shifted = x * 1.4426950408889634 + MAGIC
    r = x - (shifted - MAGIC) * LOG2
    z = r * r
    even = (z * E6 + E4) * z + E2
    odd = z * E5 + E3
    q = (odd * r + even) * z + r + 1.0
    return float_of(
        bits_of(q) + ((bits_of(shifted) - MAGIC_BITS) << 52)
    )  # k is added to the exponent of q


def log(x: float) -> float:
    """Return the natural logarithm of a positive, normal number: x = 2ᵉ m, and a series in (m − 1)
    / (m + 1).

    >>> log(1.0), log(2.0)
    (0.0, 0.6931471805599453)
    """
    bits = bits_of(x)
    e = ((bits + 2695772620620851) >> 52) - 1023  # so that m lies between √½ and √2
    m = float_of(bits - (e << 52))
    exponent = float_of(e + MAGIC_BITS) - MAGIC
    f = m - 1.0
    s = f / (m + 1.0)
    z = s * s
    q = z * 0.047619047619047616 + 0.05263157894736842
    q = q * z + 0.058823529411764705
    q = q * z + 0.06666666666666667
    q = q * z + 0.07692307692307693
    q = q * z + 0.09090909090909091
    q = q * z + 0.1111111111111111
    q = q * z + 0.14285714285714285
    q = q * z + 0.2
    q = q * z + 0.3333333333333333
    half = 0.5 * f * f
    small = s * (half + 2.0 * z * q) + exponent * LOG2_LOW
    return exponent * LOG2_HIGH - ((half - small) - f)


def logistic(x: float) -> float:
    """Return the chance whose log-odds are x.

    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + exp(-x))


def normal(u: float) -> float:
    """Return the standard normal variate of a uniform in (0, 1): algorithm AS 241 of Wichura
    (1988).

    >>> normal(0.5), round(normal(0.975), 10)
    (0.0, 1.9599639845)
    """
    q = u - 0.5
    r = 0.180625 - q * q
    n = r * 2509.0809287301226727 + 33430.575583588128105
    n = n * r + 67265.770927008700853
    n = n * r + 45921.953931549871457
    n = n * r + 13731.693765509461125
    n = n * r + 1971.5909503065514427
    n = n * r + 133.14166789178437745
    n = n * r + 3.387132872796366608
    d = r * 5226.495278852545925 + 28729.085735721942674
    d = d * r + 39307.89580009271061
    d = d * r + 21213.794301586595867
    d = d * r + 5394.1960214247511077
    d = d * r + 687.1870074920579083
    d = d * r + 42.313330701600911252
    d = d * r + 1.0
    z = q * n / d
    if rarely(r < 0.0):  # one world in seven
        z = tail(u)
    return z


def tail(u: float) -> float:
    """Return the normal variate of a uniform below .075 or above .925."""
    away = least(u, 1.0 - u)
    root = sqrt(-log(away))
    t = root - 1.6
    n = t * 7.7454501427834140764e-4 + 0.0227238449892691845833
    n = n * t + 0.24178072517745061177
    n = n * t + 1.27045825245236838258
    n = n * t + 3.64784832476320460504
    n = n * t + 5.7694972214606914055
    n = n * t + 4.6303378461565452959
    n = n * t + 1.42343711074968357734
    d = t * 1.05075007164441684324e-9 + 5.475938084995344946e-4
    d = d * t + 0.0151986665636164571966
    d = d * t + 0.14810397642748007459
    d = d * t + 0.68976733498510000455
    d = d * t + 1.6763848301838038494
    d = d * t + 2.05319162663775882187
    d = d * t + 1.0
    z = n / d
    if rarely(root > 5.0):
        z = far_tail(root - 5.0)
    return -z if u < 0.5 else z


def far_tail(t: float) -> float:
    """Return the normal variate beyond about 7 standard deviations."""
    n = t * 2.01033439929228813265e-7 + 2.71155556874348757815e-5
    n = n * t + 0.0012426609473880784386
    n = n * t + 0.026532189526576123093
    n = n * t + 0.29656057182850489123
    n = n * t + 1.7848265399172913358
    n = n * t + 5.4637849111641143699
    n = n * t + 6.6579046435011037772
    d = t * 2.04426310338993978564e-15 + 1.4215117583164458887e-7
    d = d * t + 1.8463183175100546818e-5
    d = d * t + 7.868691311456132591e-4
    d = d * t + 0.0148753612908506148525
    d = d * t + 0.13692988092273580531
    d = d * t + 0.59983220655588793769
    d = d * t + 1.0
    return n / d
