import { histogramBytes } from "../../kernels/stats.ts";
import { SharedArray } from "../../mod.ts";
import { elements, topic } from "./topic.ts";

const BYTES = 1920 * 1080 * 4;

/** Counts of bytes against gcc's with four tables. */
export const stats = topic({
  source: new URL("./stats.cpp", import.meta.url),
  symbols: { histogramBytes: { parameters: ["buffer", "i32", "buffer"], result: "void" } },
  cases(native) {
    const bytes = new SharedArray("u8", BYTES, { lock: false });
    bytes.view.forEach((_, i) => bytes.view[i] = Math.imul(i, 2654435761) >>> 13);
    const [counts, countsToo] = [new SharedArray("u32", 256), new SharedArray("u32", 256)];
    return [{
      scenario: "histogram of 8.3 MB",
      atLeast: 0.55,
      kernel: () => histogramBytes(bytes, counts.fill(0), 0, BYTES),
      native: () => native.histogramBytes(elements(bytes), BYTES, elements(countsToo)),
      check: () => {
        const [ours, theirs] = [counts.view.join(), countsToo.view.join()];
        if (ours !== theirs) throw new Error(`The counts differ: ${ours} and ${theirs}`);
      },
    }];
  },
});
