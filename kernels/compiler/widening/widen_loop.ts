import binaryen from "npm:assemblyscript@0.28.20/binaryen";
import { NUMBER_TYPES, type NumericType } from "../../../engine/elements/element_types.ts";
import { type LaneNode, nodesOf } from "./lane_graph.ts";
import { computedType, loadElement, loadLanes, storeElement, storeLanes } from "./lane_memory.ts";

type Expression = binaryen.ExpressionRef;

/** A loop that applies a kernel to arrays: `(sources…, dst, n, constants…)`. */
export interface WidenedLoop {
  /** The function to put the loop into, in place of the scalar loop that it holds. */
  readonly name: string;
  /** The scalar kernel, for the elements that fill no turn. */
  readonly kernel: string;
  /** The types of the parameters that stream, which are the first, and of the others. */
  readonly streams: readonly NumericType[];
  readonly constants: readonly NumericType[];
  readonly type: NumericType;
  /** The kernel's result, as a function of its parameters. */
  readonly result: LaneNode;
  /** Elements in a vector. */
  readonly lanes: number;
}

/** Vectors in a turn of the loop for a kernel of few operations, which gains up to 1.7 times; longer ones gain nothing. */
const UNROLLED = 4;
const FEW_OPERATIONS = 12;

/**
 * Writes the loop over whole vectors, followed by one over the elements that are left. What does not depend on the elements,
 * constants above all, is computed before it: V8 would build a vector constant anew in every turn. For the same reason
 * no pass of binaryen runs after this, which would put the constants back.
 */
export function widenLoop(module: binaryen.Module, loop: WidenedLoop): void {
  new LoopWriter(module, loop).write();
}

/** What binaryen's own types leave out, and asc uses. */
const RAW = binaryen as unknown as {
  _BinaryenFunctionAddVar(fn: binaryen.FunctionRef, type: binaryen.Type): number;
  _BinaryenFunctionSetBody(fn: binaryen.FunctionRef, body: Expression): void;
};

class LoopWriter {
  readonly #module: binaryen.Module;
  readonly #loop: WidenedLoop;
  readonly #streaming = new Set<LaneNode>();
  readonly #uses = new Map<LaneNode, number>();
  /** The locals that hold nodes: for good, or in the vector that is being computed. */
  readonly #hoisted = new Map<LaneNode, number>();
  readonly #shared = new Map<LaneNode, number>();
  readonly #vectors: number;

