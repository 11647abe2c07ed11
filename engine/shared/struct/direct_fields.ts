import type { StructType } from "./struct_type.ts";

const prototypes = new WeakMap<object, Map<StructType, object>>();

/** The prototype of a class's objects that have a struct as their `value`, and its fields as their own. */
export function directFields(type: StructType, prototype: object): object {
  let ofClass = prototypes.get(prototype);
  if (ofClass === undefined) prototypes.set(prototype, ofClass = new Map());
  let direct = ofClass.get(type);
  if (direct === undefined) ofClass.set(type, direct = createPrototype(type, prototype));
  return direct;
}

function createPrototype(type: StructType, prototype: object): object {
  const direct: object = Object.create(prototype);
  for (const name of Object.keys(type.fields)) {
    if (name in prototype) continue;
    Object.defineProperty(direct, name, {
      enumerable: true,
      get(this: HasRecord): unknown {
        return this.value[name];
      },
      set(this: HasRecord, value: unknown): void {
        this.value[name] = value;
      },
    });
  }
  return direct;
}

interface HasRecord {
  readonly value: Record<string, unknown>;
}
