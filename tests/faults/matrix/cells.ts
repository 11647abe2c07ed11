/** The cells of the matrix: every operation under every fault, in each form and place, with threads and without. */
import { type Form, FORMS, type Operation } from "./operations.ts";
import type { Entry } from "./rows.ts";
import { NOT_PERFORMED } from "./rows/process.ts";

export type Place = "main" | "worker";
export type Backend = "thread" | "inline";

export const PLACES: readonly Place[] = ["main", "worker"];
export const BACKENDS: readonly Backend[] = ["thread", "inline"];

/** One combination. */
export interface Cell {
  readonly operation: string;
  readonly fault: string;
  readonly form: Form;
  readonly place: Place;
  readonly backend: Backend;
  /** Why it cannot exist; if it can, nothing. */
  readonly reason?: string | undefined;
}

/** What decides whether a combination exists. */
interface Question extends Entry {
  readonly operation: Operation;
  readonly form: Form;
  readonly place: Place;
  readonly backend: Backend;
}

const NO_THREAD = "an inline worker has no thread that could end alone: it would be the program's";

/** Each fault, and when it cannot happen: a reason, or nothing. */
export const FAULTS: Readonly<Record<string, (question: Question) => string | undefined>> = {
  "a user of it is terminated": () => undefined,
  "a user of it is stopped by a timeout": () => undefined,
  "a user of it exits": ({ backend }) => backend === "inline" ? NO_THREAD : undefined,
  "a user of it throws": () => undefined,
  "a user of it runs out of memory": ({ backend }) => backend === "inline" ? NO_THREAD : undefined,
  "a user of it is terminated while it waits": (question) =>
    waits(question) ??
      (question.backend === "inline" && question.form === "Sync"
        ? "an inline worker that blocks has the only thread: nothing could end it"
        : undefined),
  "the holder dies": (question) =>
    waits(question) ??
      (question.row.hold === undefined ? "it waits for no holder or party that could die" : undefined) ??
      blocksInline(question),
  "it is closed": (question) =>
    waits(question) ??
      (question.row.close === undefined ? "what it waits for cannot be closed" : undefined) ??
      blocksInline(question) ??
      (question.rig.own && question.form === "Sync"
        ? "only its own thread could close it, and that blocks"
        : undefined),
  "its handle is disposed of": () => undefined,
  "its signal is aborted": (question) =>
    !question.operation.forms.get(question.form)!.takesSignal
      ? "it takes no signal"
      : question.form === "Sync"
      ? "a thread that blocks hears no signal"
      : waitsOrEmploys(question),
  "its timeout passes": (question) =>
    !question.operation.forms.get(question.form)!.takesTimeout
      ? "it takes no timeout"
      : waitsOrEmploys(question) ?? blocksInline(question),
  "its worker exits": (question) =>
    employs(question) ?? (question.backend === "inline" ? NO_THREAD : undefined),
  "its worker throws": (question) => employs(question) ?? staysInline(question),
  "its worker runs out of memory": (question) =>
    employs(question) ?? (question.backend === "inline" ? NO_THREAD : undefined),
  "the memory is full": () => undefined,
  "the tables are full": () => undefined,
};

function waits({ row, form, backend }: Question): string | undefined {
  if (row.healthy !== undefined && backend === "inline") {
    return "without threads nothing stops a kernel before its end";
  }
  return row.wait?.[form] === undefined ? "it does not wait, or not for others" : undefined;
}

function employs({ row, form }: Question): string | undefined {
  return row.healthy ?? (row.sick?.[form] === undefined ? "it gives no task to a worker" : undefined);
}

function waitsOrEmploys(question: Question): string | undefined {
  if (question.row.wait?.[question.form] !== undefined) return waits(question);
  if (question.row.sick?.[question.form] === undefined) return "no call of it lasts: it returns at once";
  return staysInline(question);
}

function staysInline({ backend, form }: Question): string | undefined {
  return backend === "inline" && form === "Sync"
    ? "an inline task that awaits something cannot go on while its caller blocks"
    : undefined;
}

function blocksInline({ backend, form }: Question): string | undefined {
  return backend === "inline" && form === "Sync"
    ? "without threads nothing else goes on while it blocks: tests/inline has its refusals"
    : undefined;
}

/** All combinations. Throws if an operation has no row, or a row no operation. */
export function listCells(operations: readonly Operation[], entries: ReadonlyMap<string, Entry>): Cell[] {
  assertComplete(operations, entries);
  return operations.filter(({ name }) => entries.has(name)).flatMap((operation) =>
    Object.entries(FAULTS).flatMap(([fault, isImpossible]) =>
      FORMS.flatMap((form) =>
        PLACES.flatMap((place) =>
          BACKENDS.map((backend): Cell => {
            const entry = entries.get(operation.name)!;
            const question: Question = { ...entry, operation, form, place, backend };
            const reason = formReason(operation, form) ?? rigReason(question) ?? isImpossible(question);
            return { operation: operation.name, fault, form, place, backend, reason };
          })
        )
      )
    )
  );
}

function formReason({ forms }: Operation, form: Form): string | undefined {
  if (forms.has(form)) return undefined;
  return form === "Sync"
    ? "it has no form that blocks"
    : "it is done when it returns: it has no form with a promise";
}

function rigReason({ rig, backend }: Question): string | undefined {
  return backend === "inline" ? rig.needsThreads : undefined;
}

function assertComplete(operations: readonly Operation[], entries: ReadonlyMap<string, Entry>): void {
  const problems = operations.flatMap(({ name, forms }) => {
    if (name in NOT_PERFORMED) {
      return entries.has(name) ? [`${name} has a row and a reason not to have one`] : [];
    }
    const row = entries.get(name)?.row;
    if (row === undefined) return [`${name} has no row`];
    return FORMS.filter((form) => forms.has(form) !== (row[form] !== undefined))
      .map((form) =>
        `${name} ${forms.has(form) ? "lacks the row of" : "has a row but no method for"} its form ${form}`
      );
  });
  const names = new Set(operations.map(({ name }) => name));
  for (const name of [...entries.keys(), ...Object.keys(NOT_PERFORMED)]) {
    if (!names.has(name)) problems.push(`${name} is no public operation`);
  }
  if (problems.length > 0) throw new Error(`The matrix is not complete:\n${problems.sort().join("\n")}`);
}
