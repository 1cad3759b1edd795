// Power series: each is a channel on which its coefficients come, one after the other and without end, and each operation is a
// goroutine between channels. A series may be defined by itself: the channels form a loop. After M. D. McIlroy, "Squinting at
// power series". Go: test/chan/powser1.go.
#include <numeric>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kTerms = 12;

struct Rational {
  int64_t num = 0;
  int64_t den = 1;
  bool operator==(Rational const&) const = default;
};

Rational reduced(int64_t num, int64_t den) {
  int64_t const by = std::gcd(num, den);
  return {num / by, den / by};
}

Rational plus(Rational a, Rational b) {
  int64_t const common = std::gcd(a.den, b.den);
  return reduced(a.num * (b.den / common) + b.num * (a.den / common), a.den / common * b.den);
}

Rational times(Rational a, Rational b) {
  Rational const left = reduced(a.num, b.den), right = reduced(b.num, a.den);
  return {left.num * right.num, left.den * right.den};
}

using Series = Chan<Rational>;

// A workshop: where series are made, until it is closed.
class Shop {
 public:
  explicit Shop(WaitGroup* all) : all_(all) {}

  Series constant_and(Rational first, Series rest) const {  // first + x rest, or, if rest is nil, first
    return made([=, *this](Series const& out) {
      if (!put(out, first)) {
        return;
      }
      for (Rational next; rest == nullptr || get(rest, &next);) {
        if (!put(out, next)) {
          return;
        }
      }
    });
  }

  // first + the integral of in
  Series integral(Rational first, Series in) const {
    return made([=, *this](Series const& out) {
      Rational next = first;
      for (int64_t n = 1; put(out, next) && get(in, &next); n++) {
        next = times(next, {1, n});
      }
    });
  }

  Series sum(Series a, Series b) const {
    return made([=, *this](Series const& out) {
      for (Rational one, other; get(a, &one) && get(b, &other);) {
        if (!put(out, plus(one, other))) {
          return;
        }
      }
    });
  }

  // in, where -x stands for x
  Series mirrored(Series in) const {
    return made([=, *this](Series const& out) {
      Rational next;
      for (int64_t sign = 1; get(in, &next) && put(out, times(next, {sign, 1})); sign = -sign) {
      }
    });
  }

  Series product(Series a, Series b) const {
    return made([=, *this](Series const& out) {
      Rational of_a[kTerms], of_b[kTerms];
      for (uint32_t n = 0; n < kTerms && get(a, &of_a[n]) && get(b, &of_b[n]); n++) {
        Rational sum;
        for (uint32_t i = 0; i <= n; i++) {
          sum = plus(sum, times(of_a[i], of_b[n - i]));
        }
        if (!put(out, sum)) {
          return;
        }
      }
    });
  }

  // in, for several: each gets every coefficient, in whatever order they ask for it.
  void split(Series in, Series one, Series other) const {
    all_->go([=, *this] {
      for (Rational next; get(in, &next);) {
        Series first = one, second = other;
        while (first != nullptr || second != nullptr) {
          uint32_t const at = select(send(first, next), send(second, next), recv(closed_));
          if (at == 2) {
            return;
          }
          (at == 0 ? first : second) = nullptr;
        }
      }
    });
  }

  void close() const { closed_.close(); }

 private:
  template <class F>
  Series made(F f) const {
    auto out = make<Series>();
    all_->go([=] { f(out); });
    return out;
  }
  bool put(Series const& out, Rational value) const { return select(send(out, value), recv(closed_)) == 0; }
  bool get(Series const& in, Rational* value) const { return select(recv(in, value), recv(closed_)) == 0; }

  WaitGroup* all_;
  Chan<bool> closed_ = make<Chan<bool>>();
};

constexpr Rational kOne = {1, 1};

// E = 1 + the integral of E
Series exponential(Shop const& shop) {
  auto back = make<Series>(), out = make<Series>();
  shop.split(shop.integral(kOne, back), back, out);
  return out;
}

// T = the integral of 1 + T²
Series tangent(Shop const& shop) {
  auto back = make<Series>(), out = make<Series>(), one = make<Series>(), other = make<Series>();
  shop.split(back, one, other);
  Series const derivative = shop.sum(shop.constant_and(kOne, nullptr), shop.product(one, other));
  shop.split(shop.integral({}, derivative), back, out);
  return out;
}

void check(char const* name, Series const& series, Rational const (&expected)[kTerms]) {
  bool right = true;
  for (Rational const& wanted : expected) {
    right &= series.recv() == wanted;
  }
  print("powser: ", name, ": ", kTerms, right ? " coefficients are right\n" : " coefficients, not all of them right\n");
  expect(right, "powser: the coefficients are those of the book");
}

}  // namespace

void powser() {
  constexpr Rational kExp[kTerms] = {{1, 1},   {1, 1},    {1, 2},     {1, 6},      {1, 24},      {1, 120},
                                     {1, 720}, {1, 5040}, {1, 40320}, {1, 362880}, {1, 3628800}, {1, 39916800}};
  constexpr Rational kTan[kTerms] = {{0, 1}, {1, 1},    {0, 1}, {1, 3},     {0, 1}, {2, 15},
                                     {0, 1}, {17, 315}, {0, 1}, {62, 2835}, {0, 1}, {1382, 155925}};
  constexpr Rational kUnit[kTerms] = {kOne, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
  WaitGroup all;
  Shop const shop(&all);
  check("exp", exponential(shop), kExp);
  check("tan", tangent(shop), kTan);
  check("exp(x) exp(-x)", shop.product(exponential(shop), shop.mirrored(exponential(shop))), kUnit);
  shop.close();
  all.wait();
}

}  // namespace burrow::tasks
