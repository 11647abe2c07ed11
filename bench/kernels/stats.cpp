// Counterparts of kernels/stats.as.ts.
#include <cstdint>
#include <cstring>

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
}
