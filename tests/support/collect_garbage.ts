import v8 from "node:v8";
import vm from "node:vm";

let collect: (() => void) | undefined;

/** Collects what nobody refers to any more, once what runs now has returned. */
export async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    v8.setFlagsFromString("--expose-gc");
    collect = vm.runInNewContext("gc") as () => void;
  }
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}
