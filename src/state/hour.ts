/** In milliseconds, as instants are counted. */
export const HOUR = 3_600_000;
