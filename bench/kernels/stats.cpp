// Counterparts of the kernels of counts and random numbers.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

template <class T> static void countBins(const T* values, int length, uint32_t* counts, int bins, double lo, double hi) {
  memset(counts, 0, 4 * bins);
  const double scale = bins / (hi - lo);
  for (int i = 0; i < length; i++) {
    const double value = values[i];
    if (value >= lo && value <= hi) counts[std::min((int)((value - lo) * scale), bins - 1)]++;
  }
}

extern "C" {

// With four tables, so that equal neighbours do not wait for each other; `length` is a multiple of 8.
void histogramBytes(const uint8_t* bytes, int length, uint32_t* counts) {
  static uint32_t tables[4][256];
  memset(tables, 0, sizeof tables);
  for (int i = 0; i < length; i += 8) {
    uint64_t eight;
    memcpy(&eight, bytes + i, 8);
    tables[0][eight & 255]++;
    tables[1][(eight >> 8) & 255]++;
    tables[2][(eight >> 16) & 255]++;
    tables[3][(eight >> 24) & 255]++;
    tables[0][(eight >> 32) & 255]++;
    tables[1][(eight >> 40) & 255]++;
    tables[2][(eight >> 48) & 255]++;
    tables[3][eight >> 56]++;
  }
  for (int i = 0; i < 256; i++) counts[i] = tables[0][i] + tables[1][i] + tables[2][i] + tables[3][i];
}

void histogram(const double* values, int length, uint32_t* counts, int bins, double lo, double hi) {
  countBins(values, length, counts, bins, lo, hi);
}

void histogramF32(const float* values, int length, uint32_t* counts, int bins, double lo, double hi) {
  countBins(values, length, counts, bins, lo, hi);
}

// Each search leaves the larger ones behind it. `length` - 1 is a multiple of 4.
void quartiles(const double* values, double* scratch, int length, double* cuts) {
  memcpy(scratch, values, 8 * (size_t)length);
  for (int i = 0, from = 0; i < 3; i++) {
    const int place = (length - 1) / 4 * (i + 1);
    std::nth_element(scratch + from, scratch + place, scratch + length);
    cuts[i] = scratch[place];
    from = place + 1;
  }
}

double median(const double* values, double* scratch, int length) {
  memcpy(scratch, values, 8 * (size_t)length);
  std::nth_element(scratch, scratch + length / 2, scratch + length);
  return scratch[length / 2];
}

struct Stream {
  uint64_t a, b, c, d;
  uint64_t next() {
    const uint64_t product = b * 5, result = ((product << 7) | (product >> 57)) * 9, shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 45) | (d >> 19);
    return result;
  }
  double unit() { return (next() >> 11) * 0x1p-53; }
};

void randomUniform(double* out, int length) {
  Stream stream = {1, 2, 3, 4};
  for (int i = 0; i < length; i++) out[i] = stream.unit();
}

void randomNormal(double* out, int length) {
  Stream stream = {1, 2, 3, 4};
  for (int i = 0; i < length; i += 2) {
    const double radius = sqrt(-2 * log(1 - stream.unit())), angle = 2 * M_PI * stream.unit();
    out[i] = radius * cos(angle);
    out[i + 1] = radius * sin(angle);
  }
}

int circleHits(int points) {
  Stream stream = {1, 2, 3, 4};
  int hits = 0;
  for (int i = 0; i < points; i++) {
    const uint64_t word = stream.next(), x = word >> 33, y = (word >> 2) & 0x7fffffff;
    hits += x * x + y * y < 1ull << 62;
  }
  return hits;
}
}
