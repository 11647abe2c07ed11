import binaryen from "npm:assemblyscript@0.28.20/binaryen";
import { isTruth, type LaneGraph, type LaneNode, type LaneType, NotWidenable } from "./lane_graph.ts";

/** Makes the node of an operation whose operands are given. */
type Apply = (graph: LaneGraph, ...operands: LaneNode[]) => LaneNode;

interface Shape {
  /** The ending of the names that binaryen gives the operations of this type. */
  readonly ending: string;
  readonly type: LaneType;
  /** binaryen's builder of such vectors. */
  readonly shape: string;
}

const FLOATS: readonly Shape[] = [
  { ending: "Float64", type: "f64", shape: "f64x2" },
  { ending: "Float32", type: "f32", shape: "f32x4" },
];
const INTEGERS: readonly Shape[] = [
  { ending: "Int64", type: "i64", shape: "i64x2" },
  { ending: "Int32", type: "i32", shape: "i32x4" },
];

const UNARY = new Map<number, Apply>();
const BINARY = new Map<number, Apply>();

/**
 * The node of a unary operation, by binaryen's number for it.
 *
 * @throws {NotWidenable} If it has no counterpart in lanes.
 */
export function applyUnary(graph: LaneGraph, operation: number, value: LaneNode): LaneNode {
  const apply = UNARY.get(operation);
  if (!apply) throw new NotWidenable("has an operation that vectors lack");
  return apply(graph, value);
}

/**
 * The node of a binary operation, by binaryen's number for it.
 *
 * @throws {NotWidenable} If it has no counterpart in lanes.
 */
export function applyBinary(graph: LaneGraph, operation: number, left: LaneNode, right: LaneNode): LaneNode {
  const apply = BINARY.get(operation);
  if (!apply) throw new NotWidenable("has an operation that vectors lack");
  return apply(graph, left, right);
}

function define(table: Map<number, Apply>, name: string, apply: Apply): void {
  const operation = (binaryen as unknown as Record<string, number>)[name];
  if (operation === undefined) throw new TypeError(`binaryen has no operation ${name}`);
  table.set(operation, apply);
}

function refuse(reason: string): Apply {
  return () => {
    throw new NotWidenable(reason);
  };
}

const snake = (name: string) => name.replace(/(?<=[a-z])[SU]$/, (sign) => `_${sign}`).toLowerCase();

for (const { ending, type, shape } of FLOATS) {
  for (const name of ["Neg", "Abs", "Ceil", "Floor", "Trunc", "Nearest", "Sqrt"]) {
    define(UNARY, name + ending, (graph, value) => graph.node(type, `${shape}.${snake(name)}`, [value]));
  }
  for (const name of ["Add", "Sub", "Mul", "Div", "Min", "Max"]) {
    define(BINARY, name + ending, (graph, a, b) => graph.node(type, `${shape}.${snake(name)}`, [a, b]));
  }
  for (const name of ["Eq", "Ne", "Lt", "Le", "Gt", "Ge"]) {
    define(BINARY, name + ending, (graph, a, b) => graph.node("mask", `${shape}.${snake(name)}`, [a, b]));
  }
  // All bits of the first but the sign, which is the second's.
  define(BINARY, `CopySign${ending}`, (graph, a, b) => {
    const magnitude = type === "f64"
      ? graph.constant("i64", 2n ** 63n - 1n)
      : graph.constant("i32", 2 ** 31 - 1);
    return graph.node(type, "v128.bitselect", [a, b, magnitude]);
  });
}

for (const { ending, type, shape } of INTEGERS) {
  const bits = type === "i64" ? 64 : 32;
  const zero = type === "i64" ? 0n : 0;
  for (const name of ["Add", "Sub", "Mul"]) {
    define(
      BINARY,
      name + ending,
      (graph, a, b) => graph.node(type, `${shape}.${snake(name)}`, [graph.value(a), graph.value(b)]),
    );
  }
  for (const name of ["Eq", "Ne", "LtS", "LtU", "LeS", "LeU", "GtS", "GtU", "GeS", "GeU"]) {
    define(BINARY, name + ending, (graph, a, b) => {
      if (isTruth(a) && isTruth(b)) {
        return compareTruths(graph, name.slice(0, 2), graph.mask(a), graph.mask(b));
      }
      const values = [graph.value(a), graph.value(b)];
      if (type === "i32" || !name.endsWith("U")) return graph.node("mask", `${shape}.${snake(name)}`, values);
      // Vectors lack this one: with the sign bits flipped, the signed order is the unsigned one.
      const flipped = values.map((value) =>
        graph.node(type, "v128.xor", [value, graph.constant(type, -(2n ** 63n))])
      );
      return graph.node("mask", `${shape}.${snake(name.replace("U", "S"))}`, flipped);
    });
  }
  for (const name of ["Shl", "ShrS", "ShrU"]) {
    define(
      BINARY,
      name + ending,
      (graph, a, b) => graph.node(type, `${shape}.${snake(name)}`, [graph.value(a)], shiftCount(b, bits)),
    );
  }
  for (const [name, back] of [["RotL", false], ["RotR", true]] as const) {
    define(BINARY, name + ending, (graph, a, b) => {
      const count = shiftCount(b, bits);
      const left = back ? (bits - count) % bits : count;
      const value = graph.value(a);
      if (left === 0) return value;
      return graph.node(type, "v128.or", [
        graph.node(type, `${shape}.shl`, [value], left),
        graph.node(type, `${shape}.shr_u`, [value], bits - left),
      ]);
    });
  }
  for (const name of ["and", "or", "xor"] as const) {
    const builder = name[0]!.toUpperCase() + name.slice(1) + ending;
    define(BINARY, builder, (graph, a, b) => logic(graph, type, name, a, b));
  }
  define(
    UNARY,
    `EqZ${ending}`,
    (graph, value) =>
      type === "i32"
        ? graph.not(graph.mask(value))
        : graph.node("mask", `${shape}.eq`, [value, graph.constant(type, zero)]),
  );
  for (const name of ["Clz", "Ctz", "Popcnt"]) define(UNARY, name + ending, refuse("counts bits"));
  for (const sign of ["S", "U"]) {
    define(BINARY, `Div${sign}${ending}`, refuse("divides integers"));
    define(BINARY, `Rem${sign}${ending}`, refuse("takes the remainder of integers"));
  }
  for (const [name, kept] of [["ExtendS8", 8], ["ExtendS16", 16], ["ExtendS32", 32]] as const) {
    if (kept === bits) continue;
    define(UNARY, name + ending, (graph, value) => {
      const up = graph.node(type, `${shape}.shl`, [graph.value(value)], bits - kept);
      return graph.node(type, `${shape}.shr_s`, [up], bits - kept);
    });
  }
}

