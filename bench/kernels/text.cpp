// Counterparts of the kernels of bytes.
#include <cstdint>
#include <cstring>

static uint32_t tables[16][256];

static uint64_t rotate(uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

static uint32_t rotate32(uint32_t value, int by) { return (value << by) | (value >> (32 - by)); }

// Counts the matches, and stores their places if there is where to.
static int findAll(const uint8_t* bytes, int length, const uint8_t* needle, int size, int* positions) {
  int count = 0;
  const uint8_t* at = bytes;
  while ((at = (const uint8_t*)memmem(at, bytes + length - at, needle, size))) {
    if (positions) positions[count] = at - bytes;
    count++;
    at++;
  }
  return count;
}

extern "C" {

uint32_t crc32(const uint8_t* bytes, int length) {
  if (tables[0][1] == 0) {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t crc = byte;
      for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      tables[0][byte] = crc;
    }
    for (int t = 1; t < 16; t++) {
      for (int byte = 0; byte < 256; byte++) {
        tables[t][byte] = (tables[t - 1][byte] >> 8) ^ tables[0][tables[t - 1][byte] & 255];
      }
    }
  }
  uint32_t crc = 0xffffffff;
  int i = 0;
  for (; i + 16 <= length; i += 16) {
    uint32_t words[4];
    memcpy(words, bytes + i, 16);
    words[0] ^= crc;
    crc = 0;
    for (int w = 0; w < 4; w++) {
      for (int b = 0; b < 4; b++) crc ^= tables[15 - 4 * w - b][(words[w] >> (8 * b)) & 255];
    }
  }
  for (; i < length; i++) crc = (crc >> 8) ^ tables[0][(crc ^ bytes[i]) & 255];
  return ~crc;
}

// Of a length that is a multiple of 32, with the seed 0.
uint64_t xxhash64(const uint8_t* bytes, int length) {
  const uint64_t p1 = 0x9e3779b185ebca87, p2 = 0xc2b2ae3d27d4eb4f, p3 = 0x165667b19e3779f9, p4 = 0x85ebca77c2b2ae63;
  uint64_t lanes[4] = {p1 + p2, p2, 0, -p1};
  for (int i = 0; i < length; i += 32) {
    uint64_t words[4];
    memcpy(words, bytes + i, 32);
    for (int l = 0; l < 4; l++) lanes[l] = rotate(lanes[l] + words[l] * p2, 31) * p1;
  }
  uint64_t hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
  for (int l = 0; l < 4; l++) hash = (hash ^ (rotate(lanes[l] * p2, 31) * p1)) * p1 + p4;
  hash += length;
  hash = (hash ^ (hash >> 33)) * p2;
  hash = (hash ^ (hash >> 29)) * p3;
  return hash ^ (hash >> 32);
}

int countByte(const uint8_t* bytes, int length, uint8_t byte) {
  int count = 0;
  for (int i = 0; i < length; i++) count += bytes[i] == byte;
  return count;
}

int findByte(const uint8_t* bytes, int length, uint8_t byte, int* positions) {
  int count = 0;
  const uint8_t* at = bytes;
  while ((at = (const uint8_t*)memchr(at, byte, bytes + length - at))) {
    positions[count++] = at - bytes;
    at++;
  }
  return count;
}

// Looks at one character after the other.
int indexOfInvalidUtf8(const uint8_t* bytes, int length) {
  for (int i = 0; i < length;) {
    const uint8_t lead = bytes[i];
    if (lead < 0x80) {
      i++;
      continue;
    }
    if (lead < 0xc2 || lead > 0xf4) return i;
    const int size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (i + size > length) return i;
    const uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80, most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (bytes[i + 1] < least || bytes[i + 1] > most) return i;
    for (int k = 2; k < size; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) return i;
    }
    i += size;
  }
  return -1;
}

// Of a length that is a multiple of 16, with the seed 0.
uint32_t xxhash32(const uint8_t* bytes, int length) {
  const uint32_t p1 = 0x9e3779b1, p2 = 0x85ebca77, p3 = 0xc2b2ae3d;
  uint32_t lanes[4] = {p1 + p2, p2, 0, -p1};
  for (int i = 0; i < length; i += 16) {
    uint32_t words[4];
    memcpy(words, bytes + i, 16);
    for (int l = 0; l < 4; l++) lanes[l] = rotate32(lanes[l] + words[l] * p2, 13) * p1;
  }
  uint32_t hash = rotate32(lanes[0], 1) + rotate32(lanes[1], 7) + rotate32(lanes[2], 12) + rotate32(lanes[3], 18);
  hash += length;
  hash = (hash ^ (hash >> 15)) * p2;
  hash = (hash ^ (hash >> 13)) * p3;
  return hash ^ (hash >> 16);
}

void exclusiveOr(const uint32_t* __restrict xs, uint32_t* __restrict ys, int n, uint32_t other, double) {
  for (int i = 0; i < n; i++) ys[i] = xs[i] ^ other;
}

// The product of two polynomials over the bits, their lowest power in the highest bit, modulo that of the CRC.
static uint32_t times(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
    if (a & bit) product ^= b;
    b = (b >> 1) ^ (b & 1 ? 0xedb88320 : 0);
  }
  return product;
}

void crc32Combine(const uint32_t* firsts, uint32_t* whole, int n, uint32_t second, double length) {
  for (int i = 0; i < n; i++) {
    uint32_t shift = 1u << 31, power = 1u << 23; // 1 and x to the 8
    for (uint64_t rest = length; rest; rest >>= 1, power = times(power, power)) {
      if (rest & 1) shift = times(shift, power);
    }
    whole[i] = times(shift, firsts[i]) ^ second;
  }
}

int indexOfBytes(const uint8_t* bytes, int length, const uint8_t* needle, int size) {
  const uint8_t* at = (const uint8_t*)memmem(bytes, length, needle, size);
  return at ? at - bytes : -1;
}

int countMatches(const uint8_t* bytes, int length, const uint8_t* needle, int size) {
  return findAll(bytes, length, needle, size, nullptr);
}

// A match belongs to the block that it begins in.
void countMatchesInBlocks(const uint8_t* bytes, int length, const uint8_t* needle, int size, int* counts, int block) {
  for (int b = 0; b * block < length; b++) {
    const int from = b * block, end = from + block + size - 1;
    counts[b] = findAll(bytes + from, (end < length ? end : length) - from, needle, size, nullptr);
  }
}

void matchPositions(const uint8_t* bytes, int length, const uint8_t* needle, int size, const int* starts, int* positions, int block) {
  for (int b = 0; b * block < length; b++) {
    const int from = b * block, end = from + block + size - 1;
    int* out = positions + starts[b];
    const int count = findAll(bytes + from, (end < length ? end : length) - from, needle, size, out);
    for (int i = 0; i < count; i++) out[i] += from;
  }
}

int startsOfCounts(int* counts, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) {
    const int count = counts[i];
    counts[i] = sum;
    sum += count;
  }
  return sum;
}
}
