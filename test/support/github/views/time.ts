/** A moment in milliseconds as GitHub writes it: without fractions of a second. */
export function timestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
