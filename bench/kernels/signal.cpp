// Counterparts of the kernels of signals.
#include <cmath>
#include <complex>
#include <vector>

typedef std::complex<double> Complex;

extern "C" {

// Radix 2 in place, after Cooley and Tukey, with its angles computed anew as the kernel does.
void fft(double* re, double* im, int n) {
  std::vector<Complex> turns(n / 2);
  for (int k = 0; k < n / 2; k++) turns[k] = std::polar(1.0, -2 * M_PI * k / n);
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      std::swap(re[i], re[j]);
      std::swap(im[i], im[j]);
    }
  }
  for (int length = 2; length <= n; length *= 2) {
    const int half = length / 2, step = n / length;
    for (int start = 0; start < n; start += length) {
      for (int k = 0; k < half; k++) {
        const int a = start + k, b = a + half;
        const double c = turns[k * step].real(), s = turns[k * step].imag();
        const double x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

void convolve(const double* __restrict signal, int n, const double* __restrict weights, int m, double* __restrict out) {
  for (int i = 0; i < n + m - 1; i++) {
    const int first = i - n + 1 > 0 ? i - n + 1 : 0, last = i < m - 1 ? i : m - 1;
    double sum = 0;
    for (int k = first; k <= last; k++) sum += weights[k] * signal[i - k];
    out[i] = sum;
  }
}
}
