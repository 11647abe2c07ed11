import { BoundedCache } from "./bounded_cache.ts";
import { dependencesOf } from "./dependence_walk.ts";
import { type AnyNode, parseModule } from "./syntax_tree.ts";

/** What is said of a text: it is self-contained, or why it is not. */
export type Verdict = { readonly selfContained: true; readonly heritage?: string } | Refusal;

/** Why a function or class cannot travel as source. */
export interface Refusal {
  readonly selfContained: false;
  /** Follows the name: `it captures "factor" (line 2 of its source)`. */
  readonly reason: string;
  /** What its author can do. */
  readonly remedy: string;
  /** Whether it works where its whole module is imported. */
  readonly inModule: boolean;
}

const REGISTER =
  "pass it as an argument, export the function from a module and use importTasks(), or register it with task()";
const EXPORT_CLASS = "move it to the top level of the main module and export it";

const functions = new BoundedCache<string, Verdict>(1000);
const classes = new BoundedCache<string, Verdict>(100);

/**
 * Whether a function of this text can be evaluated on another thread, a generator function only if it `mayGenerate`. Cached by
 * text, so that a lambda in a loop is parsed once.
 */
export function judgeFunction(text: string, mayGenerate: boolean = false): Verdict {
  const key = mayGenerate ? `generator ${text}` : text;
  let verdict = functions.get(key);
  if (verdict === undefined) functions.set(key, verdict = inspectFunction(text, mayGenerate));
  return verdict;
}

/** Whether a class of this text can: `heritage` is then the one free name that it has, that of its base class, if it has one. */
export function judgeClass(text: string): Verdict {
  let verdict = classes.get(text);
  if (verdict === undefined) classes.set(text, verdict = inspectClass(text));
  return verdict;
}

function inspectFunction(text: string, mayGenerate: boolean): Verdict {
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    return refuse("it is a bound or native function, which has no source", "wrap it in an arrow function");
  }
  const parsed = parseExpression(text);
  if ("problem" in parsed) {
    if (isMethod(text)) {
      return refuse("it is a method or an accessor", "write it as a function or an arrow function");
    }
    return refuse(parsed.problem, "write it as strict module code");
  }
  const { tree } = parsed;
  switch (tree.type) {
    case "ClassExpression":
      return refuse("it is a class, which cannot be called", "pass a function that creates the object");
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (tree.generator && !mayGenerate) {
        return refuse(
          "it is a generator function, whose result cannot be sent back",
          "return an array of its values",
        );
      }
      return judge(tree, [], REGISTER);
    default:
      return refuse("its source is not a function expression", "write it as a function or an arrow function");
  }
}

function inspectClass(text: string): Verdict {
  const parsed = parseExpression(text);
  if ("problem" in parsed) return refuse(parsed.problem, "write it as strict module code");
  const { tree } = parsed;
  if (tree.type !== "ClassExpression") return refuse("it is not written as a class", "write it as a class");
  if (tree.superClass === null) return judge(tree, [], EXPORT_CLASS);
  if (tree.superClass?.type !== "Identifier") {
    const what = `it extends something other than a class named directly`;
    return { ...refuse(what, EXPORT_CLASS), inModule: true };
  }
  const heritage = tree.superClass.name;
  const verdict = judge(tree, [heritage], EXPORT_CLASS);
  return verdict.selfContained ? { selfContained: true, heritage } : verdict;
}

function judge(tree: AnyNode, known: readonly string[], remedy: string): Verdict {
  const found = dependencesOf(tree, known);
  const worst = found.find((one) => !one.inModule) ?? found[0];
  return worst === undefined ? { selfContained: true } : { selfContained: false, remedy, ...worst };
}

function refuse(reason: string, remedy: string): Refusal {
  return { selfContained: false, reason, remedy, inModule: false };
}

/** The text as an expression. The line break ends a comment that the text may end with. */
function parseExpression(text: string): { tree: AnyNode } | { problem: string } {
  try {
    const [statement, ...others] = parseModule(`(${text}\n)`).body;
    if (statement?.type === "ExpressionStatement" && others.length === 0) {
      return { tree: statement.expression };
    }
    return { problem: "its source is more than one expression" };
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number } };
    // Not the parser's: the stack may be used up. The text is not to blame, and must not be remembered as if it were.
    if (loc === undefined || message.startsWith("Not enough stack space")) throw error;
    const what = message.replace(/ \(\d+:\d+\)$/, "");
    return {
      problem: `its source is not strict module code on its own: ${what} (line ${loc.line} of its source)`,
    };
  }
}

function isMethod(text: string): boolean {
  return [`({ ${text}\n })`, `(class { ${text}\n })`].some((source) => {
    try {
      parseModule(source);
      return true;
    } catch {
      return false;
    }
  });
}
