#include <algorithm>
#include <cstdint>
#include <numeric>

#define SORTS(T, suffix)                                                               \
  extern "C" void sort##suffix(const T *from, T *xs, int n) {                          \
    std::copy(from, from + n, xs);                                                     \
    std::sort(xs, xs + n);                                                             \
  }                                                                                    \
  extern "C" void argsort##suffix(const T *xs, int *order, int n) {                    \
    std::iota(order, order + n, 0);                                                    \
    std::stable_sort(order, order + n, [xs](int a, int b) { return xs[a] < xs[b]; });  \
  }                                                                                    \
  extern "C" void sortRuns##suffix(const T *from, T *xs, int n, int run) {             \
    std::copy(from, from + n, xs);                                                     \
    for (int i = 0; i < n; i += run) std::sort(xs + i, xs + std::min(i + run, n));     \
  }                                                                                    \
  extern "C" void mergeRuns##suffix(const T *src, T *dst, int n, int run) {            \
    for (int i = 0; i < n; i += 2 * run) {                                             \
      const int middle = std::min(i + run, n), end = std::min(i + 2 * run, n);         \
      std::merge(src + i, src + middle, src + middle, src + end, dst + i);             \
    }                                                                                  \
  }

SORTS(double, f64)
SORTS(float, f32)
SORTS(int32_t, i32)
SORTS(uint32_t, u32)
