/** Runs each program of the README and compares what it prints with the comments behind its `console.log` lines. */
import { describePrograms } from "./tools/describe_programs.ts";

describePrograms("README.md", new URL("../README.md", import.meta.url));
