// Lanes of worlds: F floats, I whole numbers, M conditions. Vector extensions of GCC and Clang; no library.
// The same bits on every processor: every operation is exact or correctly rounded, lane by lane, and the compiler is
// told never to contract a * b + c (-ffp-contract=off). Whole numbers have 64 bits everywhere: `long` has 32 on some.
#if defined(__AVX512F__)
#define LANES 8
#elif defined(__AVX2__)
#define LANES 4
#else
#define LANES 2  // SSE2, NEON, WebAssembly SIMD
#endif
#define ROW 6
#define INLINE inline __attribute__((always_inline))
#define EACH(i) for (int i = 0; i < LANES; i++)
typedef double vf __attribute__((vector_size(8 * LANES)));
typedef int64_t vi __attribute__((vector_size(8 * LANES)));
static INLINE vf all_f(double a) { vf r; EACH(i) r[i] = a; return r; }
static INLINE vi all_i(int64_t a) { vi r; EACH(i) r[i] = a; return r; }
struct F { vf v; F() = default; INLINE F(vf a) : v(a) {} INLINE F(double a) : v(all_f(a)) {} };
struct I { vi v; I() = default; INLINE I(vi a) : v(a) {} INLINE I(int64_t a) : v(all_i(a)) {} };
struct M { vi v; M() = default; INLINE M(vi a) : v(a) {} INLINE M(bool a) : v(all_i(a ? -1 : 0)) {} };
struct All {};  // the mask that holds in all worlds
struct Row {
    F v[ROW];
    INLINE Row() { for (int i = 0; i < ROW; i++) v[i] = F(0.0); }
    template <class T> INLINE Row(const T& t) { for (int i = 0; i < ROW; i++) v[i] = F(t[i]); }
    INLINE F& operator[](int i) { return v[i]; }
    INLINE const F& operator[](int i) const { return v[i]; }
};
template <class R> struct Table { R v[ROW]; INLINE const R& operator[](int i) const { return v[i]; } };
template <class R> struct Grid { Table<R> v[ROW]; INLINE const Table<R>& operator[](int i) const { return v[i]; } };

#define BOTH(T, o) static INLINE T operator o(T a, T b) { return T(a.v o b.v); }
BOTH(F, +) BOTH(F, -) BOTH(F, *) BOTH(F, /) BOTH(I, +) BOTH(I, -) BOTH(I, *) BOTH(I, &) BOTH(I, |)
static INLINE F operator-(F a) { return F(-a.v); }
static INLINE I operator-(I a) { return I(-a.v); }
static INLINE I operator<<(I a, int n) { return I(a.v << n); }
static INLINE I operator>>(I a, int n) { return I(a.v >> n); }
#define COMPARE(o) static INLINE M operator o(F a, F b) { return M((vi)(a.v o b.v)); } \
    static INLINE M operator o(I a, I b) { return M((vi)(a.v o b.v)); }
COMPARE(<) COMPARE(<=) COMPARE(>) COMPARE(>=) COMPARE(==) COMPARE(!=)

// Conditions: M by world, bool where it is the same for all worlds, All where it always holds.
static INLINE M and_(M a, M b) { return M(a.v & b.v); }
static INLINE M or_(M a, M b) { return M(a.v | b.v); }
static INLINE M not_(M a) { return M(~a.v); }
static INLINE bool and_(bool a, bool b) { return a && b; }
static INLINE bool or_(bool a, bool b) { return a || b; }
static INLINE bool not_(bool a) { return !a; }
template <class T> static INLINE T and_(All, T b) { return b; }
static INLINE F choose(M c, F a, F b) { return F(c.v ? a.v : b.v); }
static INLINE I choose(M c, I a, I b) { return I(c.v ? a.v : b.v); }
static INLINE M choose(M c, M a, M b) { return M((c.v & a.v) | (~c.v & b.v)); }
static INLINE Row choose(M c, const Row& a, const Row& b) { Row r; for (int i = 0; i < ROW; i++) r[i] = choose(c, a[i], b[i]); return r; }
template <class T> static INLINE T choose(bool c, const T& a, const T& b) { return c ? a : b; }
template <class T> static INLINE T choose(All, const T& a, const T&) { return a; }
static INLINE bool some(M m) {
#if defined(__clang__)
    return __builtin_reduce_or(m.v) != 0;
#else
    int64_t r = 0; EACH(i) r |= m.v[i]; return r != 0;
#endif
}
static INLINE bool every(M m) { return !some(not_(m)); }
static INLINE bool some(bool c) { return c; }
static INLINE bool maybe(M) { return true; }  // worlds may differ, so both branches are worked out
static INLINE bool maybe(bool c) { return c; }

// The words of the rules.
static INLINE I bits_of(F a) { return I((vi)a.v); }
static INLINE F float_of(I a) { return F((vf)a.v); }
static INLINE F sqrt_(F a) { F r; EACH(i) r.v[i] = __builtin_sqrt(a.v[i]); return r; }
static INLINE double to_float(int a) { return a; }
static INLINE F to_float(I a) { return float_of(a + I(4843621399236968448)) - F(6755399441055744.0); }  // 1.5 x 2^52

// A place of a row, by world: N is how many places the index can name.
template <int N, class T> static INLINE auto at(const T& t, int i) { return t[i]; }
template <int N, class T> static INLINE F at(const T& t, I i) {
    F r = F(t[0]); for (int k = 1; k < N; k++) r = choose(i == I(k), F(t[k]), r); return r;
}
template <int N> static INLINE F at(const Table<double>& t, I i) {
#if LANES == 8 && defined(__clang__)
    vf all; __builtin_memcpy(&all, (const char*)&t, sizeof all);  // two places too many, never picked
    return F((vf)__builtin_ia32_permvardf512(all, i.v));
#else
    F r = F(t[0]); for (int k = 1; k < N; k++) r = choose(i == I(k), F(t[k]), r); return r;
#endif
}
template <int N, int K, class G> static INLINE auto at(const G& g, int i, int k) { return g[i][k]; }
template <int N, int K, class G> static INLINE auto at(const G& g, int i, I k) { return at<K>(g[i], k); }
template <int N, int K, class G> static INLINE F at(const G& g, I i, int k) {
    F r = F(g[0][k]); for (int n = 1; n < N; n++) r = choose(i == I(n), F(g[n][k]), r); return r;
}
#if !defined(__clang__)
template <int N, int K> static INLINE F at(const Grid<double>& g, I i, int k) {  // one permutation: g++ chooses slowly
    if (N > LANES) return at<N, K, Grid<double>>(g, i, k);
    vf column = {}; for (int n = 0; n < N; n++) column[n] = g[n][k];
    return F(__builtin_shuffle(column, i.v));
}
#endif
template <int N, int K, class G> static INLINE F at(const G& g, I i, I k) {
    F r = at<K>(g[0], k); for (int n = 1; n < N; n++) r = choose(i == I(n), at<K>(g[n], k), r); return r;
}
template <int N, class G> static INLINE const auto& row_at(const G& g, int i) { return g[i]; }
template <int N, class G> static INLINE Row row_at(const G& g, I i) {
    Row r; for (int k = 0; k < ROW; k++) r[k] = at<N, ROW>(g, i, k); return r;
}
