/** What the lanes of a vector hold. A mask has all bits of a lane set, or none. */
export type LaneType = "f64" | "f32" | "i64" | "i32" | "mask";

/** A value of the kernel, computed for as many elements as there are lanes. */
export interface LaneNode {
  /** Greater than those of its operands. */
  readonly id: number;
  readonly type: LaneType;
  /** `parameter`, `constant`, `global`, or one of binaryen's builders, such as `f64x2.add`. */
  readonly operation: string;
  readonly operands: readonly LaneNode[];
  /** The parameter's index, the constant, the global's name, or by how many bits is shifted. */
  readonly literal?: Literal | undefined;
}

export type Literal = number | bigint | string;

/** Bytes of a lane. */
export type LaneWidth = 4 | 8;

/** Says why a kernel cannot be widened, in words that continue "it …". */
export class NotWidenable extends Error {}

/**
 * The values of one kernel. All have lanes of one width, so that a vector of each holds as many elements. Equal values are
 * one node, and masks are simplified as they are made.
 */
export class LaneGraph {
  readonly width: LaneWidth;
  readonly #result: string;
  readonly always: LaneNode;
  readonly never: LaneNode;
  readonly #nodes = new Map<string, LaneNode>();

  /** `result` is what the author calls the type of the kernel's result. */
  constructor(width: LaneWidth, result: string) {
    this.width = width;
    this.#result = result;
    this.always = this.node("mask", "constant", [], 1);
    this.never = this.node("mask", "constant", [], 0);
  }

  /** @throws {NotWidenable} If the type's lanes are wider or narrower than those of the kernel. */
  node(type: LaneType, operation: string, operands: readonly LaneNode[] = [], literal?: Literal): LaneNode {
    // A constant i32 may yet turn out to be a truth value.
    const undecided = type === "i32" && operation === "constant";
    if (type !== "mask" && widthOf(type) !== this.width && !undecided) {
      throw new NotWidenable(`mixes ${this.#result} and ${type}`);
    }
    const written = Object.is(literal, -0) ? "-0" : String(literal);
    const key = `${type} ${operation} ${operands.map(({ id }) => id)} ${written}`;
    let node = this.#nodes.get(key);
    if (!node) this.#nodes.set(key, node = { id: this.#nodes.size, type, operation, operands, literal });
    return node;
  }

  constant(type: LaneType, value: number | bigint): LaneNode {
    return this.node(type, "constant", [], value);
  }

  and(a: LaneNode, b: LaneNode): LaneNode {
    if (a === this.never || b === this.never) return this.never;
    if (a === this.always || a === b) return b;
    return b === this.always ? a : this.node("mask", "v128.and", [a, b]);
  }

  or(a: LaneNode, b: LaneNode): LaneNode {
    if (a === this.always || b === this.always) return this.always;
    if (a === this.never || a === b) return b;
    return b === this.never ? a : this.node("mask", "v128.or", [a, b]);
  }

  xor(a: LaneNode, b: LaneNode): LaneNode {
    if (a === this.always) return this.not(b);
    if (b === this.always) return this.not(a);
    if (a === b) return this.never;
    if (a === this.never) return b;
    return b === this.never ? a : this.node("mask", "v128.xor", [a, b]);
  }

  not(mask: LaneNode): LaneNode {
    if (mask === this.always) return this.never;
    if (mask === this.never) return this.always;
    return mask.operation === "v128.not" ? mask.operands[0]! : this.node("mask", "v128.not", [mask]);
  }

  /** `yes` in the lanes where `mask` is set, `no` in the others. */
  select(mask: LaneNode, yes: LaneNode, no: LaneNode): LaneNode {
    if (mask === this.always || yes === no) return yes;
    if (mask === this.never) return no;
    if (mask.operation === "v128.not") return this.select(mask.operands[0]!, no, yes);
    if (isTruth(yes) && isTruth(no)) return this.#selectMask(mask, this.mask(yes), this.mask(no));
    const values = [this.value(yes), this.value(no)] as const;
    return this.node(values[0].type, "v128.bitselect", [...values, mask]);
  }

  #selectMask(mask: LaneNode, yes: LaneNode, no: LaneNode): LaneNode {
    if (yes === no) return yes;
    if (yes === this.always) return this.or(mask, no);
    if (yes === this.never) return this.and(this.not(mask), no);
    if (no === this.never) return this.and(mask, yes);
    if (no === this.always) return this.or(this.not(mask), yes);
    return this.node("mask", "v128.bitselect", [yes, no, mask]);
  }

  /** A truth value, which WebAssembly has as an i32, as a mask. */
  mask(node: LaneNode): LaneNode {
    if (node.type === "mask") return node;
    if (node.operation === "constant") return Number(node.literal) ? this.always : this.never;
    return this.node("mask", "i32x4.ne", [node, this.constant("i32", 0)]);
  }

  /** A mask as the i32 that it is in WebAssembly, 1 or 0. */
  value(node: LaneNode): LaneNode {
    return node.type === "mask" ? this.ones(node, "i32") : node;
  }

  /** The number 1 of a type in the lanes where `mask` is set, 0 in the others. */
  ones(mask: LaneNode, type: LaneType): LaneNode {
    const number = (value: number) => this.constant(type, type === "i64" ? BigInt(value) : value);
    return mask.operation === "constant"
      ? number(mask.literal as number)
      : this.node(type, "v128.and", [mask, number(1)]);
  }
}

/** The nodes that a node is computed from, and itself, operands first. */
export function nodesOf(result: LaneNode): LaneNode[] {
  const nodes = new Map<number, LaneNode>();
  const visit = (node: LaneNode) => {
    if (nodes.has(node.id)) return;
    nodes.set(node.id, node);
    node.operands.forEach(visit);
  };
  visit(result);
  return [...nodes.values()].sort((a, b) => a.id - b.id);
}

/** Whether the node is a mask, or a constant that may stand for one. */
export function isTruth({ type, operation, literal }: LaneNode): boolean {
  return type === "mask" || type === "i32" && operation === "constant" && (literal === 0 || literal === 1);
}

/** The width of the lanes that hold a type's values. */
export function widthOf(type: Exclude<LaneType, "mask">): LaneWidth {
  return type === "f64" || type === "i64" ? 8 : 4;
}
