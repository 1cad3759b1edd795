// A tree of goroutines: each starts two children and waits for both, down to the leaves.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kDepth = 10;
constexpr uint32_t kNodes = (2u << kDepth) - 1;

// Adds up its subtree into *nodes, which only it writes until it has reported to its parent.
void grow(uint32_t depth, uint32_t* nodes, WaitGroup* parent) {
  uint32_t below[2] = {0, 0};
  if (depth < kDepth) {
    WaitGroup children;
    children.add(2);
    go(grow, depth + 1, &below[0], &children);
    go(grow, depth + 1, &below[1], &children);
    children.wait();
  }
  *nodes = 1 + below[0] + below[1];
  parent->done();
}

}  // namespace

void tree() {
  WaitGroup root;
  uint32_t nodes = 0;
  root.add(1);
  go(grow, 0u, &nodes, &root);
  root.wait();
  print("tree: ", nodes, " goroutines, ", 1u << kDepth, " of them leaves\n");
  expect(nodes == kNodes, "tree: every node was counted once");
}

}  // namespace burrow::tasks
