// The console's own part, beyond arch::write.
#pragma once

namespace burrow::x86 {

void console_drain();  // bounded: until what was written has left

}  // namespace burrow::x86
