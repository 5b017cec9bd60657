/** Who may do what in a repository. */
import type { Repository } from "./state.ts";

export function permissionOf(repository: Repository, login: string): "admin" | "write" | "read" | "none" {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return "admin";
  return repository.collaborators.get(login.toLowerCase()) ?? (repository.private ? "none" : "read");
}

export function canWrite(repository: Repository, login: string): boolean {
  const permission = permissionOf(repository, login);
  return permission === "admin" || permission === "write";
}
