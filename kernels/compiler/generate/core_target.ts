import { ID_SECTION, readModuleId } from "../../../engine/wasm/kernel_sections.ts";
import { beginningOfHash, lowerMemoryMinimum, withSection } from "../wasm_file.ts";
import { type CompiledProgram, compileProgram } from "../asc.ts";
import { type GeneratedFile, generatedText, readSources } from "./generated_file.ts";
import { KernelError } from "../../../engine/errors/kernel_error.ts";

const FLAGS = [
  ...["-O3", "--noAssert"],
  ...["--runtime", "stub"],
  ...["--enable", "threads"],
  ...["--importMemory", "--noExportMemory"],
  ...["--initialMemory", "4096"],
  ...["--maximumMemory", "65536"],
];
const ENTRY = "core/core.as.ts";
const LAYOUT = "core/layout.ts";
const INLINE = "core/inline/";
/** What messages are written with, which copies of the library send each other as well. */
const TAGS = "engine/codec/tags.ts";
const ROOT = new URL("../../../", import.meta.url);

/**
 * Compiles and checks a core module. `sources` are paths and texts, `entry` one of the paths.
 *
 * @throws {KernelError} If it does not compile, or `checkCore` refuses it.
 */
export async function compileCore(
  sources: Readonly<Record<string, string>>,
  entry: string,
  memory: "shared" | "ordinary" = "shared",
): Promise<CompiledProgram> {
  const flags = memory === "shared" ? [...FLAGS, "--sharedMemory"] : FLAGS;
  const core = await compileProgram({ sources, entries: [entry], flags, stackSize: 0 });
  checkCore(core);
  lowerMemoryMinimum(core.wasm);
  return core;
}

/**
 * Builds `engine/core/core.as.ts` into `engine/core/generated/core.ts`, and into `inline_core.ts` for one thread alone: smaller, with
 * smaller tables, and with what is in `engine/core/inline` in the place of the files of the same names. `layout_id.ts` beside them
 * tells copies of the library apart that cannot share a memory.
 */
export async function coreTarget(): Promise<GeneratedFile[]> {
  const files = Object.entries(await readSources("engine/", "core"));
  const isInline = ([path]: [string, string]) => path.startsWith(INLINE);
  const sources = Object.fromEntries(files.filter((file) => !isInline(file)));
  const shared = await compileCore(sources, ENTRY);
  const layout = withSizes(sources[LAYOUT]!, INLINE_SIZES);
  const replaced = files.filter(isInline).map(([path, text]) => [path.replace(INLINE, "core/"), text]);
  const inline = await compileCore(
    { ...sources, ...Object.fromEntries(replaced), [LAYOUT]: layout },
    ENTRY,
    "ordinary",
  );
  const module = await constantsOf(layout);
  const wasm = withSection(inline.wasm, ID_SECTION, await beginningOfHash(inline.wasm));
  const id = await layoutId([
    JSON.stringify([
      await constantsOf(sources[LAYOUT]!),
      module,
      await constantsOf(await Deno.readTextFile(new URL(TAGS, ROOT))),
    ]),
    shared.wasm,
    inline.wasm,
  ]);
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const constants = [
    "CONTROL_BYTES",
    "RECORDS",
    "HOLDS",
    "RECORD_COUNT",
    "HOLD_COUNT",
    "OBJECT_COUNT",
    "NAME_COUNT",
  ].map((
    name,
  ) => `/** \`${name}\` of its layout. */\nexport const INLINE_${name}: number = ${module[name]};\n`);
  return [
    {
      path: "engine/core/generated/core.ts",
      text: generatedText("core", constant("CORE_WASM", "The core module", shared.wasm)),
    },
    {
      path: "engine/core/generated/inline_core.ts",
      text: generatedText(
        "core",
        [
          constant("INLINE_CORE_WASM", "The core module for one thread", wasm),
          `/** The id that it bears. */\nexport const INLINE_CORE_ID: string = "${readModuleId(wasm)}";\n`,
          ...constants,
        ].join("\n"),
      ),
    },
    {
      path: "engine/core/generated/layout_id.ts",
      text: generatedText(
        "core",
        [
          "/** What all copies of the library have in common that can share a memory: the same for the same layout and the same core. */",
          `export const LAYOUT_ID: string = "${id}";\n`,
          "/** The library's version, for messages. */",
          `export const VERSION: string = "${version}";\n`,
        ].join("\n"),
      ),
    },
  ];
}

