import { Pool, SharedArray } from "multicore";
import { brighten, brighter, luma } from "./pixels.kernels.ts";

if (import.meta.main) {
  await using pool = new Pool();

  using px = new SharedArray("u8", 640 * 480);
  for (let i = 0; i < px.length; i++) px.view[i] = i % 256;
  await pool.parallelFor(px.length, brighten, [px, 40]); // no copy, all cores
  console.log(px[100]); // 140

  const count = await pool.reduce(px.length, brighter, [px, 200], "sum");
  console.log(count); // 114000

  const [red, green, blue] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const gray = await pool.starmap(luma, [red, green, blue]);
  console.log(gray.map((x) => x.toFixed(2)).join(" ")); // 0.21 0.72 0.07
}
