import { z } from "zod";
import type { RestCall } from "../context.ts";

/** What every list takes. */
export const Page = { per_page: z.int().min(1).max(100).default(30), page: z.int().min(1).default(1) };

/** One page of a list, and the addresses of its neighbours. */
export function paginate<Item>(
  call: RestCall<{ readonly per_page: number; readonly page: number }>,
  items: readonly Item[],
): { readonly items: readonly Item[]; readonly headers: Readonly<Record<string, string>> } {
  const { per_page: size, page } = call.input;
  const last = Math.max(1, Math.ceil(items.length / size));
  const links = [
    ...(page > 1 ? [link(call.address, page - 1, "prev")] : []),
    ...(page < last ? [link(call.address, page + 1, "next"), link(call.address, last, "last")] : []),
    ...(page > 1 ? [link(call.address, 1, "first")] : []),
  ];
  const headers = links.length === 0 ? {} : { link: links.join(", ") };
  return { items: items.slice((page - 1) * size, page * size), headers };
}

function link(address: URL, page: number, relation: string): string {
  const url = new URL(address);
  url.searchParams.set("page", String(page));
  return `<${url.href}>; rel="${relation}"`;
}
