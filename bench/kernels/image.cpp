// Counterparts of the image kernels, with the same results to the bit inside the image.
#include <cmath>
#include <cstdint>

typedef double v2d __attribute__((vector_size(16)));
typedef long long v2l __attribute__((vector_size(16)));

extern "C" {

void grayscaleBytes(const uint8_t* __restrict rgba, uint8_t* __restrict gray, int pixels) {
  for (int i = 0; i < pixels; i++) {
    gray[i] = (54 * rgba[4 * i] + 183 * rgba[4 * i + 1] + 19 * rgba[4 * i + 2] + 128) >> 8;
  }
}

void grayscale(const uint8_t* __restrict rgba, float* __restrict gray, int pixels) {
  for (int i = 0; i < pixels; i++) {
    gray[i] = 0.2126f * rgba[4 * i] + 0.7152f * rgba[4 * i + 1] + 0.0722f * rgba[4 * i + 2];
  }
}

// The inner loop goes along the row, with one weight at a time, which -O3 vectorizes.
static void blurInside(const float* __restrict src, float* __restrict dst, const float* weights, int radius, int stride, int length) {
  for (int x = 0; x < length; x++) dst[x] = weights[0] * src[x - radius * stride];
  for (int k = 1; k <= 2 * radius; k++) {
    const float weight = weights[k];
    const float* from = src + (k - radius) * stride;
    for (int x = 0; x < length; x++) dst[x] += weight * from[x];
  }
}

// Without `radius` columns at each edge.
void blurRows(const float* src, float* dst, const float* weights, int radius, int width, int height) {
  for (int y = 0; y < height; y++) {
    const int start = y * width + radius;
    blurInside(src + start, dst + start, weights, radius, 1, width - 2 * radius);
  }
}

// Without `radius` rows at each edge.
void blurColumns(const float* src, float* dst, const float* weights, int radius, int width, int height) {
  for (int y = radius; y < height - radius; y++) {
    blurInside(src + y * width, dst + y * width, weights, radius, width, width);
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

// Without the column and row at each edge.
void sobel(const float* __restrict src, float* __restrict dst, int width, int height) {
  for (int y = 1; y < height - 1; y++) {
    const float *above = src + (y - 1) * width, *row = above + width, *below = row + width;
    for (int x = 1; x < width - 1; x++) {
      const float gx = (above[x + 1] + below[x + 1] + 2 * row[x + 1]) - (above[x - 1] + below[x - 1] + 2 * row[x - 1]);
      const float gy = (below[x - 1] + below[x + 1] + 2 * below[x]) - (above[x - 1] + above[x + 1] + 2 * above[x]);
      dst[y * width + x] = sqrtf(gx * gx + gy * gy);
    }
  }
}

// A filter of 5 x 5, without the two columns and rows at each edge.
void filterImage(const float* __restrict src, float* __restrict dst, const float* __restrict weights, int width, int height) {
  for (int y = 2; y < height - 2; y++) {
    for (int x = 2; x < width - 2; x++) {
      float sum = 0;
      for (int j = 0; j < 5; j++) {
        for (int i = 0; i < 5; i++) sum += weights[j * 5 + i] * src[(y + j - 2) * width + x + i - 2];
      }
      dst[y * width + x] = sum;
    }
  }
}

// Four bytes a pixel, to half the size.
void halve(const uint8_t* __restrict src, uint8_t* __restrict dst, int width, int height) {
  for (int y = 0; y < height / 2; y++) {
    const uint8_t *top = src + 8 * y * width, *bottom = top + 4 * width;
    for (int x = 0; x < width / 2; x++) {
      for (int c = 0; c < 4; c++) {
        const int sum = top[8 * x + c] + top[8 * x + 4 + c] + bottom[8 * x + c] + bottom[8 * x + 4 + c];
        dst[(y * (width / 2) + x) * 4 + c] = (sum + 2) >> 2;
      }
    }
  }
}

// Four bytes a pixel, to one and a half times the size.
void resizeBilinear(const uint8_t* __restrict src, int width, int height, uint8_t* __restrict dst, int w, int h) {
  for (int y = 0; y < h; y++) {
    const float sy = fmin(fmax((y + 0.5) * height / h - 0.5, 0), height - 1);
    const int top = sy, bottom = top + 1 < height ? top + 1 : height - 1;
    const float down = sy - top;
    for (int x = 0; x < w; x++) {
      const float sx = fmin(fmax((x + 0.5) * width / w - 0.5, 0), width - 1);
      const int left = sx, right = left + 1 < width ? left + 1 : width - 1;
      const float across = sx - left;
      for (int c = 0; c < 4; c++) {
        const float a = src[4 * (top * width + left) + c], b = src[4 * (top * width + right) + c];
        const float d = src[4 * (bottom * width + left) + c], e = src[4 * (bottom * width + right) + c];
        const float upper = a + (b - a) * across, lower = d + (e - d) * across;
        dst[4 * (y * w + x) + c] = (uint8_t)(upper + (lower - upper) * down + 0.5f);
      }
    }
  }
}
}
