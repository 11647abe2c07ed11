import { type AuthorProgram, hasFlag } from "./author_program.ts";
import { ScopedWalk } from "./scoped_walk.ts";
import {
  checkSliceTypes,
  type SliceKind,
  sliceKind,
  type SliceParameters,
  sliceParameters,
} from "./slice_types.ts";
import {
  type AscNode,
  bare,
  FLAG,
  isAssignment,
  isStep,
  KIND,
  make,
  nameOf,
  positionOf,
  refusal,
  textOf,
  TOKEN,
} from "./syntax.ts";

/** A slice that a name stands for. */
interface SliceFact {
  readonly kind: SliceKind;
  /** Its type, as the author wrote it. */
  readonly type: AscNode;
}

/** A slice as two numbers. Each node is used once, so address and length are made anew whenever they are asked for. */
interface Lowered extends SliceFact {
  /** What must be evaluated before, in order. */
  readonly before: readonly AscNode[];
  readonly address: (at: AscNode) => AscNode;
  readonly length: (at: AscNode) => AscNode;
  /** What to call it in messages. */
  readonly name: string;
}

/** What the walks through the functions of one program share. */
interface Lowering {
  readonly program: AuthorProgram;
  /** What each function took before it was lowered. */
  readonly taken: ReadonlyMap<AscNode, SliceParameters>;
  /** Whether indices are checked. */
  readonly checked: boolean;
}

/**
 * Has each function take each of its slices as two parameters, the address and the number of elements, and rewrites what
 * is done with slices: `s.length` becomes the second, a call that passes `s` passes both, and `s.subarray(a, b)` makes a
 * new pair in locals. If `checked`, an index outside of its slice aborts with the place in the source.
 *
 * @throws {KernelError} Where a slice is used for anything else.
 */
export function lowerSlices(program: AuthorProgram, checked: boolean): void {
  checkSliceTypes(program);
  const functions = [...program.functions()];
  const taken = new Map(functions.map(({ declaration }) => [declaration, sliceParameters(declaration)]));
  for (const { declaration, source } of functions) {
    new SliceWalk({ program, taken, checked }, source).lower(declaration);
  }
}

const USES =
  "a slice can be indexed, asked for its length and dataStart, cut with subarray(), written with fill() and set(), " +
  "be given to a local, or passed to a function that takes a slice there";

/** Names that the author cannot have. */
const RESERVED = /\$length$|^\$cut\d+$/;

function lengthName(name: string): string {
  return `${name}$length`;
}

class SliceWalk extends ScopedWalk<SliceFact> {
  readonly #lowering: Lowering;
  readonly #source: AscNode;
  readonly #temporaries: string[] = [];
  /** Expressions whose value nobody uses. */
  readonly #statements = new WeakSet<AscNode>();
  #checked: boolean;

  constructor(lowering: Lowering, source: AscNode) {
    super();
    this.#lowering = lowering;
    this.#source = source;
    this.#checked = lowering.checked;
  }

  lower(fn: AscNode): void {
    const { signature, body } = fn;
    for (const parameter of signature.parameters) {
      const kind = sliceKind(parameter.type);
      if (parameter.initializer) parameter.initializer = this.visit(parameter.initializer);
      this.declare(parameter.name, kind && { kind, type: parameter.type });
    }
    signature.parameters = signature.parameters.flatMap((parameter: AscNode) =>
      sliceKind(parameter.type)
        ? [parameter, make.parameter(lengthName(parameter.name.text), "i32", parameter)]
        : [parameter]
    );
    if (!body) return;
    fn.body = this.visit(body);
    if (this.#temporaries.length === 0) return;
    const zeros = this.#temporaries.map((name) =>
      make.variable(name, LET, make.type("i32", body), make.integer(0, body), body)
    );
    fn.body.statements.unshift(make.variables(zeros, body));
  }

  protected override declare(name: AscNode, fact?: SliceFact): void {
    if (RESERVED.test(name.text)) throw refusal(name, `the name '${name.text}' is multicore's`);
    super.declare(name, fact);
  }

