// Counterparts of the kernels of signals.
#include <algorithm>
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

void transformRows(double* re, double* im, int size, int rows, int inverse) {
  for (int start = 0; start < size * rows; start += size) {
    // With its parts exchanged, a number becomes i times its conjugate: that turns the transform round.
    if (inverse) fft(im + start, re + start, size);
    else fft(re + start, im + start, size);
  }
  if (!inverse) return;
  for (int i = 0; i < size * rows; i++) {
    re[i] /= size;
    im[i] /= size;
  }
}

void convolveFft(const double* signal, int n, const double* weights, int m, double* out) {
  int size = 1;
  while (size < n + m - 1) size *= 2;
  std::vector<double> a(size), b(size), c(size), d(size);
  std::copy(signal, signal + n, a.begin());
  std::copy(weights, weights + m, c.begin());
  fft(a.data(), b.data(), size);
  fft(c.data(), d.data(), size);
  for (int i = 0; i < size; i++) {
    const double re = a[i] * c[i] - b[i] * d[i], im = a[i] * d[i] + b[i] * c[i];
    a[i] = re;
    b[i] = im;
  }
  fft(b.data(), a.data(), size);
  for (int i = 0; i < n + m - 1; i++) out[i] = a[i] / size;
}
}
