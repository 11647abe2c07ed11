import { Pool } from "../../../../../edge.ts";
import { serve } from "../../../service.ts";
import { limitsFrom } from "../../../service/limits.ts";

/** Kept from request to request: this runtime compiles, and what it starts goes on. */
const pool = new Pool();

/** The platform puts the function's name before the path: `/service/thumbnail`. */
Deno.serve(async (request) => {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/service(?=\/)/, "");
  return await serve(new Request(url, request), pool, limitsFrom(Deno.env.get("DEADLINE_MS")));
});
