// Running a scenario over many worlds. A failure is one line that replays it.
#pragma once

#include <cstdint>

#include "tests/sim/scenarios.h"
#include "tests/support/world.h"

namespace burrow {

// Puts into world what BURROW_WORLD=seed,cores,gomaxprocs says, if it is set: then that world is run, and no other.
bool replay_wanted(World& world);

// Runs main in `world`; anything but `expected` is a test failure. Adds up the edges taken.
WorldResult run_world(World world, void (*main)(), WorldEnd expected = WorldEnd::passed);

// Seeds [first, first + count) × 1 to 4 cores, gomaxprocs below, at or above the cores by the seed, unless base says.
void sweep(void (*main)(), uint64_t first, uint64_t count, World const& base = {});

// Likewise, in worlds of the kind that the scenario needs.
void sweep(scenario::Named const& row, uint64_t first, uint64_t count);

struct Edges {
  uint64_t g[kGEdgeCount];
  uint64_t p[kPEdgeCount];
};
Edges const& edges_taken();  // by run_world in this process

}  // namespace burrow
