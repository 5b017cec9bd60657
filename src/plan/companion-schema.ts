import { z } from "zod";

const PATH = "a path in which only * and **/ are wildcards, such as *.test.ts";
const CompanionPath = z.string({ error: "a string" }).refine(isCompanionPath, { error: PATH });

const PATHS = "a path or a list of paths";
const companionPaths = z.union([CompanionPath, z.array(CompanionPath).min(1, { error: PATHS })], { error: PATHS });

/** One rule of `companions` as the configuration's file may hold it. */
export const CompanionFile = z.strictObject(
  {
    when: companionPaths.meta({
      description: "The file that changes: its name in any folder or, with a slash, its path from the root.",
      examples: ["package.json"],
    }),
    also: companionPaths.meta({
      description:
        "What may change with it: paths from its folder or, with a leading slash, from the root. Wildcards stand for what " +
        "the same ones of `when` stood for.",
      examples: [["package-lock.json", "/package-lock.json"]],
    }),
  },
  { error: "an object" },
);

function isCompanionPath(path: string): boolean {
  const segments = path.replace(/^\//, "").split("/");
  return !/[?[\]{}!\\\p{Cc}]/u.test(path) && segments.every((each, index) => isSegment(each, segments.length - index));
}

/** `left`: how many segments begin with it. Folders may be `**`, the file itself is named. */
function isSegment(segment: string, left: number): boolean {
  if (segment === "**") return left > 1;
  return segment !== "" && segment !== "." && segment !== ".." && !segment.includes("**");
}
