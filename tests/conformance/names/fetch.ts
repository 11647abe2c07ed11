/**
 * Writes the public names of Python's multiprocessing and concurrent.futures into names_3_14.json:
 * `deno run -A tests/conformance/names/fetch.ts [--check]`. With `--check` it only compares.
 *
 * It takes the sources of the standard library from Debian's packages, which it unpacks into a temporary folder: of Python 3.14,
 * or of the newest Python that is there. It needs Debian's `apt-get` and `dpkg-deb`, and a `python3` that parses the sources.
 * Nothing is installed, and the machine's own package lists stay as they are.
 */
const WANTED = "3.14";
const SUITE = "sid";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const NAMES = new URL("../names_3_14.json", import.meta.url);
const PARSER = new URL("public_names.py", import.meta.url).pathname;

async function run(command: string, args: string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, ...cwd && { cwd } }).output();
  if (!success) {
    throw new Error(`Cannot run ${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}

/** The mirror of Debian's from which this machine takes its packages. */
async function mirror(): Promise<string> {
  const sites = await run("apt-get", ["indextargets", "--format", "$(ORIGIN) $(REPO_URI)"]);
  const site = sites.split("\n").find((line) => line.startsWith("Debian "));
  if (site === undefined) throw new Error("Cannot find Debian among this machine's package sources");
  return site.slice("Debian ".length);
}

/** The sources of the standard library, unpacked into a folder, and the version of the packages that they are from. */
async function unpackLibrary(folder: string): Promise<{ library: string; version: string }> {
  for (const part of ["lists/partial", "cache/archives/partial", "unpacked"]) {
    await Deno.mkdir(`${folder}/${part}`, { recursive: true });
  }
  await Deno.writeTextFile(
    `${folder}/sources.list`,
    `deb [signed-by=${KEYRING}] ${await mirror()} ${SUITE} main\n`,
  );
  const own = [
    ["Dir::Etc::sourcelist", `${folder}/sources.list`],
    ["Dir::Etc::sourceparts", "-"],
    ["Dir::State::lists", `${folder}/lists`],
    ["Dir::Cache", `${folder}/cache`],
    ["APT::Sandbox::User", "root"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  await run("apt-get", [...own, "update"]);
  const found = await run("apt-cache", [...own, "search", "--names-only", "^libpython3\\.[0-9]+-stdlib$"]);
  const versions = [...found.matchAll(/^libpython3\.(\d+)-stdlib/gm)].map(([, minor]) => Number(minor));
  const minor = versions.includes(14) ? 14 : Math.max(...versions);
  const packages = ["stdlib", "minimal"].map((part) => `libpython3.${minor}-${part}`);
  await run("apt-get", [...own, "download", ...packages], folder);
  let version = "";
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".deb")) continue;
    await run("dpkg-deb", ["-x", `${folder}/${name}`, `${folder}/unpacked`]);
    version = (await run("dpkg-deb", ["-f", `${folder}/${name}`, "Version"])).trim();
  }
  return { library: `${folder}/unpacked/usr/lib/python3.${minor}`, version };
}

/** The text of the file, one name a line. */
function asJson(version: string, names: Record<string, string[] | null>): string {
  const lines = Object.entries(names).map(([name, parameters]) =>
    `    ${JSON.stringify(name)}: ${
      parameters === null ? null : `[${parameters.map((p) => `"${p}"`).join(", ")}]`
    }`
  );
  return `{\n  "python": ${JSON.stringify(version.split("-")[0])},\n  "package": ${
    JSON.stringify(`libpython${version.split(".").slice(0, 2).join(".")}-stdlib ${version}`)
  },\n  "names": {\n${lines.join(",\n")}\n  }\n}\n`;
}

const folder = await Deno.makeTempDir();
try {
  const { library, version } = await unpackLibrary(folder);
  const text = asJson(version, JSON.parse(await run("python3", [PARSER, library])));
  if (!version.startsWith(`${WANTED}.`)) console.warn(`Python ${WANTED} is not there: taken from ${version}`);
  if (Deno.args.includes("--check")) {
    const same = (json: string) => JSON.stringify(JSON.parse(json));
    if (same(text) !== same(await Deno.readTextFile(NAMES))) {
      console.error(`${NAMES.pathname} differs from what Python ${version} has: write it anew`);
      Deno.exitCode = 1;
    }
  } else {
    await Deno.writeTextFile(NAMES, text);
    await run(Deno.execPath(), ["fmt", NAMES.pathname]);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
