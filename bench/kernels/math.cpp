// Loops over arrays that do not overlap, as -O3 likes them, and the C library's functions.
#include <cmath>

#define MAP(name, T, value)                                                                     \
  extern "C" void name##Native(const T *__restrict xs, T *__restrict ys, int n, double first, double second) { \
    const T a = first, b = second;                                                              \
    for (int i = 0; i < n; i++) {                                                               \
      const T x = xs[i];                                                                        \
      ys[i] = value;                                                                            \
    }                                                                                           \
  }

MAP(square, double, x *x)
MAP(cube, double, x *x *x)
MAP(power, double, std::pow(x, a))
MAP(sqrt, double, std::sqrt(x))
MAP(sqrtF32, float, std::sqrt(x))
MAP(abs, double, std::abs(x))
MAP(clamp, double, x < a ? a : x > b ? b : x)
MAP(linear, double, a *x + b)
MAP(exp, double, std::exp(x))
MAP(expF32, float, std::exp(x))
MAP(log, double, std::log(x))
MAP(logF32, float, std::log(x))
MAP(sin, double, std::sin(x))
MAP(sinF32, float, std::sin(x))
MAP(cos, double, std::cos(x))
MAP(cosF32, float, std::cos(x))
MAP(tanh, double, std::tanh(x))
MAP(sigmoid, double, 1 / (1 + std::exp(-x)))
MAP(sigmoidF32, float, 1 / (1 + std::exp(-x)))

template <class T> static void addMultiple(T a, const T *__restrict xs, T *__restrict ys, int n) {
  for (int i = 0; i < n; i++) ys[i] += a * xs[i];
}

extern "C" {
void axpyNative(double a, const double *xs, double *ys, int n) { addMultiple(a, xs, ys, n); }
void axpyF32Native(double a, const float *xs, float *ys, int n) { addMultiple<float>(a, xs, ys, n); }
}
