import { assert } from "@std/assert";
import * as multicore from "../../mod.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "_TestImportStar", ({ same }) => {
  same("test_import", () => {
    for (const [name, exported] of Object.entries(multicore)) assert(exported !== undefined, name);
    assert(Object.keys(multicore).length > 50);
  });
});
