/** All that there is for the edge. */
export * from "../../../edge.ts";
