import { type GeneratedFile, generatedText } from "./generated_file.ts";

const ROOT = new URL("../../", import.meta.url);
const ENTRY = "engine/boot.ts";
const OUTPUT = "engine/worker/generated/worker_bundle.ts";

/**
 * Bundles the worker's entry, `engine/boot.ts`, with all that it imports but `node:` modules, into one script that
 * a worker can load from a `data:` URL. Skipped with a notice while there is no such file.
 *
 * @throws {Error} If the bundler fails, with what it wrote.
 */
export async function workerTarget(): Promise<GeneratedFile[]> {
  try {
    await Deno.stat(new URL(ENTRY, ROOT));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn(`Skipped the worker: there is no ${ENTRY}`);
    return [];
  }
  const bundler = new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--minify", "--keep-names", ENTRY],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await bundler.output();
  if (!success) throw new Error(`Cannot bundle the worker: ${new TextDecoder().decode(stderr)}`);
  const script = new TextDecoder().decode(stdout);
  const text = generatedText(
    "worker",
    `/** The worker's script, ${script.length} characters. */\nexport const WORKER_BUNDLE: string =\n  ${
      JSON.stringify(script)
    };\n`,
  );
  return [{ path: OUTPUT, text }];
}
