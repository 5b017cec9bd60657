import type { RestRoute } from "../context.ts";
import type { Meter } from "../limits.ts";

/** rate-limit/get: costs nothing. */
export function rateLimitRoute(meter: Meter): RestRoute {
  return {
    operationId: "rate-limit/get",
    accepts: [],
    handle({ token }) {
      const [core, graphql] = (["core", "graphql"] as const).map((resource) => {
        const { limit, used, remaining, reset } = meter.read(token, undefined, resource);
        return { limit, used, remaining, reset };
      });
      return { status: 200, body: { resources: { core, graphql, search: core }, rate: core } };
    },
  };
}
