// A packed panel, tiles of four rows by two vectors in registers, written with gcc's vector types.
#include <cstring>
#include <vector>

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
