// Counterparts of kernels/image.as.ts and kernels/mandelbrot.as.ts, with the same results to the bit inside the image.
#include <cstdint>

typedef double v2d __attribute__((vector_size(16)));
typedef long long v2l __attribute__((vector_size(16)));

extern "C" {

void grayscaleBytes(const uint8_t* __restrict rgba, uint8_t* __restrict gray, int pixels) {
  for (int i = 0; i < pixels; i++) {
    gray[i] = (54 * rgba[4 * i] + 183 * rgba[4 * i + 1] + 19 * rgba[4 * i + 2] + 128) >> 8;
  }
}

// Without the two columns and rows at each edge.
void binomialBlur(const uint8_t* __restrict src, uint8_t* __restrict dst, uint16_t* __restrict sums, int width, int height) {
  for (int y = 0; y < height; y++) {
    const uint8_t* row = src + y * width;
    uint16_t* out = sums + y * width;
    for (int x = 2; x < width - 2; x++) {
      out[x] = row[x - 2] + row[x + 2] + 4 * (row[x - 1] + row[x + 1]) + 6 * row[x];
    }
  }
  for (int y = 2; y < height - 2; y++) {
    const uint16_t* row = sums + y * width;
    uint8_t* out = dst + y * width;
    for (int x = 2; x < width - 2; x++) {
      const uint16_t sum = row[x - 2 * width] + row[x + 2 * width] + 4 * (row[x - width] + row[x + width]) + 6 * row[x];
      out[x] = (uint16_t)(sum + 128) >> 8;
    }
  }
}

// Two vectors in turn, as the kernel does it.
void mandelbrot(uint16_t* counts, int width, int height, int most) {
  const double step = 2.5 / width;
  const v2d four = {4, 4};
  for (int y = 0; y < height; y++) {
    const double c = -1.25 + 2.5 / height * y;
    const v2d ci = {c, c};
    for (int x = 0; x < width; x += 4) {
      const v2d crA = {-2 + step * x, -2 + step * (x + 1)}, crB = {-2 + step * (x + 2), -2 + step * (x + 3)};
      v2d zrA = {0, 0}, ziA = zrA, rrA = zrA, iiA = zrA, zrB = zrA, ziB = zrA, rrB = zrA, iiB = zrA;
      v2l countA = {0, 0}, countB = countA;
      for (int n = 0; n < most; n++) {
        const v2l insideA = (rrA + iiA) <= four, insideB = (rrB + iiB) <= four, any = insideA | insideB;
        if (!(any[0] | any[1])) break;
        countA -= insideA;
        countB -= insideB;
        ziA = 2.0 * zrA * ziA + ci;
        ziB = 2.0 * zrB * ziB + ci;
        zrA = rrA - iiA + crA;
        zrB = rrB - iiB + crB;
        rrA = zrA * zrA;
        rrB = zrB * zrB;
        iiA = ziA * ziA;
        iiB = ziB * ziB;
      }
      uint16_t* out = counts + y * width + x;
      out[0] = countA[0];
      out[1] = countA[1];
      out[2] = countB[0];
      out[3] = countB[1];
    }
  }
}
}
