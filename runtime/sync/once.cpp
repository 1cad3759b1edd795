// Go: Once, doSlow (sync/once.go).
#include "runtime/runtime.h"

namespace burrow {

void Once::do_once(void (*f)(void*), void* arg) {
  if (done_.load(acquire)) {  // acq: pairs with rel below
    return;
  }
  mutex_.lock();
  Defer unlock([this] { mutex_.unlock(); });
  if (!done_.load(relaxed)) {                             // relaxed: under the mutex
    Defer done([this] { done_.store(true, release); });  // rel: pairs with acq above
    f(arg);
  }
}

}  // namespace burrow