  constructor(module: binaryen.Module, loop: WidenedLoop) {
    this.#module = module;
    this.#loop = loop;
    const nodes = nodesOf(loop.result);
    for (const node of nodes) {
      const streams = node.operation === "parameter" && (node.literal as number) < loop.streams.length;
      if (streams || node.operands.some((operand) => this.#streaming.has(operand))) this.#streaming.add(node);
      for (const operand of node.operands) this.#uses.set(operand, (this.#uses.get(operand) ?? 0) + 1);
    }
    const { vars } = binaryen.getFunctionInfo(module.getFunction(loop.name));
    let local = loop.streams.length + 2 + loop.constants.length + vars.length;
    for (const node of nodes) {
      if (!this.#streaming.has(node)) this.#hoisted.set(node, local++);
      else if (this.#uses.get(node)! > 1) this.#shared.set(node, local++);
    }
    this.#vectors = this.#streaming.size <= FEW_OPERATIONS ? UNROLLED : 1;
  }

  /** The function keeps its place in the module: others find it by its number. */
  write(): void {
    const module = this.#module;
    const loop = module.getFunction(this.#loop.name);
    for (let i = this.#hoisted.size + this.#shared.size; i > 0; i--) {
      RAW._BinaryenFunctionAddVar(loop, binaryen.v128);
    }
    RAW._BinaryenFunctionSetBody(loop, module.block(null, [this.#wideLoop(), this.#scalarLoop()]));
    module.runPassesOnFunction(loop, ["reorder-locals"]); // drops what the scalar loop had
  }

  #wideLoop(): Expression {
    const module = this.#module;
    const { i32 } = module;
    const { lanes } = this.#loop;
    const count = this.#vectors * lanes;
    const enough = () => i32.ge_u(this.#count(), i32.const(count));
    const hoisted = [...this.#hoisted].map(([node, local]) => module.local.set(local, this.#build(node, 0)));
    const turns = Array.from({ length: this.#vectors }, (_, vector) => this.#vector(vector * lanes));
    const turn = module.block(null, [...turns, ...this.#advance(count), module.br("wide", enough())]);
    return module.if(enough(), module.block(null, [...hoisted, module.loop("wide", turn)]));
  }

  /** Computes the vector of elements that begins `first` elements from where the pointers are. */
  #vector(first: number): Expression {
    const { type, result, streams } = this.#loop;
    const done = new Set<LaneNode>();
    const get = (node: LaneNode): Expression => {
      const kept = this.#hoisted.get(node) ?? (done.has(node) ? this.#shared.get(node) : undefined);
      if (kept !== undefined) return this.#module.local.get(kept, binaryen.v128);
      done.add(node);
      const built = this.#build(node, first, get);
      const shared = this.#shared.get(node);
      return shared === undefined ? built : this.#module.local.tee(shared, built, binaryen.v128);
    };
    return storeLanes(
      this.#module,
      type,
      first * NUMBER_TYPES[type].bytes,
      this.#pointer(streams.length),
      get(result),
    );
  }

  /** The expression that computes a node, whose operands `operand` gives. */
  #build(node: LaneNode, first: number, operand = (node: LaneNode) => this.#hoistedValue(node)): Expression {
    const { type, operation, operands, literal } = node;
    const module = this.#module;
    const { streams } = this.#loop;
    if (operation === "parameter") {
      const index = literal as number;
      const element = streams[index];
      if (element) {
        return loadLanes(module, element, first * NUMBER_TYPES[element].bytes, this.#pointer(index));
      }
      return this.#splat(node, module.local.get(index + 2, wasmType(type)));
    }
    if (operation === "global") {
      return this.#splat(node, module.global.get(literal as string, wasmType(type)));
    }
    if (operation === "constant") return this.#splat(node, this.#scalar(node));
    const values = operands.map(operand);
    if (operation === "reinterpret") return values[0]!;
    const [shape, method] = operation.split(".") as [string, string];
    const builders = module as unknown as Record<
      string,
      Record<string, (...args: Expression[]) => Expression>
    >;
    if (literal !== undefined) values.push(module.i32.const(literal as number));
    return builders[shape]![method]!(...values);
  }

  #hoistedValue(node: LaneNode): Expression {
    return this.#module.local.get(this.#hoisted.get(node)!, binaryen.v128);
  }

  #scalar({ type, literal }: LaneNode): Expression {
    const module = this.#module;
    if (type === "mask") return module.i32.const(-(literal as number));
    if (type !== "i64") return module[type].const(literal as number);
    // deno-lint-ignore no-explicit-any -- the declared type is an older one
    return (module.i64 as any).const(literal);
  }

  #splat({ type }: LaneNode, value: Expression): Expression {
    const shape = ({ f64: "f64x2", f32: "f32x4", i64: "i64x2", i32: "i32x4", mask: "i32x4" } as const)[type];
    return this.#module[shape].splat(value);
  }

  #scalarLoop(): Expression {
    const { streams, constants, type, kernel } = this.#loop;
    const module = this.#module;
    const args = [
      ...streams.map((element, i) => loadElement(module, element, this.#pointer(i))),
      ...constants.map((constant, i) =>
        module.local.get(streams.length + 2 + i, binaryen[computedType(constant)])
      ),
    ];
    const value = module.call(kernel, args, binaryen[computedType(type)]);
    const store = storeElement(module, type, this.#pointer(streams.length), value);
    const turn = module.block(null, [store, ...this.#advance(1), module.br("rest")]);
    return module.loop("rest", module.if(this.#count(), turn));
  }

  #pointer(index: number): Expression {
    return this.#module.local.get(index, binaryen.i32);
  }

  /** How many elements are left. */
  #count(): Expression {
    return this.#pointer(this.#loop.streams.length + 1);
  }

  #advance(elements: number): Expression[] {
    const { streams, type } = this.#loop;
    const { local, i32 } = this.#module;
    const add = (index: number, amount: number) =>
      local.set(index, i32.add(this.#pointer(index), i32.const(amount)));
    const pointers = [...streams, type].map((element, i) => add(i, elements * NUMBER_TYPES[element].bytes));
    return [...pointers, add(pointers.length, -elements)];
  }
}

function wasmType(type: LaneNode["type"]): binaryen.Type {
  return type === "mask" ? binaryen.i32 : binaryen[type];
}
