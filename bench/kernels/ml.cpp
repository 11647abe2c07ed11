// Counterparts of the kernels that learn.
#include <cmath>
#include <cstring>

static double distance(const double* a, const double* b, int dimensions) {
  double sum = 0;
  for (int d = 0; d < dimensions; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

extern "C" {

void squaredDistances(const double* a, int n, const double* b, int m, double* out, int dimensions) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < m; j++) out[i * m + j] = distance(a + i * dimensions, b + j * dimensions, dimensions);
  }
}

void kmeansAssign(const double* points, int n, const double* centres, int count, int* labels, double* sums, int dimensions) {
  const int stride = dimensions + 1;
  memset(sums, 0, 8 * (count * stride + 1));
  for (int i = 0; i < n; i++) {
    const double* point = points + i * dimensions;
    int nearest = 0;
    double least = distance(point, centres, dimensions);
    for (int c = 1; c < count; c++) {
      const double other = distance(point, centres + c * dimensions, dimensions);
      if (other < least) nearest = c, least = other;
    }
    labels[i] = nearest;
    for (int d = 0; d < dimensions; d++) sums[nearest * stride + d] += point[d];
    sums[nearest * stride + dimensions]++;
    sums[count * stride] += least;
  }
}

void logisticGradient(const double* features, const double* labels, const double* weights, double* sums, int n, int count) {
  memset(sums, 0, 8 * (count + 2));
  for (int i = 0; i < n; i++) {
    const double* row = features + i * count;
    double z = weights[count];
    for (int j = 0; j < count; j++) z += row[j] * weights[j];
    const double error = 1 / (1 + exp(-z)) - labels[i];
    for (int j = 0; j < count; j++) sums[j] += error * row[j];
    sums[count] += error;
    sums[count + 1] += fmax(z, 0) + log1p(exp(-fabs(z))) - labels[i] * z;
  }
}
}
