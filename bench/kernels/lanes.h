// Sums and extremes in four vectors side by side: without them -O3 must go in order, several times slower.
#pragma once
#include <cstring>

template <class To, class From> static inline To loaded(const From *at) {
  To value;
  memcpy(&value, at, sizeof value);
  return value;
}

// Folds term(xs[i], …) over i = 0 … n − 1. `term` and `fold` take vectors as they take numbers.
template <class T, class Fold, class Term, class... Arrays>
static inline T foldOf(int n, T start, Fold fold, Term term, Arrays... arrays) {
  typedef T Vector __attribute__((vector_size(16)));
  constexpr int lanes = 16 / sizeof(T), turn = 4 * lanes;
  Vector folds[4];
  for (int v = 0; v < 4; v++) folds[v] = Vector{} + start;
  int i = 0;
  for (; i + turn <= n; i += turn) {
#pragma GCC unroll 4
    for (int v = 0; v < 4; v++) folds[v] = fold(folds[v], term(loaded<Vector>(arrays + i + v * lanes)...));
  }
  const Vector all = fold(fold(folds[0], folds[1]), fold(folds[2], folds[3]));
  T total = start;
  for (int lane = 0; lane < lanes; lane++) total = fold(total, all[lane]);
  for (; i < n; i++) total = fold(total, term(arrays[i]...));
  return total;
}

template <class T, class Term, class... Arrays> static inline T sumOf(int n, Term term, Arrays... arrays) {
  return foldOf<T>(n, 0, [](auto a, auto b) { return a + b; }, term, arrays...);
}

template <class T> static inline T dotOf(const T *xs, const T *ys, int n) {
  return sumOf<T>(n, [](auto x, auto y) { return x * y; }, xs, ys);
}
