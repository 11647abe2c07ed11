import handler from "../../../examples/edge/vercel/api/service.ts";
import { answerCheck } from "../checks.ts";

export default async (request: Request): Promise<Response> =>
  await answerCheck(request) ?? await handler(request);
