import { z } from "zod";
import type { RestCall, RestReply } from "../context.ts";

export const PageInput = z.strictObject({ per_page: z.number().optional(), page: z.number().optional() });
export type PageInput = z.infer<typeof PageInput>;

/** One page of a list that is told with its total, and the addresses of its neighbours. */
export function replyPage<Item>(
  call: RestCall<PageInput>,
  items: readonly Item[],
  field: string,
  view: (item: Item) => unknown,
): RestReply {
  const { per_page: size = 30, page = 1 } = call.input;
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((page - 1) * size, page * size);
  const body = { total_count: items.length, [field]: shown.map(view) };
  const links = [
    ...(page > 1 ? [link(call.address, page - 1, "prev"), link(call.address, 1, "first")] : []),
    ...(page < last ? [link(call.address, page + 1, "next"), link(call.address, last, "last")] : []),
  ];
  return { status: 200, body, ...(links.length === 0 ? {} : { headers: { link: links.join(", ") } }) };
}

function link(address: URL, page: number, relation: string): string {
  const target = new URL(address);
  target.searchParams.set("page", String(page));
  return `<${target.href}>; rel="${relation}"`;
}
