// The tasks of this folder: they know the runtime's insides.
#pragma once

namespace burrow::iron {

void edges();
void channels();
void timers();
void g0_overflow();
void panic_twice();
void faults_g0();
void faults_parked();
void faults_race();

}  // namespace burrow::iron
