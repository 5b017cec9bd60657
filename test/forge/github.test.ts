import { describeForge } from "./contract.ts";
import { createGithubRig } from "./github-rig.ts";

describeForge("GitHub", createGithubRig);
