// A packed panel, tiles of four rows by two vectors in registers, written with gcc's vector types.
#include <cmath>
#include <cstring>
#include <vector>
#include "lanes.h"

template <class T>
static void multiply(const T *__restrict a, const T *__restrict b, T *__restrict c, int n) {
  typedef T Vector __attribute__((vector_size(16)));
  constexpr int rows = 4, vectors = 2, lanes = 16 / sizeof(T), width = vectors * lanes;
  std::vector<T> storage(n * width + lanes);
  T *panel = (T *)(((size_t)storage.data() + 15) & ~(size_t)15);
  for (int j = 0; j < n; j += width) {
    for (int k = 0; k < n; k++) memcpy(panel + k * width, b + k * n + j, width * sizeof(T));
    for (int i = 0; i < n; i += rows) {
      Vector sums[rows][vectors] = {};
      const T *row = a + i * n;
      const Vector *p = (const Vector *)panel;
      for (int k = 0; k < n; k++, row++, p += vectors) {
#pragma GCC unroll 4
        for (int r = 0; r < rows; r++) {
#pragma GCC unroll 4
          for (int v = 0; v < vectors; v++) sums[r][v] += row[r * n] * p[v];
        }
      }
      for (int r = 0; r < rows; r++) memcpy(c + (i + r) * n + j, sums[r], sizeof sums[r]);
    }
  }
}

extern "C" {
void matmul(const double *a, const double *b, double *c, int n) { multiply(a, b, c, n); }
void matmulF32(const float *a, const float *b, float *c, int n) { multiply(a, b, c, n); }
}

template <class T> static void multiplyVector(const T *a, const T *x, T *y, int rows, int columns) {
  for (int i = 0; i < rows; i++) y[i] = dotOf(a + i * columns, x, columns);
}

// In blocks, so that the lines of both matrices stay in the cache.
template <class T> static void transposed(const T *__restrict src, T *__restrict dst, int n) {
  constexpr int block = 16;
  for (int top = 0; top < n; top += block) {
    for (int left = 0; left < n; left += block) {
      for (int i = top; i < top + block; i++) {
        for (int j = left; j < left + block; j++) dst[j * n + i] = src[i * n + j];
      }
    }
  }
}

extern "C" {
void matvecNative(const double *a, const double *x, double *y, int n) { multiplyVector(a, x, y, n, n); }
void matvecF32Native(const float *a, const float *x, float *y, int n) { multiplyVector(a, x, y, n, n); }
void transposeNative(const double *src, double *dst, int n) { transposed(src, dst, n); }
void transposeF32Native(const float *src, float *dst, int n) { transposed(src, dst, n); }

void choleskyNative(double *a, int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < i; j++) a[i * n + j] = (a[i * n + j] - dotOf(a + i * n, a + j * n, j)) / a[j * n + j];
    a[i * n + i] = std::sqrt(a[i * n + i] - dotOf(a + i * n, a + i * n, i));
  }
}

void choleskySolveNative(const double *factor, double *b, int n) {
  for (int i = 0; i < n; i++) b[i] = (b[i] - dotOf(factor + i * n, b, i)) / factor[i * n + i];
  for (int i = n - 1; i >= 0; i--) {
    b[i] /= factor[i * n + i];
    for (int j = 0; j < i; j++) b[j] -= factor[i * n + j] * b[i];
  }
}
}
