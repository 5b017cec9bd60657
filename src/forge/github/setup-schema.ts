/** What we read of GitHub's answers about settings, and no more. */
import { z } from "zod";

const Permission = z.boolean().optional();

export const RepositorySettings = z.object({
  default_branch: z.string(),
  archived: z.boolean(),
  /** What the token's owner may do; of an app's token it is all false, or missing. */
  permissions: z
    .object({ admin: Permission, maintain: Permission, push: Permission, triage: Permission, pull: Permission })
    .optional(),
  allow_merge_commit: z.boolean().optional(),
  allow_auto_merge: z.boolean().optional(),
});
export type RepositorySettings = z.infer<typeof RepositorySettings>;

export const Folder = z.array(z.object({ type: z.string(), name: z.string(), path: z.string() }));

export const File = z.object({ type: z.literal("file"), encoding: z.literal("base64"), content: z.string() });

export const WorkflowState = z.object({ state: z.string() });

export const ActionsPermissions = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(["all", "local_only", "selected"]).optional(),
  sha_pinning_required: z.boolean().optional(),
});

export const SelectedActions = z.object({ patterns_allowed: z.array(z.string()).optional() });

export const WorkflowPermissions = z.object({ can_approve_pull_request_reviews: z.boolean() });

export const SecretPage = z.object({ secrets: z.array(z.object({ name: z.string() })) });

/** Of branch protection; any app is null, or -1. */
const Check = z.object({ context: z.string(), app_id: z.int().nullish() });

export const ProtectedBranch = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          enforcement_level: z.string().optional(),
          contexts: z.array(z.string()).default([]),
          checks: z.array(Check).default([]),
        })
        .optional(),
    })
    .optional(),
});
export type ProtectedBranch = z.infer<typeof ProtectedBranch>;

/** A rule of a ruleset that holds for a branch. */
export const Rule = z.object({
  type: z.string(),
  parameters: z
    .object({
      required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.int().optional() })).optional(),
      allowed_merge_methods: z.array(z.string()).optional(),
    })
    .optional(),
});
export type Rule = z.infer<typeof Rule>;
