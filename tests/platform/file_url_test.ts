import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "npm:fast-check@4.10.2";
import { fileName, filePath, fileUrl, specifierBetween, urlOfPath } from "../../engine/platform/file_url.ts";
import { readFlag } from "../../engine/platform/permission_flag.ts";

const WINDOWS = { windows: true, folder: "C:\\my work" };
const POSIX = { windows: false, folder: "/my #1 work" };

/** Names of files and folders with what means something else in a URL, in a specifier or in a shell. */
const name = fc.string({
  unit: fc.constantFrom(...Array.from("ab.#%?& '\"$~@:,;=+!(){}[]\\|^é😀\n"), "%20", "%2F", ".."),
  minLength: 1,
  maxLength: 6,
}).filter((text) => text !== "." && text !== "..");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);

describe("file URLs", () => {
  it("are those of the runtime, there and back, whatever the names", () => {
    fc.assert(fc.property(path, (path) => {
      const url = fileUrl(path, POSIX);
      assertEquals(fileURLToPath(url), path);
      assertEquals(filePath(url, POSIX), path);
      assertEquals(filePath(pathToFileURL(path), POSIX), path);
      assertEquals(fileName(url), path.split("/").at(-1));
    }));
  });

  it("of relative paths are in the working directory, those of paths in a module beside it", () => {
    fc.assert(fc.property(name, name, (folder, name) => {
      const url = fileUrl(`../${folder}/${name}`, POSIX);
      assertEquals(filePath(url, POSIX), `/${folder}/${name}`);
      assertEquals(
        filePath(urlOfPath(`${folder}/${name}`, new URL("file:///a%20b/c.ts")), POSIX),
        `/a b/${folder}/${name}`,
      );
    }));
  });

  it("lead from one file to another by a specifier", () => {
    fc.assert(fc.property(path, path, (from, to) => {
      const [start, end] = [from, to].map((path) => fileUrl(path, POSIX)) as [URL, URL];
      const specifier = specifierBetween(start, end);
      assert(/^\.\.?\//.test(specifier) || /\/[ab]:(\/|$)/m.test(`${from}\n${to}`), specifier);
      assertEquals(filePath(new URL(specifier, start), POSIX), to);
      assertEquals(JSON.parse(`"${specifier}"`), specifier);
    }));
  });

  it("are made of Windows' paths: of drives, of shares, relative", () => {
    const urls: [path: string, href: string][] = [
      ["D:\\a b\\#1\\50%.as.ts", "file:///D:/a%20b/%231/50%25.as.ts"],
      ["d:/mixed\\a.ts", "file:///d:/mixed/a.ts"],
      ["\\\\server\\share\\a.ts", "file://server/share/a.ts"],
      ["k.as.ts", "file:///C:/my%20work/k.as.ts"],
      ["..\\k.as.ts", "file:///C:/k.as.ts"],
      ["\\top.ts", "file:///C:/top.ts"],
      ["https://example.com/a.ts", "https://example.com/a.ts"],
    ];
    for (const [path, href] of urls) assertEquals(fileUrl(path, WINDOWS).href, href);
    for (const [path, href] of urls.slice(0, 1)) assertEquals(filePath(href, WINDOWS), path);
    assertEquals(filePath("file://server/share/a%20b.ts", WINDOWS), "\\\\server\\share\\a b.ts");
  });

  it("on two drives are named in full", () => {
    const [c, d] = ["C:\\a.ts", "D:\\b.ts"].map((path) => fileUrl(path, WINDOWS)) as [URL, URL];
    assertEquals(specifierBetween(c, d), "file:///D:/b.ts");
    assertEquals(specifierBetween(c, fileUrl("C:\\x\\b.ts", WINDOWS)), "./x/b.ts");
    assertEquals(specifierBetween(c, new URL("https://example.com/mod.ts")), "https://example.com/mod.ts");
  });
});

describe("readFlag()", () => {
  it("is quoted where a shell needs that, and names no path with a comma", () => {
    assertEquals(readFlag(["file:///a/b.ts", "file:///c/"], false), "--allow-read=/a/b.ts,/c/");
    assertEquals(readFlag(["file:///a%20b/c.ts"], false), "'--allow-read=/a b/c.ts'");
    assertEquals(readFlag(["file:///it's.ts"], false), "'--allow-read=/it'\\''s.ts'");
    assertEquals(readFlag(["file:///a/b,c/d.ts", "file:///a/b,d.ts"], false), "--allow-read=/a");
    assertEquals(readFlag(["file:///C:/a%20b/c.ts"], true), '"--allow-read=C:\\a b\\c.ts"');
    assertEquals(readFlag(["file:///C:/a/c.ts"], true), "--allow-read=C:\\a\\c.ts");
    assertEquals(readFlag(["file:///C:/a,b.ts"], true), "--allow-read=C:\\");
  });
});
