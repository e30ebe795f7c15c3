// Play the phases of the month for many worlds. The worlds are taken in tiles that stay in the cache; a phase that few
// worlds take is played on those alone, packed into full lanes. Compiled once for a width of lanes.
struct Job {  // every pointer is an address in 64 bits, so that WebAssembly reads the same layout
    int64_t seed, first_month, worlds, months, begins, stride;
    uint64_t numbers;                            // (NUMBERS,)
    uint64_t varying; int64_t varying_count;     // (varying_count,) int32: the numbers that differ by world
    uint64_t drawn;                              // (varying_count, stride): what they are
    uint64_t levers; int64_t levers_stride;      // (months, LEVERS[, stride]) float64
    uint64_t orders; int64_t orders_stride;      // the same of int8
    uint64_t calendar; int64_t calendar_stride;  // the same of float64
    uint64_t luck; int64_t luck_stride;          // the same, or null; NaN where luck is drawn
    uint64_t ids, generation, clone;             // (worlds,) int64, or null for the last two
    uint64_t state;                              // (PLACES, stride): where the worlds start, and how they end
    uint64_t recorded; int64_t recorded_count;   // (recorded_count,) int32: the places to record
    uint64_t record;                             // (months, recorded_count, stride)
    uint64_t lived, failed;                      // (worlds,) int32 months lived, int8 whether a place is no number
    uint64_t room;                               // room to work in, on a boundary of 64 bytes
};
#ifndef TILE
#define TILE 64  // blocks: many enough that the worlds of a rare phase fill their lanes, few enough to stay in the cache
#endif
static const uint64_t BEFORE = 1ull << 32;  // the month of the luck that is drawn once a world
template <class T> static INLINE T* to(uint64_t address) { return (T*)(uintptr_t)address; }
typedef uint64_t vu __attribute__((vector_size(8 * LANES)));
static INLINE vu all_u(uint64_t a) { vu r; EACH(i) r[i] = a; return r; }
static INLINE vu product(vu a, uint64_t by, vu* low) {  // the high halves of a * by, from products of 32 bits
    const vu mask = all_u(0xFFFFFFFFull), b0 = all_u(by & 0xFFFFFFFFull), b1 = all_u(by >> 32);
    vu a0 = a & mask, a1 = a >> 32, p = a0 * b0, middle = a1 * b0 + (p >> 32), other = a0 * b1 + (middle & mask);
    *low = (other << 32) | (p & mask);
    return a1 * b1 + (middle >> 32) + (other >> 32);
}
// Philox 4x64-10 (Salmon et al. 2011), as NumPy counts: key (seed, month), counter (world + 1, block, generation, clone).
static INLINE void philox(F* out, int slots, uint64_t k0, uint64_t k1, vu a, uint64_t block, vu c, vu d) {
    vu b = all_u(block);
    a = a + all_u(1);
    for (int r = 0; r < 10; r++) {
        vu x0, y0, x1 = product(a, 0xD2E7470EE14C6C93ull, &x0), y1 = product(c, 0xCA5A826395121157ull, &y0);
        a = y1 ^ b ^ all_u(k0); b = y0; c = x1 ^ d ^ all_u(k1); d = x0;
        k0 += 0x9E3779B97F4A7C15ull; k1 += 0xBB67AE8584CAA73Bull;
    }
    const vu drawn[4] = {a, b, c, d}, one = all_u(0x4330000000000000ull);  // 2^52, in whose last bits 26 are laid at a time
    for (int i = 0; i < slots; i++) {
        vu v = drawn[i] >> 11;
        F high = F((vf)((v >> 26) | one)) - F(0x1p52), low = F((vf)((v & all_u(0x3FFFFFFull)) | one)) - F(0x1p52);
        F u = (high * F(0x1p26) + low) * F(0x1p-53);
        out[i] = choose(u < F(0x1p-54), F(0x1p-54), u);
    }
}
// A record is a row of lanes in memory, 8 bytes for each world, whatever it holds: bytes are copied, never cast.
static INLINE char* lane_of(void* record, int place, int lane) { return (char*)record + (place * LANES + lane) * 8; }
static INLINE void put(void* record, int place, int lane, char kind, double x) {
    int64_t n = kind == 'b' ? (x != 0.0 ? -1 : 0) : kind == 'i' ? (int64_t)x : 0;
    if (kind == 'f') __builtin_memcpy(lane_of(record, place, lane), &x, 8);
    else __builtin_memcpy(lane_of(record, place, lane), &n, 8);
}
static INLINE double get(const void* record, int place, int lane, char kind) {
    double x; int64_t n;
    __builtin_memcpy(&x, lane_of((void*)record, place, lane), 8);
    __builtin_memcpy(&n, lane_of((void*)record, place, lane), 8);
    return kind == 'b' ? (n ? 1.0 : 0.0) : kind == 'i' ? (double)n : x == x ? x : __builtin_nan("");
}
template <class T> static INLINE void copy_lane(T& target, int lane, const T& source, int other) {
    for (unsigned place = 0; place < sizeof(T) / (8 * LANES); place++)
        __builtin_memcpy(lane_of(&target, place, lane), lane_of((void*)&source, place, other), 8);
}
template <class T> static INLINE void keep_lanes(T& target, const T& source, M where) {
    for (unsigned place = 0; place < sizeof(T); place += 8 * LANES) {
        vi a, b;
        __builtin_memcpy(&a, (char*)&target + place, sizeof a); __builtin_memcpy(&b, (const char*)&source + place, sizeof b);
        a = (a & where.v) | (b & ~where.v);
        __builtin_memcpy((char*)&target + place, &a, sizeof a);
    }
}
template <class T, class W> static INLINE void tell(T* place, const T& record, W where) {  // if anybody asked
    if (place) for (unsigned n = 0; n < sizeof(T) / sizeof(F); n++) {
        F old, now;
        __builtin_memcpy(&old, (const char*)place + n * sizeof(F), sizeof(F)); __builtin_memcpy(&now, (const char*)&record + n * sizeof(F), sizeof(F));
        now = choose(where, now, old);
        __builtin_memcpy((char*)place + n * sizeof(F), &now, sizeof(F));
    }
}
template <class G, bool OWN> struct Tile {  // OWN: the numbers differ by world
    typedef typename G::TheWorld World; typedef typename G::TheNumbers Numbers;
    typedef typename G::TheLuck Luck; typedef typename G::TheLevers Levers;
    typedef typename G::TheOrders Orders; typedef typename G::TheCalendar Calendar;
    typedef typename G::TheTold Told;
    World worlds[TILE]; World kept;
    Told told[TILE], told_before; bool asked;         // what the last month told of each world, if anybody asked
    Luck lucks[TILE], luck_of_few;
    Levers levers[TILE + 1]; Orders orders[TILE + 1]; Calendar calendars[TILE + 1];  // the last is for packed worlds
    Numbers numbers;                                  // of the block that plays
    F varied[OWN ? TILE : 1][OWN ? G::NUMBERS : 1];   // by block, those that differ by world
    vi lived[TILE];
    uint64_t drawn[TILE];
    const Job* job; int64_t base, month, address; int blocks;

    INLINE int64_t world(int block, int lane) const {  // the lanes past the last world repeat it
        int64_t w = base + block * LANES + lane; return w < job->worlds ? w : job->worlds - 1;
    }
    template <class T, class R> void fill(R* records, const char* kinds, int places, uint64_t from, int64_t stride) {
        const T* row = to<const T>(from) + month * places * (stride ? stride : 1);
        for (int b = 0; b < (stride ? blocks : 1); b++)
            for (int n = 0; n < places; n++)
                EACH(k) put(&records[b], n, k, kinds[n], (double)row[stride ? n * stride + world(b, k) : n]);
    }
    void load() {
        for (int b = 0; b < blocks; b++) {
            lived[b] = all_i(0);
            for (int n = 0; n < G::PLACES; n++) EACH(k) put(&worlds[b], n, k, G::kinds_of_PLACES()[n], to<double>(job->state)[n * job->stride + world(b, k)]);
            if (OWN) for (int n = 0; n < job->varying_count; n++) EACH(k) varied[b][n].v[k] = to<double>(job->drawn)[n * job->stride + world(b, k)];
            if (asked) for (int n = 0; n < G::TOLD; n++) EACH(k) put(&told[b], n, k, 'f', __builtin_nan(""));
        }
    }
    void load_numbers() {
        if (!OWN) __builtin_memcpy((char*)&numbers, to<char>(job->numbers), sizeof(Numbers));
        else for (int n = 0; n < G::NUMBERS; n++) EACH(k) put(&numbers, n, k, 'f', to<double>(job->numbers)[n]);
    }
    INLINE const Numbers& numbers_of(int b) {
        const int32_t* varying = to<const int32_t>(job->varying);
        if (OWN) for (int n = 0; n < job->varying_count; n++) __builtin_memcpy(lane_of(&numbers, varying[n], 0), &varied[b][n], sizeof(F));
        return numbers;
    }
    void bring(int64_t m, uint64_t luck_address) {  // what the month brings
        month = m; address = luck_address;
        fill<double>(levers, G::kinds_of_LEVERS(), G::LEVERS, job->levers, job->levers_stride);
        fill<int8_t>(orders, G::kinds_of_ORDERS(), G::ORDERS, job->orders, job->orders_stride);
        fill<double>(calendars, G::kinds_of_CALENDAR(), G::CALENDAR, job->calendar, job->calendar_stride);
        for (int b = 0; b < blocks; b++) drawn[b] = 0;
    }
    INLINE vu addresses(uint64_t from, const int64_t* who) const {
        vu r = all_u(0);
        if (from) EACH(k) r[k] = to<const int64_t>(from)[who[k]];
        return r;
    }
    void draw_for(Luck& luck, const int64_t* who, uint64_t wanted) {  // for the worlds in these lanes
        const vu ids = addresses(job->ids, who), c = addresses(job->generation, who), d = addresses(job->clone, who);
        F* slots = (F*)(char*)&luck;
        for (int block = 0; block < G::BLOCKS; block++) if (wanted >> block & 1) {
            const int first = 4 * block, count = G::LUCK - first < 4 ? G::LUCK - first : 4;
            philox(slots + first, count, job->seed, address, ids, block, c, d);
            if (job->luck && address != BEFORE) for (int s = first; s < first + count; s++) {
                const double* row = to<const double>(job->luck) + (month * G::LUCK + s) * (job->luck_stride ? job->luck_stride : 1);
                F given; EACH(k) given.v[k] = row[job->luck_stride ? who[k] : 0];
                slots[s] = choose(given == given, given, slots[s]);
            }
        }
    }
    INLINE void draw(int b, uint64_t wanted) {
        uint64_t missing = wanted & ~drawn[b];
        int64_t who[LANES]; EACH(k) who[k] = world(b, k);
        if (missing) draw_for(lucks[b], who, missing);
        drawn[b] |= wanted;
    }
    INLINE auto now(int b) { return G::now_of(lucks[b], levers[job->levers_stride ? b : 0], orders[job->orders_stride ? b : 0], calendars[job->calendar_stride ? b : 0], asked ? &told[b] : nullptr); }
    INLINE M alive(int b) const { return worlds[b].ending_ == I((int64_t)0); }
    template <class Step> void dense(uint64_t luck, Step step) {
        for (int b = 0; b < blocks; b++) {
            M living = alive(b);
            if (!some(living)) continue;
            draw(b, luck);
            bool whole = every(living);
            if (!whole) { kept = worlds[b]; if (asked) told_before = told[b]; }
            step(worlds[b], now(b), numbers_of(b));
            if (!whole) { keep_lanes(worlds[b], kept, living); if (asked) keep_lanes(told[b], told_before, living); }
        }
    }
    template <class Due, class Step> void rare(uint64_t luck_of_due, uint64_t luck, Due is_due, Step step) {
        int16_t who[TILE * LANES]; int n = 0;
        for (int b = 0; b < blocks; b++) {
            M due = alive(b);
            if (!some(due)) continue;
            draw(b, luck_of_due);
            due = and_(due, is_due(worlds[b], now(b), numbers_of(b)));
            if (some(due)) EACH(k) if (due.v[k] && base + b * LANES + k < job->worlds) who[n++] = b * LANES + k;
        }
        for (int i = 0; i < n; i += LANES) {
            int count = n - i < LANES ? n - i : LANES;
            int64_t few[LANES];
            EACH(k) {
                int q = who[i + (k < count ? k : 0)], b = q / LANES, lane = q % LANES;
                copy_lane(kept, k, worlds[b], lane);
                if (asked) copy_lane(told_before, k, told[b], lane);
                few[k] = base + q;
                if (OWN) for (int v = 0; v < job->varying_count; v++)
                    __builtin_memcpy(lane_of(&numbers, to<int32_t>(job->varying)[v], k), lane_of(&varied[b][v], 0, lane), 8);
                if (job->levers_stride) copy_lane(levers[TILE], k, levers[b], lane);
                if (job->orders_stride) copy_lane(orders[TILE], k, orders[b], lane);
                if (job->calendar_stride) copy_lane(calendars[TILE], k, calendars[b], lane);
            }
            draw_for(luck_of_few, few, luck);
            step(kept, G::now_of(luck_of_few, levers[job->levers_stride ? TILE : 0], orders[job->orders_stride ? TILE : 0], calendars[job->calendar_stride ? TILE : 0], asked ? &told_before : nullptr), numbers);
            for (int k = 0; k < count; k++) {
                copy_lane(worlds[who[i + k] / LANES], who[i + k] % LANES, kept, k);
                if (asked) copy_lane(told[who[i + k] / LANES], who[i + k] % LANES, told_before, k);
            }
        }
    }
    void record() {
        const int32_t* places = to<const int32_t>(job->recorded);
        for (int r = 0; r < job->recorded_count; r++) {
            double* row = to<double>(job->record) + (month * job->recorded_count + r) * job->stride;
            const bool of_told = places[r] >= G::PLACES;  // the places of what is told come behind those of a world
            const int place = of_told ? places[r] - G::PLACES : places[r];
            const char kind = of_told ? G::kinds_of_TOLD()[place] : G::kinds_of_PLACES()[place];
            for (int b = 0; b < blocks; b++) EACH(k) if (base + b * LANES + k < job->worlds)
                row[base + b * LANES + k] = get(of_told ? (const void*)&told[b] : (const void*)&worlds[b], place, k, kind);
        }
    }
    void store() {
        for (int b = 0; b < blocks; b++) {
            const int64_t w = base + b * LANES;
            const int count = job->worlds - w < LANES ? (int)(job->worlds - w) : LANES;
            bool bad[LANES] = {};
            for (int n = 0; n < G::PLACES; n++) {
                double* row = to<double>(job->state) + n * job->stride + w;
                for (int k = 0; k < count; k++) {
                    row[k] = get(&worlds[b], n, k, G::kinds_of_PLACES()[n]);
                    bad[k] |= !(row[k] - row[k] == 0.0);
                }
            }
            for (int k = 0; k < count; k++) {
                to<int32_t>(job->lived)[w + k] = (int32_t)lived[b][k];
                to<int8_t>(job->failed)[w + k] = bad[k];
            }
        }
    }
    void play() {
        load_numbers();
        asked = false;
        for (int r = 0; r < job->recorded_count; r++) asked |= to<const int32_t>(job->recorded)[r] >= G::PLACES;
        for (base = 0; base < job->worlds; base += TILE * LANES) {
            int64_t left = job->worlds - base;
            blocks = left >= TILE * LANES ? TILE : (int)((left + LANES - 1) / LANES);
            load();
            if (job->begins) { bring(0, BEFORE); G::begin(*this); }
            for (int64_t m = 0; m < job->months; m++) {
                bring(m, job->first_month + m);
                for (int b = 0; b < blocks; b++) lived[b] -= alive(b).v;
                G::month(*this);
                record();
            }
            store();
        }
    }
};
