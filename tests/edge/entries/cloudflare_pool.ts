/** A function whose pools bring their kernels. */
// @ts-types="../../../examples/edge/cloudflare/kernels.d.ts"
import { kernels } from "../../../examples/edge/cloudflare/kernels.js";
import { answerCheck } from "../checks.ts";

export default {
  fetch: async (request: Request): Promise<Response> => (await answerCheck(request, kernels))!,
};
