// Events: one word that counts the turns from clear to set and back, so that who waits sees that it was set in between.
import { EVENT_TURNS, OBJECT_WAITABLE } from "./layout";
import { enter, leave } from "./section.as";
import { signal } from "./signal.as";

/** Sets it, or clears it; nothing if it is so already. */
export function setEvent(object: usize, isSet: i32): void {
  enter();
  const turns = atomic.load<i32>(object, EVENT_TURNS);
  // Whoever turns it first in between has done it as well.
  if ((turns & 1) != isSet && atomic.cmpxchg<i32>(object, turns, turns + 1, EVENT_TURNS) == turns && isSet) {
    signal(object + OBJECT_WAITABLE, -1);
  }
  leave();
}