  protected visit(node: AscNode): AscNode {
    switch (node.kind) {
      case KIND.identifier:
        if (this.#fact(node)) throw refusal(node, `the slice '${node.text}' cannot be used so: ${USES}`);
        return node;
      case KIND.variable:
        node.declarations = node.declarations.flatMap((declaration: AscNode) => this.#variable(declaration));
        return node;
      case KIND.expression:
        this.#statements.add(node.expression);
        return this.descend(node);
      case KIND.for:
        if (node.incrementor) this.#statements.add(node.incrementor);
        return this.descend(node);
      case KIND.comma:
        if (this.#statements.has(node)) node.expressions.forEach((one: AscNode) => this.#statements.add(one));
        return this.descend(node);
      case KIND.propertyAccess:
        return this.#property(node);
      case KIND.elementAccess:
        return this.#element(node);
      case KIND.call:
      case KIND.new:
        return this.#call(node);
      case KIND.binary:
      case KIND.unaryPostfix:
      case KIND.unaryPrefix:
        return this.#operation(node);
      default:
        return this.descend(node);
    }
  }

  /** What is known of the slice that a name stands for; `undefined` for anything else. */
  #fact(node: AscNode): SliceFact | undefined {
    const name = nameOf(node);
    const local = name === undefined ? undefined : this.local(name);
    if (!local?.fact) return undefined;
    if (local.depth === this.depth) return local.fact;
    throw refusal(
      node,
      `a function inside of a function cannot use the slice '${name}' around it: ` +
        "make it a function at the top of the file, and pass the slice",
    );
  }

  /** An expression that is a slice as two numbers; `undefined`, and nothing is done, if it is none. */
  #lower(expression: AscNode): Lowered | undefined {
    const node = bare(expression);
    const fact = this.#fact(node);
    if (fact) {
      const name = node.text;
      const length = (at: AscNode) => make.name(lengthName(name), at);
      return { ...fact, name, before: [], address: (at) => make.name(name, at), length };
    }
    const isCut = node.kind === KIND.call && node.expression.kind === KIND.propertyAccess &&
      node.expression.property.text === "subarray";
    const whole = isCut ? this.#lower(node.expression.expression) : undefined;
    return whole && this.#cut(whole, node);
  }

  /** `whole.subarray(begin, end)`. */
  #cut(whole: Lowered, node: AscNode): Lowered {
    if (node.args.length > 2) {
      throw refusal(node, `subarray() takes a begin and an end: received ${node.args.length} arguments`);
    }
    const [begin, end] = node.args.map((arg: AscNode) => this.visit(arg));
    if (!begin) return whole;
    const first = this.#temporary();
    const length = this.#temporary();
    const span = end
      ? make.call("__slice_span", [make.name(first, node), end, whole.length(node)], node)
      : make.binary(whole.length(node), TOKEN.minus, make.name(first, node), node);
    return {
      ...whole,
      name: textOf(node),
      before: [
        ...whole.before,
        make.assign(first, make.call("__slice_index", [begin, whole.length(node)], node), node),
        make.assign(length, span, node),
      ],
      address: (at) => make.call("__slice_at", [whole.address(at), make.name(first, at)], at, whole.type),
      length: (at) => make.name(length, at),
    };
  }

