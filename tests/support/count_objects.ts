import { loadWord } from "./control_words.ts";
import { OBJECT_KIND, OBJECT_SIZE, OBJECT_TOP, OBJECTS } from "../../engine/core/layout.ts";

/** How many objects of a kind there are in the control memory. */
export function countObjects(kind: number): number {
  const top = OBJECTS + loadWord(OBJECT_TOP) * OBJECT_SIZE;
  let count = 0;
  for (let object = OBJECTS; object < top; object += OBJECT_SIZE) {
    if (loadWord(object + OBJECT_KIND) === kind) count++;
  }
  return count;
}
