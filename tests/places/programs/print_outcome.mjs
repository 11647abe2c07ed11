import { outcome } from "./outcome.mjs";

console.log(await outcome());
