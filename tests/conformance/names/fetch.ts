/**
 * Writes the public names of Python's multiprocessing and concurrent.futures into names_3_14.json, and the names of CPython's tests
 * of them into tests_3_14.json: `deno run -A tests/conformance/names/fetch.ts [--check]`. With `--check` it only compares.
 *
 * It takes the sources of the standard library, and of its tests, from Debian's packages, which it unpacks into a temporary folder: of Python 3.14,
 * or of the newest Python that is there. It needs Debian's `apt-get` and `dpkg-deb`, and a `python3` that parses the sources.
 * Nothing is installed, and the machine's own package lists stay as they are.
 */
const WANTED = "3.14";
const SUITE = "sid";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** The files that are written, each with the program that parses the sources. */
const FILES = [
  { url: new URL("../names_3_14.json", import.meta.url), key: "names", parser: "public_names.py" },
  { url: new URL("../tests_3_14.json", import.meta.url), key: "classes", parser: "test_classes.py" },
];

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
  const packages = ["stdlib", "minimal", "testsuite"].map((part) => `libpython3.${minor}-${part}`);
  await run("apt-get", [...own, "download", ...packages], folder);
  let version = "";
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".deb")) continue;
    await run("dpkg-deb", ["-x", `${folder}/${name}`, `${folder}/unpacked`]);
    version = (await run("dpkg-deb", ["-f", `${folder}/${name}`, "Version"])).trim();
  }
  return { library: `${folder}/unpacked/usr/lib/python3.${minor}`, version };
}

/** A file as it is to be: as `deno fmt` lays it out. */
async function fileText(version: string, key: string, content: unknown): Promise<string> {
  const library = `libpython${version.split(".").slice(0, 2).join(".")}-stdlib`;
  const text = JSON.stringify({
    python: version.split("-")[0],
    package: `${library} ${version}`,
    [key]: content,
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=json", "--line-width=110", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await new Blob([text]).stream().pipeTo(child.stdin);
  return new TextDecoder().decode((await child.output()).stdout);
}

const folder = await Deno.makeTempDir();
try {
  const { library, version } = await unpackLibrary(folder);
  if (!version.startsWith(`${WANTED}.`)) console.warn(`Python ${WANTED} is not there: taken from ${version}`);
  for (const { url, key, parser } of FILES) {
    const program = new URL(parser, import.meta.url).pathname;
    const text = await fileText(version, key, JSON.parse(await run("python3", [program, library])));
    if (!Deno.args.includes("--check")) await Deno.writeTextFile(url, text);
    else if (text !== await Deno.readTextFile(url)) {
      console.error(`${url.pathname} differs from what Python ${version} has: write it anew`);
      Deno.exitCode = 1;
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
