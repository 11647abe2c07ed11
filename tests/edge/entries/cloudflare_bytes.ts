/** A function that is given no compiled modules: what it has are bytes. */
import { answerCheck } from "../checks.ts";

export default {
  fetch: async (request: Request): Promise<Response> => (await answerCheck(request))!,
};
