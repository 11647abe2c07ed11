/** No kernel of the library reads or writes beyond its arrays: what is too short is refused, and its neighbours stay. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { numberType, type NumericType } from "../../engine/elements/element_types.ts";
import { type KernelInfo, kernelInfo } from "../../engine/kernel/kernel.ts";
import { sliceElement } from "../../engine/wasm/kernel_sections.ts";
import { Pool, SharedArray } from "../../mod.ts";
import { type Length, LENGTH_ROWS, type Sizes } from "./length_rows.ts";

const SEED = Date.now() | 0;
const FOLDER = new URL("../../kernels/", import.meta.url);

// deno-lint-ignore no-explicit-any -- kernels of all types, called with what their rows say
type AnyKernel = any;

/** Every kernel of the public modules that takes arrays, by its name. */
async function publicKernels(): Promise<Map<string, AnyKernel>> {
  const found = new Map<string, AnyKernel>();
  for await (const { name, isFile } of Deno.readDir(FOLDER)) {
    if (!isFile || !name.endsWith(".ts")) continue;
    for (const value of Object.values(await import(new URL(name, FOLDER).href))) {
      const kernel = kernelInfo(value);
      if (kernel?.params.some(({ type }) => sliceElement(type))) found.set(kernel.name, value);
    }
  }
  return found;
}

const kernels = await publicKernels();

/** Bytes on each side of an array that nobody may write. */
const GUARD = 256;

/** An array between two guards. */
class Guarded implements Disposable {
  readonly #bytes: SharedArray<"u8">;
  readonly #filled: Uint8Array;
  readonly byteOffset: number;

  constructor(readonly typeCode: NumericType, readonly length: number, fill: Length["fill"]) {
    const type = numberType(typeCode);
    this.#bytes = new SharedArray("u8", 2 * GUARD + length * type.bytes);
    this.#bytes.fill(0xa5);
    this.byteOffset = this.#bytes.byteOffset + GUARD;
    const view = type.view(this.#bytes.view.buffer as SharedArrayBuffer, this.byteOffset, length);
    for (let i = 0; i < length; i++) (view as unknown as number[])[i] = fill(i);
    this.#filled = this.#bytes.view.slice();
  }

  assertGuards(what: string): void {
    const changed = [...this.#bytes.view.subarray(0, GUARD), ...this.#bytes.view.subarray(-GUARD)]
      .filter((byte) => byte !== 0xa5).length;
    assertEquals(changed, 0, what);
  }

  assertUnchanged(what: string): void {
    assertEquals(this.#bytes.view.slice(), this.#filled, what);
  }

  [Symbol.dispose](): void {
    this.#bytes[Symbol.dispose]();
  }
}

type Caller = (kernel: AnyKernel, info: KernelInfo, args: readonly unknown[], to: number) => unknown;

const direct: Caller = (kernel, { kind }, args, to) =>
  kind === "range" || kind === "reducer" ? kernel(...args, 0, to) : kernel(...args);

const sizes: fc.Arbitrary<Sizes> = fc.record({
  to: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 9 }),
  few: fc.integer({ min: 1, max: 4 }),
});

/** Calls a kernel with right lengths, and with each array shortened in turn by a part of its length. */
async function check(name: string, { to, ...others }: Sizes, part: number, call: Caller): Promise<void> {
  const kernel = kernels.get(name)!;
  const info = kernelInfo(kernel)!;
  const row = LENGTH_ROWS[name]!({ to, ...others });
  const arrays = row.flatMap((arg, index) => typeof arg === "object" ? [index] : []);
  for (const shortened of [-1, ...arrays]) {
    const given = row.map((arg, index) => {
      if (typeof arg !== "object") return arg;
      const length = index === shortened ? arg.length - Math.ceil(part * arg.length) : arg.length;
      return new Guarded(sliceElement(info.params[index]!.type)!, length, arg.fill);
    });
    const guarded = given.filter((arg) => arg instanceof Guarded);
    const shorter = row[shortened] as Length | undefined;
    const what = shorter
      ? `${name} of ${to}, '${info.params[shortened]!.name}' of ${(given[shortened] as Guarded).length}`
      : `${name} of ${to}`;
    let error: unknown;
    try {
      await call(kernel, info, given, to);
    } catch (thrown) {
      error = thrown;
    }
    guarded.forEach((array) => array.assertGuards(what));
    if (!shorter) assertEquals(error, undefined, what);
    else if (shorter.shorter !== "right" || error !== undefined) {
      assert(error instanceof KernelError, `${what} is not refused: ${error}`);
    }
    if (shorter?.shorter === "named") {
      const wanted = `have at least ${shorter.length} element`;
      assertStringIncludes((error as Error).message, `'${info.params[shortened]!.name}' must ${wanted}`);
      guarded.forEach((array) => array.assertUnchanged(what));
    }
    guarded.forEach((array) => array[Symbol.dispose]());
  }
}

describe("the library's kernels", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => {
    console.log(`seed ${SEED}`);
    pool = new Pool(1);
  });
  afterAll(() => pool.terminate());

  it("have a row of lengths each", () => {
    assertEquals(Object.keys(LENGTH_ROWS).sort(), [...kernels.keys()].sort());
  });

  for (const name of kernels.keys()) {
    it(`refuse each array that is too short, when called: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          sizes,
          fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true }),
          (sizes, part) => check(name, sizes, part, direct),
        ),
        { seed: SEED, numRuns: 15 },
      );
    });
  }

  it("refuse each array that is too short, on a pool, before any part runs", async () => {
    const onPool: Caller = (kernel, { kind }, args, to) => {
      // Without a thread between: what the pool's arguments need is what they have.
      const lent = args.map((arg) => arg instanceof Guarded ? lentTo(arg) : arg) as [];
      if (kind === "range") return pool.parallelFor(to, kernel, lent);
      if (kind === "reducer") return pool.reduce(to, kernel, lent, "sum");
      return pool.run(kernel, ...lent);
    };
    for (const name of kernels.keys()) await check(name, { to: 5, width: 7, few: 2 }, 0.001, onPool);
  });
});

/** What travels of an array: where it lies. */
function lentTo({ byteOffset, length, typeCode }: Guarded): object {
  return { byteOffset, length, typeCode };
}
