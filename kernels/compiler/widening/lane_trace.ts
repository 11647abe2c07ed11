import binaryen from "npm:assemblyscript@0.28.20/binaryen";
import { type LaneGraph, type LaneNode, type LaneType, NotWidenable } from "./lane_graph.ts";
import { applyBinary, applyUnary } from "./lane_operations.ts";

type Expression = binaryen.ExpressionRef;

/** What holds at one point of a function: the values of its locals, and in which lanes the point is reached. */
interface State {
  locals: LaneNode[];
  path: LaneNode;
  /** False behind a branch: what follows is never run. */
  live: boolean;
}

/** A block that branches lead out of, and those that were met. */
interface Label {
  readonly name: string;
  readonly exits: (State & { readonly value: LaneNode | undefined })[];
}

/** The label of a function's own end, where its returns lead. */
const RETURN = "";

/** Calls that are followed at the most: helpers that call helpers twice would else take time without end. */
const MAX_CALLS = 256;

interface Context {
  readonly module: binaryen.Module;
  readonly graph: LaneGraph;
  calls: number;
}

/**
 * Follows a function's body once, for all lanes at the same time, and gives its result as a function of its arguments. Both
 * sides of a branch are computed and the right one is selected, lane by lane, so that nothing may depend on being skipped:
 * what traps, repeats or touches memory is refused.
 *
 * This is if-conversion, as in Allen, Kennedy, Porterfield and Warren, "Conversion of control dependence to data dependence"
 * (POPL 1983).
 *
 * @throws {NotWidenable} Saying what stands in the way.
 */
export function traceLanes(
  module: binaryen.Module,
  graph: LaneGraph,
  name: string,
  args: readonly LaneNode[],
): LaneNode {
  return new FunctionTrace({ module, graph, calls: 0 }, name, []).run(args)!;
}

class FunctionTrace {
  readonly #context: Context;
  readonly #graph: LaneGraph;
  readonly #info: binaryen.FunctionInfo;
  readonly #callers: readonly string[];
  readonly #labels: Label[] = [];
  #state: State;
  #branches = 0;

  constructor(context: Context, name: string, callers: readonly string[]) {
    if (callers.includes(name)) throw new NotWidenable("calls itself");
    if (++context.calls > MAX_CALLS) throw new NotWidenable(`makes more than ${MAX_CALLS} calls`);
    this.#context = context;
    this.#graph = context.graph;
    this.#info = binaryen.getFunctionInfo(context.module.getFunction(name));
    this.#callers = [...callers, name];
    this.#state = { locals: [], path: context.graph.always, live: true };
  }

  run(args: readonly LaneNode[]): LaneNode | undefined {
    if (this.#info.base) throw new NotWidenable("calls JavaScript");
    const zeros = this.#info.vars.map((type) =>
      this.#graph.constant(laneType(type), type === binaryen.i64 ? 0n : 0)
    );
    this.#state.locals = [...args, ...zeros];
    return this.#labelled(RETURN, () => this.#run(this.#info.body));
  }

