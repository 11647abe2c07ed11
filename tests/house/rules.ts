import { CODE_RULES } from "./code_rules.ts";
import { DOCS_RULES } from "./docs_rules.ts";
import { FILE_RULES } from "./file_rules.ts";
import { IMPORT_RULES } from "./import_rules.ts";
import type { Rule } from "./rule.ts";
import { TEXT_RULES } from "./text_rules.ts";

/** Every rule of the house that a machine can check. */
export const RULES: readonly Rule[] = [
  ...IMPORT_RULES,
  ...CODE_RULES,
  ...FILE_RULES,
  ...TEXT_RULES,
  ...DOCS_RULES,
];
