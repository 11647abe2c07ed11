import type { Pool } from "../../edge.ts";
import { Deadline } from "./service/deadline.ts";
import { HttpError } from "./service/http_error.ts";
import { DEFAULT_LIMITS, type Limits } from "./service/limits.ts";
import { summarize } from "./service/summarize.ts";
import { makeThumbnail } from "./service/make_thumbnail.ts";

type Route = (request: Request, pool: Pool, limits: Limits, deadline: Deadline) => Promise<Response>;

const ROUTES: Readonly<Record<string, Route>> = { "/thumbnail": makeThumbnail, "/stats": summarize };

/**
 * A small HTTP service: `POST /thumbnail?width=160` makes a small PNG of a JPEG or PNG; `POST /stats` describes an array of
 * numbers in JSON. The kernels run in `pool`. It never throws: whatever goes wrong is an answer.
 */
export async function serve(
  request: Request,
  pool: Pool,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Response> {
  try {
    const route = ROUTES[new URL(request.url).pathname];
    if (route === undefined) throw new HttpError(404, `There are ${Object.keys(ROUTES).join(" and ")}`);
    if (request.method !== "POST") throw new HttpError(405, "It takes POST only", { allow: "POST" });
    return await route(request, pool, limits, new Deadline(limits.milliseconds));
  } catch (error) {
    const { status, message, headers } = error instanceof HttpError
      ? error
      : new HttpError(500, `It failed: ${error}`);
    return Response.json({ error: message }, { status, headers });
  }
}
