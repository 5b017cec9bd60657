import type { Answered } from "../answer.ts";
import type { Api } from "../api.ts";
import type { Token } from "../state.ts";
import { jsonReply } from "../reply.ts";

export async function answerGraphql(
  api: Api,
  _token: Token,
  _body: string,
): Promise<Pick<Answered, "reply" | "points" | "secondaryPoints">> {
  api.context.violation("GraphQL is not there yet");
  return { reply: jsonReply(500, {}), points: 0, secondaryPoints: 0 };
}
