import main from "../../../examples/edge/deno_deploy/main.ts";
import { answerCheck } from "../checks.ts";

export default {
  fetch: async (request: Request): Promise<Response> =>
    await answerCheck(request) ?? await main.fetch(request),
} satisfies Deno.ServeDefaultExport;
