// One width of lanes, and the numbers either the same for all worlds (shared) or of each world's own.
#include <stdint.h>
#ifndef EXPORT
#define EXPORT __attribute__((visibility("default")))
#endif
#define PASTE(a, b) a##_##b
#define NAMED(a, b) PASTE(a, b)
#ifdef OWN_NUMBERS
#define FORM own
#else
#define FORM shared
#endif
#define ENTRY NAMED(FORM, WIDTH)
// A namespace for each: the linker takes inline functions of one name for one function, and would mix the widths.
namespace ENTRY {
#include "lanes.h"
#include "driver.h"
#include "rules.h"
#ifdef OWN_NUMBERS
typedef Tile<Rules<F>, true> TheTile;
#else
typedef Tile<Rules<double>, false> TheTile;
#endif
}
extern "C" EXPORT void NAMED(play, ENTRY)(const ENTRY::Job* job) {
    ENTRY::TheTile& tile = *(ENTRY::TheTile*)(uintptr_t)job->room;
    tile.job = job;
    tile.play();
}
extern "C" EXPORT int64_t NAMED(room, ENTRY)() { return sizeof(ENTRY::TheTile); }
