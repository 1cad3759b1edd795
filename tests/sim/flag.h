// A flag that one goroutine raises and others look at, without parking.
#pragma once

namespace burrow::scenario {

class Flag {
 public:
  void raise() { __atomic_store_n(&up_, true, __ATOMIC_RELEASE); }     // rel: pairs with acq in up
  bool up() const { return __atomic_load_n(&up_, __ATOMIC_ACQUIRE); }  // acq: pairs with rel in raise

 private:
  bool up_ = false;
};

}  // namespace burrow::scenario
