import type { KernelSignature } from "../../../engine/wasm/kernel_sections.ts";
import { NUMBER_TYPES, type NumericType } from "../../../engine/elements/element_types.ts";

const UNROLLED = [0, 1, 2, 3] as const;

/**
 * AssemblyScript for the loops that apply a scalar kernel to arrays, so that a chunk is one call into WebAssembly:
 * `__map_NAME(src, dst, n, …constants)` streams the first parameter, `__zip_NAME(src0, src1, …, dst, n)` all of them.
 * Four elements go in one turn, with the kernel inlined and constant offsets.
 */
export function mapLoops(kernels: readonly KernelSignature[]): string {
  return kernels.filter(({ kind }) => kind === "scalar").map((kernel) =>
    kernel.params.length > 1 ? mapLoop(kernel) + zipLoop(kernel) : mapLoop(kernel)
  ).join("");
}

function mapLoop({ name, params, result }: KernelSignature): string {
  const [first, ...constants] = params.map(({ type }) => type as NumericType) as [
    NumericType,
    ...NumericType[],
  ];
  const declared = constants.map((type, i) => `, c${i}: ${type}`).join("");
  const passed = constants.map((_, i) => `, c${i}`).join("");
  return loop({
    header: `__map_${name}(src: usize, dst: usize, n: usize${declared})`,
    sources: [{ pointer: "src", bytes: NUMBER_TYPES[first].bytes }],
    value: (index) => `${name}(load<${first}>(src, ${index * NUMBER_TYPES[first].bytes})${passed})`,
    result: result as NumericType,
  });
}

function zipLoop({ name, params, result }: KernelSignature): string {
  const types = params.map(({ type }) => type as NumericType);
  const load = (type: NumericType, i: number, index: number) =>
    `load<${type}>(src${i}, ${index * NUMBER_TYPES[type].bytes})`;
  return loop({
    header: `__zip_${name}(${types.map((_, i) => `src${i}: usize`).join(", ")}, dst: usize, n: usize)`,
    sources: types.map((type, i) => ({ pointer: `src${i}`, bytes: NUMBER_TYPES[type].bytes })),
    value: (index) => `${name}(${types.map((type, i) => load(type, i, index)).join(", ")})`,
    result: result as NumericType,
  });
}

interface Loop {
  readonly header: string;
  readonly sources: readonly { readonly pointer: string; readonly bytes: number }[];
  /** The kernel applied to the elements at `index` from where the pointers are. */
  readonly value: (index: number) => string;
  readonly result: NumericType;
}

function loop({ header, sources, value, result }: Loop): string {
  const bytes = NUMBER_TYPES[result].bytes;
  const advance = (count: number) =>
    [...sources.map((source) => `${source.pointer} += ${count * source.bytes};`), `dst += ${count * bytes};`]
      .join(" ");
  // All four are computed before the first is stored, so their latencies overlap; in place is fine all the same.
  return `export function ${header}: void {
  for (; n >= ${UNROLLED.length}; n -= ${UNROLLED.length}) {
    ${UNROLLED.map((i) => `const v${i} = inline.always(${value(i)});`).join("\n    ")}
    ${UNROLLED.map((i) => `store<${result}>(dst, v${i}, ${i * bytes});`).join("\n    ")}
    ${advance(UNROLLED.length)}
  }
  for (; n > 0; n--) {
    store<${result}>(dst, ${value(0)});
    ${advance(1)}
  }
}
`;
}
