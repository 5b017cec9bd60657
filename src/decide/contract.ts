import { findCompanions } from "./companions.ts";
import { plainName } from "../plan/plain-name.ts";
import { containsPath, literallyNames } from "../plan/scope.ts";
import { UNLISTED } from "../state/facts.ts";
import type { Change, Contract } from "../state/facts.ts";
import type { GateReason, ProtectedWhy } from "./gates.ts";

/** What a set of changes breaks, in the words of the scope gate. */
export type Violation = Extract<GateReason, { kind: "out-of-scope" | "protected" | "too-many" }>;

const SUBMODULE = "160000";
const SYMLINK = "120000";

/**
 * Judges changes against the contract of their attempt: protected things first, because a wildcard of the scope must
 * not open them, nor a companion rule. Both ends of a rename are changes of their own.
 */
export function findViolation(changes: readonly Change[], contract: Contract): Violation | undefined {
  for (const change of changes) {
    const why = protection(change, contract);
    if (why !== undefined) return { kind: "protected", path: change.path, why };
  }
  if (changes.length > contract.maxFiles || changes.includes(UNLISTED))
    return { kind: "too-many", most: contract.maxFiles };
  const companions = findCompanions(changes, contract);
  const outside = changes.filter(
    ({ path }) => !containsPath(contract.scope, path, contract.pathCase) && !companions.has(path),
  );
  if (outside.length === 0) return undefined;
  return { kind: "out-of-scope", paths: outside.map((change) => change.path), scope: contract.scope };
}

/** All changed paths that a wider scope would allow, and the contract does not. */
export function pathsOutside(changes: readonly Change[], contract: Contract): readonly string[] {
  const companions = findCompanions(changes, contract);
  return changes.flatMap((change) => {
    const why = protection(change, contract);
    if (why !== undefined) return why === "protected-path" ? [change.path] : [];
    return containsPath(contract.scope, change.path, contract.pathCase) || companions.has(change.path)
      ? []
      : [change.path];
  });
}

/** The first workflow file among the changes: the default token of Actions may not push any. */
export function findWorkflowFile(changes: readonly Change[]): string | undefined {
  return changes.find(({ path }) => path.startsWith(".github/workflows/"))?.path;
}

function protection(change: Change, contract: Contract): ProtectedWhy | undefined {
  if (change.mode === SUBMODULE) return "submodule";
  if (change.mode === SYMLINK && leavesByLink(change)) return "link-outside";
  if (change.bytes > contract.maxFileBytes) return "too-large";
  const { scope, protectedPaths, pathCase } = contract;
  // Whatever the repository's own case: what is protected must not come back by another spelling on somebody's machine.
  const isProtected = containsPath(protectedPaths, plainName(change.path), "insensitive");
  return isProtected && !literallyNames(scope, change.path, pathCase) ? "protected-path" : undefined;
}

function leavesByLink({ path, target }: Change): boolean {
  return target === undefined || leavesRepository(path, target);
}

/**
 * Whether a symbolic link at `path` points outside the repository, or into `.git`; decided by the text alone. Where `..`
 * follows a name, that may be a link itself and lead anywhere: such a target counts as outside.
 */
export function leavesRepository(path: string, target: string): boolean {
  if (/^[/\\]/.test(target) || target.includes("\0") || /^[A-Za-z]:/.test(target)) return true;
  const parts = path.split("/").slice(0, -1);
  let hasName = false;
  for (const part of target.split(/[/\\]/)) {
    if (part === "" || part === ".") continue;
    if (part !== "..") {
      parts.push(part);
      hasName = true;
    } else if (hasName || parts.pop() === undefined) return true;
  }
  return /^(?:\.git|git~1)$/i.test(plainName(parts[0] ?? ""));
}
