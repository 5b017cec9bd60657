/** The name under which the action and its workflows are published: nothing else may spell it. */
export const PUBLISHED = { repository: "workstreams-dev/workstreams", ref: "v1" } as const;