  #temporary(): string {
    const name = `$cut${this.#temporaries.length}`;
    this.#temporaries.push(name);
    return name;
  }

  /** The address of a slice, as an expression that evaluates all that it needs. */
  #address({ before, address }: Lowered, at: AscNode): AscNode {
    return make.sequence([...before, address(at)], at);
  }

  #variable(declaration: AscNode): AscNode[] {
    const { name, type, initializer, flags } = declaration;
    const slice = initializer && this.#lower(initializer);
    if (!slice) {
      if (sliceKind(type)) {
        throw refusal(declaration, `the slice '${name.text}' must be given one when it is declared`);
      }
      return [this.descend(declaration)];
    }
    if (!hasFlag(declaration, "const") && !hasFlag(declaration, "let")) {
      throw refusal(declaration, `the slice '${name.text}' must be declared by const or let`);
    }
    const kind = type ? sliceKind(type) : slice.kind;
    if (!kind) throw refusal(type, `the slice '${slice.name}' cannot become another type`);
    if (kind === "Slice") this.#mustBeWritable(slice, initializer);
    declaration.initializer = this.#address(slice, initializer);
    declaration.type = type ?? slice.type;
    this.declare(name, { kind, type: declaration.type });
    const i32 = make.type("i32", name);
    return [declaration, make.variable(lengthName(name.text), flags, i32, slice.length(initializer), name)];
  }

  #property(node: AscNode): AscNode {
    const slice = this.#lower(node.expression);
    if (!slice) return this.descend(node);
    const member = node.property.text;
    if (member === "length") return make.sequence([...slice.before, slice.length(node)], node);
    if (member !== "dataStart") {
      throw refusal(node.property, `the slice '${slice.name}' has no '${member}': ${USES}`);
    }
    node.expression = this.#address(slice, node.expression);
    return node;
  }

  #element(node: AscNode): AscNode {
    const slice = this.#lower(node.expression);
    if (!slice) return this.descend(node);
    node.elementExpression = this.#index(slice, node);
    node.expression = this.#address(slice, node.expression);
    return node;
  }

  #index(slice: Lowered, node: AscNode): AscNode {
    const index = this.visit(node.elementExpression);
    if (!this.#checked) return index;
    const { file, line, column } = positionOf(node);
    const place = [make.string(file, node), make.integer(line, node), make.integer(column, node)];
    return make.call(
      "__slice_check",
      [index, slice.length(node), make.string(slice.name, node), ...place],
      node,
    );
  }

  #operation(node: AscNode): AscNode {
    const changes = isAssignment(node) || isStep(node);
    const target = changes ? bare(node.left ?? node.operand) : undefined;
    const fact = target && this.#fact(target);
    if (fact) return this.#assignment(node, target, fact);
    const slice = target?.kind === KIND.elementAccess ? this.#lower(target.expression) : undefined;
    if (!slice) return this.descend(node);
    this.#mustBeWritable(slice, target);
    // asc evaluates the operands of `s[i] += x` twice.
    const once = node.operator !== TOKEN.equals;
    const index = this.#index(slice, target);
    const before = once ? [...slice.before] : [];
    target.expression = once ? slice.address(target) : this.#address(slice, target);
    target.elementExpression = index;
    if (once && index.kind !== KIND.identifier && index.kind !== KIND.literal) {
      const name = this.#temporary();
      before.push(make.assign(name, index, index));
      target.elementExpression = make.name(name, index);
    }
    if (node.right) node.right = this.visit(node.right);
    return make.sequence([...before, node], node);
  }

  /** `p = another`. */
  #assignment(node: AscNode, target: AscNode, { kind }: SliceFact): AscNode {
    const slice = node.operator === TOKEN.equals ? this.#lower(node.right) : undefined;
    if (!slice) throw refusal(node, `the slice '${target.text}' can be set to another slice only`);
    if (!this.#statements.has(node)) {
      throw refusal(node, `the slice '${target.text}' must be set in a statement of its own`);
    }
    if (kind === "Slice") this.#mustBeWritable(slice, node.right);
    const length = make.assign(lengthName(target.text), slice.length(node), node);
    return make.sequence(
      [...slice.before, make.assign(target.text, slice.address(node), node), length],
      node,
    );
  }

  #call(node: AscNode): AscNode {
    const isNew = node.kind === KIND.new;
    const callee = isNew ? undefined : bare(node.expression);
    if (nameOf(callee ?? node) === "unchecked" && !this.local("unchecked")) return this.#unchecked(node);
    const slice = callee?.kind === KIND.propertyAccess ? this.#lower(callee.expression) : undefined;
    if (slice) return this.#method(slice, callee.property, node);
    const isLocal = (name: string) => this.local(name) !== undefined;
    const { program, taken } = this.#lowering;
    const target = callee
      ? program.callee(this.#source, callee, isLocal)
      : program.constructorOf(this.#source, node.typeName.identifier.text);
    const targets = target
      ? [target]
      : callee?.kind === KIND.propertyAccess
      ? program.methods(callee.property.text)
      : [];
    const name = callee ? textOf(callee) : node.typeName.identifier.text;
    if (callee) node.expression = this.visit(node.expression);
    // Which class an object has is not known here: its methods of that name must agree, and asc checks the types.
    const [wanted, ...others] = targets.map((one) => taken.get(one));
    const agreed = others.every((other) => `${other?.kinds}` === `${wanted?.kinds}`) ? wanted : undefined;
    node.args = this.#args(node, name, agreed ?? { kinds: [], required: 0 }, target !== undefined);
    return node;
  }

  #args(node: AscNode, name: string, { kinds, required }: SliceParameters, isExact: boolean): AscNode[] {
    const { args } = node;
    if (isExact && kinds.some(Boolean) && (args.length < required || args.length > kinds.length)) {
      throw refusal(node, `'${name}' takes ${kinds.length} arguments: received ${args.length}`);
    }
    return args.flatMap((arg: AscNode, i: number) => {
      const slice = this.#lower(arg);
      if (!slice && kinds[i] && isExact) throw refusal(arg, `'${name}' takes a slice there`);
      if (!slice) return [this.visit(arg)];
      if (!kinds[i]) {
        const reason =
          `the slice '${slice.name}' cannot be passed to '${name}', which is not known to take a slice there`;
        throw refusal(arg, `${reason}: ${USES}`);
      }
      if (kinds[i] === "Slice") this.#mustBeWritable(slice, arg);
      const address = this.#address(slice, arg);
      const isSame = kinds[i] === slice.kind;
      return [isSame ? address : make.call("__slice_read", [address], arg, slice.type), slice.length(arg)];
    });
  }

  #unchecked(node: AscNode): AscNode {
    const before = this.#checked;
    this.#checked = false;
    this.descend(node);
    this.#checked = before;
    return node;
  }

  #method(slice: Lowered, method: AscNode, node: AscNode): AscNode {
    const name = method.text;
    if (name === "subarray") throw refusal(node, `the slice '${textOf(node)}' cannot be used so: ${USES}`);
    if (name !== "fill" && name !== "set") {
      throw refusal(method, `the slice '${slice.name}' has no '${name}': ${USES}`);
    }
    this.#mustBeWritable(slice, node);
    const args = name === "fill"
      ? node.args.map((arg: AscNode) => this.visit(arg))
      : this.#args(node, "set", { kinds: ["ReadonlySlice", undefined], required: 1 }, true);
    return make.call(
      `__slice_${name}`,
      [this.#address(slice, node), slice.length(node), ...args],
      node,
      slice.type,
    );
  }

  #mustBeWritable({ kind, name }: Lowered, at: AscNode): void {
    if (kind === "Slice") return;
    throw refusal(at, `'${name}' is a ReadonlySlice, which cannot be written, nor passed on as a Slice`);
  }
}

const LET = FLAG.let;
