// The prime sieve: a chain of goroutines, each of which lets pass what its prime does not divide. Go: test/chan/sieve1.go.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kPrimes = 200;
constexpr uint32_t kLast = 1223;  // the 200th prime

void generate(Chan<uint32_t> out, Chan<bool> enough) {
  for (uint32_t i = 2; select(send(out, i), recv(enough)) == 0; i++) {
  }
  out.close();
}

void filter(Chan<uint32_t> in, Chan<uint32_t> out, Chan<bool> enough, uint32_t prime) {
  for (uint32_t i : in) {
    if (i % prime != 0 && select(send(out, i), recv(enough)) == 1) {
      break;
    }
  }
  out.close();
}

bool is_prime(uint32_t number) {
  for (uint32_t i = 2; i * i <= number; i++) {
    if (number % i == 0) {
      return false;
    }
  }
  return number > 1;
}

}  // namespace

void sieve() {
  auto enough = make<Chan<bool>>();
  auto ch = make<Chan<uint32_t>>();
  WaitGroup all;
  int64_t const start_ns = nanotime();
  all.go(generate, ch, enough);
  uint32_t before = 1, prime = 0;
  for (uint32_t i = 0; i < kPrimes; i++, before = prime) {
    prime = ch.recv();
    expect(is_prime(prime), "sieve: only primes come through");
    for (uint32_t between = before + 1; between < prime; between++) {
      expect(!is_prime(between), "sieve: no prime is kept back");
    }
    auto next = make<Chan<uint32_t>>();
    all.go(filter, ch, next, enough, prime);
    ch = next;
  }
  int64_t const took_ns = nanotime() - start_ns;
  enough.close();
  all.wait();
  print("sieve: prime number ", kPrimes, " is ", prime, ", through ", kPrimes + 1, " goroutines in ", took_ns / 1000, " us\n");
  expect(prime == kLast, "sieve: the right prime");
}

}  // namespace burrow::tasks
