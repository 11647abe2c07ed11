/**
 * How processes are started in threads: importing this makes it known.
 *
 * @module
 */
import "../kernel/engine_host.ts";
import { packMessage } from "../codec/message.ts";
import { TransferError } from "../errors/transfer_error.ts";
import { kernelBytes } from "../kernel/kernel_bytes.ts";
import { classRef } from "../task/class_ref.ts";
import { definitionOf } from "../task/definition.ts";
import type { AnyClass, ClassRef } from "../task/refs.ts";
import { assertNotBootstrapping } from "../worker/assert_not_bootstrapping.ts";
import { ThreadChild } from "./child_thread.ts";
import { type Launch, setLaunch } from "./launcher.ts";
import { privateMember } from "./private_member.ts";
import { Process } from "./process_class.ts";
import type { ProcessOrder } from "./process_order.ts";

const launchThread: Launch = (process, options) => {
  const { target, args = [], name, daemon, authKey, maxHeap, child: number } = options;
  assertNotBootstrapping(`start process "${name}"`);
  const definition = target && definitionOf(target, kernelBytes);
  const order: ProcessOrder = {
    target: definition && { record: definition.record, generation: definition.generation },
    args,
    subclass: subclassRef(process.constructor as AnyClass),
    // The base class has none.
    fields: { ...process },
  };
  const needs = definition?.needs ?? [];
  const child = new ThreadChild(packMessage(order), needs, { name, child: number, daemon, authKey, maxHeap });
  // A definition lives as long as somebody here refers to it.
  child.exited.then(() => definition);
  return child;
};

function subclassRef(cls: AnyClass): ClassRef | undefined {
  if (cls === Process) return undefined;
  const member = privateMember(cls, Process);
  if (member !== undefined) {
    throw new TransferError(
      `Cannot send class "${cls.name}": its private member "${member}" cannot travel; make it a public one`,
    );
  }
  return classRef(cls, Process);
}

setLaunch("thread", launchThread);