/** The constants that a module of nothing else exports, by name. */
async function constantsOf(text: string): Promise<Readonly<Record<string, number>>> {
  return { ...await import(`data:application/typescript,${encodeURIComponent(text)}`) };
}

/** What changes with any of the parts, in hexadecimal. */
async function layoutId(parts: readonly (string | Uint8Array)[]): Promise<string> {
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  return (await beginningOfHash(bytes)).toHex();
}

function constant(name: string, what: string, wasm: Uint8Array): string {
  return `/** ${what}, ${wasm.length} bytes of WebAssembly in base64. */\nexport const ${name}: string =\n  "${wasm.toBase64()}";\n`;
}

/** The one mutable global that a core may have: the slot of the thread that the instance belongs to. */
const ALLOWED_GLOBAL = /\/self$/;

/**
 * Refuses a core module that could be torn, in the sense of the crash model: every export must be one flat function, so
 * that the stack is checked once, at its entry, before its first store; instances must share no static data, which each
 * instantiation would write again; and nothing may call back into JavaScript.
 *
 * @throws {KernelError} Naming the function and what it holds that a core may not.
 */
export function checkCore({ text, wasm }: CompiledProgram): void {
  const faults: string[] = [];
  for (const found of WebAssembly.Module.imports(new WebAssembly.Module(wasm))) {
    if (found.module !== "env" || found.name !== "memory") {
      faults.push(`imports ${found.module}.${found.name}`);
    }
  }
  let where = "";
  for (const line of text.split("\n")) {
    where = line.match(/^ \(func \$(\S+)/)?.[1] ?? where;
    if (/^ \(data /.test(line)) faults.push("has static data");
    const global = line.match(/^ \(global \$(\S+) \(mut (\w+)\)/);
    if (global && !(ALLOWED_GLOBAL.test(`/${global[1]}`) && global[2] === "i32")) {
      faults.push(`has the mutable global ${global[1]}`);
    }
    const call = line.match(/^\s*\(?((?:return_)?call(?:_indirect|_ref)?)\b\s*(\S*)/);
    if (call) faults.push(`calls in ${where}: ${call[1]} ${call[2]}`.trimEnd());
  }
  if (faults.length > 0) {
    throw new KernelError(
      `Cannot build the core as it must be flat functions over one memory: it ${
        [...new Set(faults)].join("; it ")
      }`,
    );
  }
}

/** How many of each thing there may be where there is one thread: the control memory is small enough for the edge. */
export const INLINE_SIZES: Readonly<Record<string, number>> = {
  SLOT_COUNT: 256, // the thread's, and those of inline workers and processes
  MAIN_CELLS: 0,
  WORKER_CELLS: 0,
  RING_CAPACITY: 0,
  POOL_RING_COUNT: 0,
  OBJECT_COUNT: 8192,
  RECORD_COUNT: 65536,
  HOLD_COUNT: 131072,
  SHORT_COUNT: 0, // they spare threads each other's cache lines
  NAME_COUNT: 256,
};

/**
 * The text of a layout with other sizes.
 *
 * @throws {TypeError} If one of them is not in it.
 */
export function withSizes(layout: string, sizes: Readonly<Record<string, number>>): string {
  let text = layout;
  for (const [name, size] of Object.entries(sizes)) {
    const constant = new RegExp(`^export const ${name} = \\d+;`, "m");
    if (!constant.test(text)) throw new TypeError(`Cannot set a size of the layout: it has no "${name}"`);
    text = text.replace(constant, `export const ${name} = ${size};`);
  }
  return text;
}
