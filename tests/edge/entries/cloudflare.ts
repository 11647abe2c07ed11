import worker from "../../../examples/edge/cloudflare/worker.ts";
import { answerCheck } from "../checks.ts";

export default {
  fetch: async (request: Request, env: { readonly DEADLINE_MS?: string }): Promise<Response> =>
    await answerCheck(request) ?? await worker.fetch(request, env),
};
