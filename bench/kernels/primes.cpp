// The sieve of Eratosthenes over the odd numbers, a byte for each.
#include <cstdint>
#include <cstring>
#include <vector>

extern "C" int countPrimes(int to) {
  const int half = to / 2;
  std::vector<uint8_t> prime(half, 1);
  prime[0] = 0;
  for (int i = 3; i * i < to; i += 2) {
    if (!prime[i / 2]) continue;
    for (int j = i * i / 2; j < half; j += i) prime[j] = 0;
  }
  int count = 1;
  for (int i = 0; i < half; i++) count += prime[i];
  return count;
}
