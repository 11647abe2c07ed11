import { Pool } from "../../../edge.ts";
import { serve } from "../service.ts";
import { limitsFrom } from "../service/limits.ts";
// @ts-types="./kernels.d.ts"
import { kernels } from "./kernels.js";

/** What `wrangler.toml` binds. */
interface Environment {
  readonly DEADLINE_MS?: string;
}

export default {
  async fetch(request: Request, env: Environment): Promise<Response> {
    // A pool costs nothing here, and what one request awaits must not be another's.
    await using pool = new Pool({ kernels });
    return await serve(request, pool, limitsFrom(env.DEADLINE_MS));
  },
};
