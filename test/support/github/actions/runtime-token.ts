/** The token by which a job speaks with the artifact service: it says of which run it is. */
import { createHmac } from "node:crypto";

/** The secret is the server's. */
export function signRuntimeToken(secret: string, backendId: string, jobId: string): string {
  const header = encode({ typ: "JWT", alg: "HS256" });
  const payload = encode({ scp: `Actions.ExampleScope Actions.Results:${backendId}:${jobId}` });
  return `${header}.${payload}.${sign(secret, `${header}.${payload}`)}`;
}

/** The attempt's backend id; undefined: the token is none of this server. */
export function readRuntimeToken(secret: string, token: string): string | undefined {
  const [header = "", payload = "", signature = ""] = token.split(".");
  if (sign(secret, `${header}.${payload}`) !== signature) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  const scopes = typeof claims === "object" && claims !== null && "scp" in claims ? String(claims.scp) : "";
  return /Actions\.Results:([^: ]+):/.exec(scopes)?.[1];
}

/** Of a signed address or token. */
export function sign(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("base64url");
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
