/** The parameters of any function. `any`, because what a caller passes is checked against them by inference. */
// deno-lint-ignore no-explicit-any
export type Arguments = any[];

/** Items of a map: any iterable, also one whose items must be waited for. */
export type MapItems<T> = Iterable<T> | AsyncIterable<T>;
