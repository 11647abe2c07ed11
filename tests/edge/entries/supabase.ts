/** The function serves by itself: the checks come before it. */
import { answerCheck } from "../checks.ts";

const { serve } = Deno;
Deno.serve =
  ((handler: (request: Request) => Promise<Response>) =>
    serve(async (request) => await answerCheck(request) ?? await handler(request))) as typeof serve;
await import("../../../examples/edge/supabase/functions/service/index.ts");
