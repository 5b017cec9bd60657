import { findElevation, runProgram } from "../../src/agents/as-root.ts";
import { raiseFirewall } from "../../src/agents/network/firewall.ts";
import { systemProgram } from "../../src/agents/system-programs.ts";
import { tellLeftOut } from "./left-out.ts";

/** Whether this machine lets anybody set rules for the packets of a user, tried with that one; if not, it is said. */
export async function takesRules(what: string, user: string): Promise<boolean> {
  try {
    const firewall = await raiseFirewall(user);
    await firewall.remove();
    return true;
  } catch (error) {
    tellLeftOut(what, `an iptables that takes rules (${error instanceof Error ? error.message : "unknown"})`);
    return false;
  }
}

/** All rules of this machine, for both kinds of addresses. */
export async function listRules(): Promise<string> {
  const elevation = await findElevation();
  const list = (program: string) => runProgram([...(elevation?.() ?? []), systemProgram(program), "-w", "20", "-S"]);
  return `${await list("iptables")}${await list("ip6tables").catch(() => "")}`;
}
