/* Tell which lanes this processor has: 0 the least of its family, 1 AVX2, 2 AVX-512 (as x86-64-v3 and -v4). */
#ifndef EXPORT
#define EXPORT __attribute__((visibility("default")))
#endif
#if defined(__x86_64__)
#include <cpuid.h>
EXPORT int cpu_level(void) {
    unsigned a, b, c, d, low, high;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1) || !(c >> 12 & 1)) return 0; /* OSXSAVE, FMA */
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b >> 5 & 1)) return 0;
    unsigned f512 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31; /* F, DQ, CD, BW, VL */
    return (low & 0xe6) == 0xe6 && (b & f512) == f512 ? 2 : 1;
}
#else
EXPORT int cpu_level(void) { return 0; }
#endif
EXPORT const char made_from[] = MADE_FROM; /* the fingerprint of the rules */
