import { outcome } from "./outcome.mjs";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await outcome());
}
