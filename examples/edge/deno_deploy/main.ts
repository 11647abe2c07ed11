import { Pool } from "../../../edge.ts";
import { serve } from "../service.ts";
import { limitsFrom } from "../service/limits.ts";

const pool = new Pool();

export default {
  fetch: (request: Request): Promise<Response> =>
    serve(request, pool, limitsFrom(Deno.env.get("DEADLINE_MS"))),
} satisfies Deno.ServeDefaultExport;
