/** The method that says how the console shows an object. */
export const customInspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;
