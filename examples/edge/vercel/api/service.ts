import { Pool } from "../../../../edge.ts";
import { serve } from "../../service.ts";
import { limitsFrom } from "../../service/limits.ts";
// @ts-types="./kernels.d.ts"
import { kernels } from "./kernels.js";

export const config = { runtime: "edge" };

/** `/api/service/thumbnail` and `/api/service/stats`, where `vercel.json` sends `/thumbnail` and `/stats`. */
export default async function handler(request: Request): Promise<Response> {
  await using pool = new Pool({ kernels });
  return await serve(request, pool, limitsFrom(globalThis.process?.env?.DEADLINE_MS));
}
