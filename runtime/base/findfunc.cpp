// Nobody knows the names until someone says so.
#include "runtime/base/findfunc.h"

namespace burrow {

FindFunc findfunc_hook;

}  // namespace burrow
