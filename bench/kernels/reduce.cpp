// One number out of an array, in lanes where order does not matter.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include "lanes.h"

static auto itself = [](auto x) { return x; };

template <class T> static T least(const T *xs, int n) {
  const T start = std::numeric_limits<T>::max();
  return foldOf<T>(n, start, [](auto a, auto b) { return a < b ? a : b; }, itself, xs);
}

template <class T> static T most(const T *xs, int n) {
  const T start = std::numeric_limits<T>::lowest();
  return foldOf<T>(n, start, [](auto a, auto b) { return a > b ? a : b; }, itself, xs);
}

static double deviations(const double *xs, int n, double center) {
  return sumOf<double>(n, [center](auto x) { return (x - center) * (x - center); }, xs);
}

#define REDUCER(name, T, Result, value) \
  extern "C" Result name##Native(const T *xs, const T *ys, int n) { return value; }

REDUCER(sum, double, double, sumOf<double>(n, itself, xs))
REDUCER(sumF32, float, float, sumOf<float>(n, itself, xs))
REDUCER(min, double, double, least(xs, n))
REDUCER(minF32, float, float, least(xs, n))
REDUCER(minI32, int, int, least(xs, n))
REDUCER(max, double, double, most(xs, n))
REDUCER(maxF32, float, float, most(xs, n))
REDUCER(maxI32, int, int, most(xs, n))
REDUCER(argmin, double, int, std::min_element(xs, xs + n) - xs)
REDUCER(argminF32, float, int, std::min_element(xs, xs + n) - xs)
REDUCER(argmax, double, int, std::max_element(xs, xs + n) - xs)
REDUCER(argmaxF32, float, int, std::max_element(xs, xs + n) - xs)
REDUCER(mean, double, double, sumOf<double>(n, itself, xs) / n)
REDUCER(variance, double, double, deviations(xs, n, sumOf<double>(n, itself, xs) / n) / (n - 1))
REDUCER(squaredDeviations, double, double, deviations(xs, n, 49.5))
REDUCER(dot, double, double, dotOf(xs, ys, n))
REDUCER(dotF32, float, float, dotOf(xs, ys, n))
REDUCER(norm, double, double, std::sqrt(dotOf(xs, xs, n)))

extern "C" int64_t sumI32Native(const int *xs, const int *, int n) {
  int64_t total = 0;
  for (int i = 0; i < n; i++) total += xs[i];
  return total;
}

// What each addition loses is summed beside it (Knuth's TwoSum), in four lanes. `n` is a multiple of 4.
extern "C" double kahanSumNative(const double *xs, const double *, int n) {
  typedef double Vector __attribute__((vector_size(16)));
  Vector totals[2] = {}, lost[2] = {};
  for (int i = 0; i < n; i += 4) {
#pragma GCC unroll 2
    for (int v = 0; v < 2; v++) {
      const Vector x = loaded<Vector>(xs + i + 2 * v), next = totals[v] + x, ofX = next - totals[v];
      lost[v] += (totals[v] - (next - ofX)) + (x - ofX);
      totals[v] = next;
    }
  }
  const Vector rest = lost[0] + lost[1];
  double total = 0, more = rest[0] + rest[1];
  for (int lane = 0; lane < 4; lane++) {
    const double x = totals[lane / 2][lane % 2], next = total + x, ofX = next - total;
    more += (total - (next - ofX)) + (x - ofX);
    total = next;
  }
  return total + more;
}
