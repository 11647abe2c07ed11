import fc from "npm:fast-check@4.10.2";

/** The types whose kernels are generated. */
export const STRAIGHT_TYPES = ["f64", "f32", "i32", "u32", "i16", "u8", "i64"] as const;
export type StraightType = (typeof STRAIGHT_TYPES)[number];

const FLOAT_CONSTANTS = [
  "0.0",
  "-0.0",
  "1.0",
  "-1.0",
  "0.1",
  "2.0",
  "-2.5",
  "1e300",
  "Infinity",
  "-Infinity",
  "NaN",
];
const INTEGER_CONSTANTS = ["0", "1", "-1", "2", "7", "127", "255", "65535", "-32768", "2147483647"];

/** AssemblyScript of a kernel `(x: T, y: T): T`, called `name`, that does nothing but compute. */
export function straightKernel(type: StraightType): fc.Arbitrary<(name: string) => string> {
  const isFloat = type.startsWith("f");
  const constants = isFloat ? FLOAT_CONSTANTS : INTEGER_CONSTANTS;
  const leaf = fc.oneof(
    fc.constantFrom("x", "y", "t"),
    fc.constantFrom(...constants).map((c) => `<${type}>(${c})`),
  );
  const { value, condition } = fc.letrec<{ value: string; condition: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      ...valuesOf(type, tie("value"), tie("condition")),
    ),
    condition: fc.oneof(
      { maxDepth: 2 },
      comparison(tie("value")),
      fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(([a, op, b]) =>
        `(${a} ${op} ${b})`
      ),
      tie("condition").map((a) => `!${a}`),
    ),
  }));
  const body = fc.tuple(value, condition, value, condition, value, value, fc.integer({ min: 0, max: 4 }));
  return body.map(([a, c, b, d, e, f, form]) => (name) => {
    const inner = [
      `return ${b};`,
      `if (${c}) t = ${b}; return ${e};`,
      `if (${c}) { t = ${b}; if (${d}) return ${e}; } else if (${d}) { t = ${f}; } return t + ${e};`,
      `if (${c}) return ${b}; if (${d}) { t = ${e}; } return ${f};`,
      `return help_${name}(t, ${b}) + help_${name}(${e}, x);`,
    ][form]!;
    const helper =
      `function help_${name}(x: ${type}, y: ${type}): ${type} { let t: ${type} = y; if (${d}) return ${f}; return x; }\n`;
    return `${
      form === 4 ? helper : ""
    }export function ${name}(x: ${type}, y: ${type}): ${type} { let t: ${type} = x; t = ${a}; ${inner} }\n`;
  });
}

function comparison(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const text = (a: string, op: string, b: string) => {
    // asc may take "x < <T>" for the beginning of type arguments.
    return op === "<" ? `(${b} > ${a})` : `(${a} ${op} ${b})`;
  };
  return fc.tuple(value, fc.constantFrom("<", "<=", ">", ">=", "==", "!="), value).map(([a, op, b]) =>
    text(a, op, b)
  );
}

function valuesOf(
  type: StraightType,
  value: fc.Arbitrary<string>,
  condition: fc.Arbitrary<string>,
): fc.Arbitrary<string>[] {
  const isFloat = type.startsWith("f");
  const pair = (names: readonly string[]) => fc.tuple(fc.constantFrom(...names), value, value);
  const forms = [
    pair(isFloat ? ["+", "-", "*", "/"] : ["+", "-", "*", "&", "|", "^"]).map(([op, a, b]) =>
      `(${a} ${op} ${b})`
    ),
    fc.tuple(condition, value, value).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    condition.map((c) => `<${type}>(${c})`),
  ];
  if (type !== "i64") {
    forms.push(pair(["min", "max"]).map(([fn, a, b]) => `${fn}<${type}>(${a}, ${b})`));
  }
  if (isFloat) {
    const unary = ["-", "abs", "sqrt", "ceil", "floor", "trunc", "nearest"];
    forms.push(fc.tuple(fc.constantFrom(...unary), value).map(([fn, a]) => `${fn}(${a})`));
    // The sign of a NaN that was computed is open.
    forms.push(
      fc.tuple(value, fc.constantFrom("x", "y", `<${type}>-1`)).map(([a, b]) =>
        `copysign<${type}>(${a}, ${b})`
      ),
    );
  } else {
    forms.push(
      fc.tuple(fc.constantFrom("<<", ">>", ">>>"), value, fc.nat(7)).map(([op, a, n]) => `(${a} ${op} ${n})`),
    );
    forms.push(value.map((a) => `(~${a})`));
  }
  if (type === "f32") forms.push(value.map((a) => `<f32><i32>(${a})`));
  if (type === "i32") {
    forms.push(
      value.map((a) => `<i32><f32>(${a})`),
      value.map((a) => `rotl<i32>(${a}, 13)`),
    );
  }
  return forms;
}
