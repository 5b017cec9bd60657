/** Plans of any size, the same ones at every run. */
import { stringify } from "yaml";
import { createRandom } from "../src/decide/random.ts";
import type { PlanFile } from "./scratch.ts";

export interface PlanSize {
  readonly workstreams: number;
  /** Of each workstream, on earlier ones. */
  readonly dependencies: number;
  /** Scope patterns of each workstream. */
  readonly patterns: number;
}

/** How far back a workstream's dependencies reach: plans get longer with their size, not only wider. */
const REACH = 400;
/** Workstreams that work in the same package, and therefore meet in some of its files. */
const PER_PACKAGE = 40;

export function generatePlan(size: PlanSize, format: "json" | "yaml" = "json"): readonly PlanFile[] {
  const random = createRandom(1);
  return Array.from({ length: size.workstreams }, (_, index) => {
    const id = workstreamId(index);
    const definition = {
      id,
      title: `Change module ${index} of ${packageName(index)}`,
      depends_on: dependencies(index, size.dependencies, random),
      files_scope: scope(index, size.patterns),
      tasks: [`Write module ${index}`, "Write its tests", "Describe it"],
      acceptance_tests: [`npm test --workspace ${packageName(index)}`],
      estimated_hours: 1 + Math.floor(random() * 8),
    };
    const text = format === "json" ? `${JSON.stringify(definition, undefined, 2)}\n` : stringify(definition);
    return { name: `${id}.${format}`, text };
  });
}

function workstreamId(index: number): string {
  return `ws-${String(index).padStart(5, "0")}-module`;
}

function packageName(index: number): string {
  return `package-${Math.floor(index / PER_PACKAGE)}`;
}

function dependencies(index: number, count: number, random: () => number): readonly string[] {
  const chosen = new Set<number>();
  const reach = Math.min(index, REACH);
  while (chosen.size < Math.min(count, reach)) chosen.add(index - 1 - Math.floor(random() * reach));
  return [...chosen].map(workstreamId);
}

/** Mostly files and folders of its own, some globs, and a file that all workstreams of the package share. */
function scope(index: number, count: number): readonly string[] {
  const home = `packages/${packageName(index)}`;
  const module = `module-${index}`;
  const named = [
    `${home}/src/${module}/`,
    `${home}/test/${module}/**/*.test.ts`,
    `${home}/package.json`,
    `docs/${packageName(index)}/${module}.md`,
    `${home}/schemas/${module}-*.json`,
  ];
  const files = Array.from({ length: Math.max(0, count - named.length) }, (_, file) => {
    return `${home}/src/shared/${module}-part-${file}.ts`;
  });
  return [...named, ...files].slice(0, count);
}