function shiftCount({ operation, literal }: LaneNode, bits: number): number {
  if (operation !== "constant") throw new NotWidenable("shifts by a number that is no constant");
  return Number(literal) & (bits - 1);
}

/** Compares masks as the numbers 1 and 0 that they stand for. */
function compareTruths(graph: LaneGraph, name: string, a: LaneNode, b: LaneNode): LaneNode {
  switch (name) {
    case "Eq":
      return graph.not(graph.xor(a, b));
    case "Ne":
      return graph.xor(a, b);
    case "Lt":
      return graph.and(graph.not(a), b);
    case "Le":
      return graph.or(graph.not(a), b);
    case "Gt":
      return graph.and(a, graph.not(b));
    default:
      return graph.or(a, graph.not(b));
  }
}

/** And, or and exclusive or: of masks, where both operands are truth values. */
function logic(
  graph: LaneGraph,
  type: LaneType,
  name: "and" | "or" | "xor",
  a: LaneNode,
  b: LaneNode,
): LaneNode {
  if (isTruth(a) && isTruth(b)) return graph[name](graph.mask(a), graph.mask(b));
  // asc cuts a truth value to the bits of its type.
  if (a.type === "mask" && name === "and" && b.operation === "constant") {
    return Number(b.literal) & 1 ? a : graph.never;
  }
  return graph.node(type, `v128.${name}`, [graph.value(a), graph.value(b)]);
}

// A truth value becomes a number of any type; numbers change between types of one width.
for (const [name, type] of [["ConvertSInt32ToFloat32", "f32"], ["ConvertUInt32ToFloat32", "f32"]] as const) {
  define(
    UNARY,
    name,
    (graph, value) =>
      value.type === "mask"
        ? graph.ones(value, type)
        : graph.node(type, `f32x4.convert_i32x4_${name.includes("SInt") ? "s" : "u"}`, [value]),
  );
}
for (
  const [name, type] of [
    ["ConvertSInt32ToFloat64", "f64"],
    ["ConvertUInt32ToFloat64", "f64"],
    ["ExtendUInt32", "i64"],
    ["ExtendSInt32", "i64"],
  ] as const
) {
  define(UNARY, name, (graph, value) => {
    if (value.type !== "mask") throw new NotWidenable(`mixes ${type} and i32`);
    return graph.ones(value, type);
  });
}
for (const sign of ["S", "U"]) {
  define(
    UNARY,
    `TruncSat${sign}Float32ToInt32`,
    (graph, value) => graph.node("i32", `i32x4.trunc_sat_f32x4_${snake(sign)}`, [value]),
  );
  for (const trunc of [`TruncSat${sign}`, `Trunc${sign}`]) {
    define(UNARY, `${trunc}Float64ToInt32`, refuse("mixes f64 and i32"));
    define(UNARY, `${trunc}Float32ToInt64`, refuse("mixes f32 and i64"));
    define(UNARY, `${trunc}Float64ToInt64`, refuse("mixes f64 and i64"));
  }
  define(UNARY, `Trunc${sign}Float32ToInt32`, refuse("converts with a check"));
  define(UNARY, `Convert${sign}Int64ToFloat64`, refuse("mixes i64 and f64"));
  define(UNARY, `Convert${sign}Int64ToFloat32`, refuse("mixes i64 and f32"));
}
define(UNARY, "PromoteFloat32", refuse("mixes f32 and f64"));
define(UNARY, "DemoteFloat64", refuse("mixes f64 and f32"));
define(UNARY, "WrapInt64", refuse("mixes i64 and i32"));
// The bits stay where they are: what is read as a float is looked at as an integer, and back.
for (
  const [name, type] of [
    ["ReinterpretFloat64", "i64"],
    ["ReinterpretInt64", "f64"],
    ["ReinterpretFloat32", "i32"],
    ["ReinterpretInt32", "f32"],
  ] as const
) {
  define(UNARY, name, (graph, value) => graph.node(type, "reinterpret", [graph.value(value)]));
}
