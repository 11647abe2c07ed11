// A kernel that formats floats and template literals again and again, and counts the texts that are not what they should be.
export function stress(seed: i32): f64 {
  let wrong = 0;
  const a = <f64>seed + 0.5;
  const b = <f64>seed * 1e9 + 0.25;
  const first = a.toString(), second = b.toString();
  const line = "a=" + first + " b=" + second + ";";
  for (let i = 0; i < 2000; i++) {
    if (a.toString() != first || b.toString() != second) wrong++;
    if (`a=${a} b=${b};` != line) wrong++;
  }
  return wrong;
}
