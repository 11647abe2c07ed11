/** C++ beside our kernels: compiled by g++, called in this process on the same memory, timed by the same clock. */

/** The functions of a C++ file, by name. */
export type NativeSymbols = Deno.ForeignLibraryInterface;

/** A compiled C++ file. */
export type NativeLibrary<Symbols extends NativeSymbols> = Deno.DynamicLibrary<Symbols>;

/** How the counterparts are compiled: with the vector instructions that WebAssembly has. */
export const NATIVE_FLAGS: readonly string[] = ["-O3", "-msse4.2", "-std=c++17", "-shared", "-fPIC"];

/** The first line of `g++ --version`; `undefined` if there is no g++. */
export async function nativeCompiler(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("g++", { args: ["--version"] }).output();
    return new TextDecoder().decode(stdout).split("\n")[0];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Compiles a C++ file into a folder, and opens it. */
export async function compileNative<const Symbols extends NativeSymbols>(
  source: URL,
  symbols: Symbols,
  folder: string,
): Promise<NativeLibrary<Symbols>> {
  const library = `${folder}/${source.pathname.split("/").at(-1)}.so`;
  const { success, stderr } = await new Deno.Command("g++", {
    args: [...NATIVE_FLAGS, "-o", library, new URL(source).pathname],
  }).output();
  if (!success) throw new Error(`Cannot compile ${source}: ${new TextDecoder().decode(stderr)}`);
  return Deno.dlopen(library, symbols);
}