  /** The value of an expression that must have one. */
  #value(expression: Expression): LaneNode {
    // Behind a branch any value will do.
    return this.#run(expression) ?? this.#graph.constant("i32", 0);
  }

  #run(expression: Expression): LaneNode | undefined {
    const graph = this.#graph;
    const info = binaryen.getExpressionInfo(expression);
    switch (info.id) {
      case binaryen.ConstId:
        return this.#constant(info as binaryen.ConstInfo);
      case binaryen.LocalGetId:
        return this.#state.locals[(info as binaryen.LocalGetInfo).index];
      case binaryen.LocalSetId: {
        const { index, value, isTee } = info as binaryen.LocalSetInfo;
        const node = this.#value(value);
        this.#state.locals[index] = node;
        return isTee ? node : undefined;
      }
      case binaryen.UnaryId: {
        const { op, value } = info as binaryen.UnaryInfo;
        return applyUnary(graph, op, this.#value(value));
      }
      case binaryen.BinaryId: {
        const { op, left, right } = info as binaryen.BinaryInfo;
        return applyBinary(graph, op, this.#value(left), this.#value(right));
      }
      case binaryen.SelectId: {
        const { ifTrue, ifFalse, condition } = info as binaryen.SelectInfo;
        const [yes, no] = [this.#value(ifTrue), this.#value(ifFalse)];
        return graph.select(graph.mask(this.#value(condition)), yes, no);
      }
      case binaryen.BlockId: {
        const { name, children } = info as binaryen.BlockInfo;
        return name ? this.#labelled(name, () => this.#sequence(children)) : this.#sequence(children);
      }
      case binaryen.IfId:
        return this.#if(info as binaryen.IfInfo);
      case binaryen.BreakId: {
        const { name, condition, value } = info as binaryen.BreakInfo;
        const carried = value ? this.#value(value) : undefined;
        this.#branch(name, carried, condition ? graph.mask(this.#value(condition)) : graph.always);
        return carried;
      }
      case binaryen.SwitchId:
        return this.#switch(info as binaryen.SwitchInfo);
      case binaryen.ReturnId: {
        const { value } = info as binaryen.ReturnInfo;
        this.#branch(RETURN, value ? this.#value(value) : undefined, graph.always);
        return undefined;
      }
      case binaryen.CallId:
        return this.#call(info as binaryen.CallInfo);
      case binaryen.GlobalGetId:
        return graph.node(laneType(info.type), "global", [], (info as binaryen.GlobalGetInfo).name);
      case binaryen.DropId:
        this.#run((info as binaryen.DropInfo).value);
        return undefined;
      case binaryen.NopId:
        return undefined;
      default:
        throw new NotWidenable(REFUSED.get(info.id) ?? "does more than compute");
    }
  }

  #constant({ type, value }: binaryen.ConstInfo): LaneNode {
    if (typeof value === "object" && "low" in value) {
      return this.#graph.constant(
        "i64",
        BigInt.asIntN(64, BigInt(value.high) << 32n | BigInt(value.low >>> 0)),
      );
    }
    return this.#graph.constant(laneType(type), value as number);
  }

  #sequence(children: readonly Expression[]): LaneNode | undefined {
    let value: LaneNode | undefined;
    for (const child of children) {
      if (!this.#state.live) return undefined;
      value = this.#run(child);
    }
    return value;
  }

  /** Runs a block, and goes on behind it with what its end and the branches out of it bring, each in its lanes. */
  #labelled(name: string, run: () => LaneNode | undefined): LaneNode | undefined {
    const { path } = this.#state;
    const label: Label = { name, exits: [] };
    this.#labels.push(label);
    const before = this.#branches;
    const value = run();
    this.#labels.pop();
    const { exits } = label;
    const left = this.#branches - before - exits.length; // branches that lead further out
    if (this.#state.live) exits.push({ ...this.#state, value });
    let merged = exits.pop();
    if (!merged) return undefined;
    for (const exit of exits.reverse()) {
      merged = {
        ...this.#merge(exit.path, exit, merged),
        value: this.#either(exit.path, exit.value, merged.value),
      };
    }
    this.#state = { locals: merged.locals, path: left === 0 ? path : merged.path, live: true };
    return merged.value;
  }

  #either(mask: LaneNode, yes: LaneNode | undefined, no: LaneNode | undefined): LaneNode | undefined {
    return yes && no ? this.#graph.select(mask, yes, no) : yes ?? no;
  }

  /** Brings together two states that are reached in different lanes: `yes` in those where `mask` is set. */
  #merge(mask: LaneNode, yes: State, no: State): State {
    if (!yes.live) return no;
    if (!no.live) return yes;
    const locals = yes.locals.map((local, i) => this.#graph.select(mask, local, no.locals[i]!));
    return { locals, path: this.#graph.or(yes.path, no.path), live: true };
  }

  #if({ condition, ifTrue, ifFalse }: binaryen.IfInfo): LaneNode | undefined {
    const graph = this.#graph;
    const mask = graph.mask(this.#value(condition));
    const { locals, path } = this.#state;
    const before = this.#branches;
    const side = (mask: LaneNode, expression: Expression) => {
      this.#state = { locals: [...locals], path: graph.and(path, mask), live: mask !== graph.never };
      const value = expression && this.#state.live ? this.#run(expression) : undefined;
      return { state: this.#state, value: this.#state.live ? value : undefined };
    };
    const yes = side(mask, ifTrue);
    const no = side(graph.not(mask), ifFalse);
    this.#state = this.#merge(mask, yes.state, no.state);
    if (this.#branches === before) this.#state.path = path;
    return this.#either(mask, yes.value, no.value);
  }

  /** Leaves for a label in the lanes where `mask` is set, and goes on in the others. */
  #branch(name: string, value: LaneNode | undefined, mask: LaneNode): void {
    const graph = this.#graph;
    const { locals, path } = this.#state;
    const label = this.#labels.findLast((label) => label.name === name);
    if (!label) throw new NotWidenable("has a loop");
    if (mask === graph.never) return;
    this.#branches++;
    label.exits.push({ locals: [...locals], path: graph.and(path, mask), live: true, value });
    if (mask === graph.always) this.#state.live = false;
    else this.#state.path = graph.and(path, graph.not(mask));
  }

  #switch({ names, defaultName, condition, value }: binaryen.SwitchInfo): undefined {
    const carried = value ? this.#value(value) : undefined;
    const index = this.#graph.value(this.#value(condition));
    names.forEach((name, i) => {
      this.#branch(
        name,
        carried,
        this.#graph.node("mask", "i32x4.eq", [index, this.#graph.constant("i32", i)]),
      );
    });
    this.#branch(defaultName!, carried, this.#graph.always);
  }

  #call({ target, operands }: binaryen.CallInfo): LaneNode | undefined {
    const args = operands.map((operand) => this.#value(operand));
    try {
      return new FunctionTrace(this.#context, target, this.#callers).run(args);
    } catch (error) {
      throw error instanceof NotWidenable ? new NotWidenable(calling(target, error.message)) : error;
    }
  }
}

const REFUSED = new Map<number, string>([
  [binaryen.LoopId, "has a loop"],
  [binaryen.LoadId, "reads memory"],
  [binaryen.StoreId, "writes memory"],
  [binaryen.GlobalSetId, "writes a global variable"],
  [binaryen.UnreachableId, "may throw"],
  [binaryen.CallIndirectId, "calls a function value"],
  [binaryen.SIMDExtractId, "has vectors of its own"],
]);

/** What is wrong with calling a function, with its name as the author wrote it. */
function calling(target: string, reason: string): string {
  if (target.endsWith("/abort")) return "may throw";
  if (target.startsWith("~lib/rt/")) return "allocates memory";
  if (reason === "calls itself") return reason;
  const math = target.match(/NativeMath(f?)\.(\w+)$/);
  if (math?.[2] === "mod") return "takes the remainder of floats";
  if (math) return `calls Math${math[1]}.${math[2]}`;
  const name = target.slice(target.lastIndexOf("/") + 1);
  return target.startsWith("~lib/") ? `calls ${name}` : `calls ${name}, which ${reason}`;
}

function laneType(type: binaryen.Type): LaneType {
  switch (type) {
    case binaryen.f64:
      return "f64";
    case binaryen.f32:
      return "f32";
    case binaryen.i64:
      return "i64";
    case binaryen.i32:
      return "i32";
    default:
      throw new NotWidenable("has vectors of its own");
  }
}
