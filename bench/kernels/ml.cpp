// Counterparts of the kernels that learn.
#include <cmath>
#include <cstring>
#include <vector>

static double distance(const double* a, const double* b, int dimensions) {
  double sum = 0;
  for (int d = 0; d < dimensions; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

static double score(const double* row, const double* weights, int count) {
  double z = weights[count];
  for (int j = 0; j < count; j++) z += row[j] * weights[j];
  return z;
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
    const double z = score(row, weights, count);
    const double error = 1 / (1 + exp(-z)) - labels[i];
    for (int j = 0; j < count; j++) sums[j] += error * row[j];
    sums[count] += error;
    sums[count + 1] += fmax(z, 0) + log1p(exp(-fabs(z))) - labels[i] * z;
  }
}

void linearGradient(const double* features, const double* targets, const double* weights, double* sums, int n, int count) {
  memset(sums, 0, 8 * (count + 2));
  for (int i = 0; i < n; i++) {
    const double* row = features + i * count;
    const double error = score(row, weights, count) - targets[i];
    for (int j = 0; j < count; j++) sums[j] += error * row[j];
    sums[count] += error;
    sums[count + 1] += 0.5 * error * error;
  }
}

static std::vector<double> sumOfSlots(const double* slots, int blocks, int length) {
  std::vector<double> sums(length);
  for (int b = 0; b < blocks; b++) {
    for (int i = 0; i < length; i++) sums[i] += slots[b * length + i];
  }
  return sums;
}

double gradientStep(const double* slots, int blocks, double* weights, int count, double rate, int rows) {
  const std::vector<double> sums = sumOfSlots(slots, blocks, count + 1);
  for (int j = 0; j < count; j++) weights[j] -= rate * (sums[j] / rows);
  return sums[count] / rows;
}

double kmeansUpdate(const double* slots, int blocks, double* centres, int count, int dimensions) {
  const int stride = dimensions + 1;
  const std::vector<double> sums = sumOfSlots(slots, blocks, count * stride + 1);
  for (int c = 0; c < count; c++) {
    const double points = sums[c * stride + dimensions];
    if (points == 0) continue;
    for (int d = 0; d < dimensions; d++) centres[c * dimensions + d] = sums[c * stride + d] / points;
  }
  return sums[count * stride];
}

void predictLinear(const double* features, const double* weights, double* out, int n, int count) {
  for (int i = 0; i < n; i++) out[i] = score(features + i * count, weights, count);
}

void predictLogistic(const double* features, const double* weights, double* out, int n, int count) {
  for (int i = 0; i < n; i++) out[i] = 1 / (1 + exp(-score(features + i * count, weights, count)));
}
}
