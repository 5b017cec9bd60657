import type { GateVerdict } from "../decide/gates.ts";
import { printGate } from "./gate.ts";

/** Why a pull request can't merge yet: a line for each gate that does not pass. */
export function printMissingGates(id: string, pull: number, gates: readonly GateVerdict[]): string {
  const missing = gates.filter((gate) => gate.state !== "success");
  const lines = missing.map((gate) => `  ${gate.context} ${gate.state}: ${printGate(gate.reason)}`);
  return [`#${pull} of ${id} can't merge yet:`, ...lines].join("\n");
}
