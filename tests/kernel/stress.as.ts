// A kernel that allocates maps, strings and arrays, with a result that depends on its seed alone. stress_reference.ts is the
// same in TypeScript. The module-level map is allocated by the start function, so it must outlive every reset.
const weights = new Map<string, f64>();
for (let i = 0; i < 10; i++) weights.set(i.toString(), <f64>(i * i));

export function stress(seed: i32): f64 {
  const totals = new Map<string, f64>();
  const values: i32[] = [];
  let random: u32 = seed;
  for (let i = 0; i < 2000; i++) {
    random = random * 1664525 + 1013904223;
    values.push(<i32>(random >>> 8));
    const key = "key" + (random % 97).toString();
    totals.set(key, (totals.has(key) ? totals.get(key) : 0.0) + <f64>i);
  }
  values.sort((a, b) => a - b);
  const floats = new Float64Array(2000);
  let sum: f64 = 0;
  for (let i = 0; i < 2000; i++) {
    sum += floats[i]; // must be born zero
    floats[i] = <f64>values[i] * weights.get((i % 10).toString());
  }
  for (let i = 0; i < 2000; i++) sum += floats[i];
  const keys = totals.keys().sort();
  for (let i = 0; i < keys.length; i++) sum += totals.get(keys[i]) * <f64>keys[i].length * <f64>i;
  return sum;
}
