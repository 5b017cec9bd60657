// @ts-check
// Builds dist/ from src/: tsc to lib/, then one self-contained ncc bundle for each entry.
// With --check nothing is written: it fails where what is committed is not what a build makes.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes("--check");
/** Entry under src/ to bundle under dist/. */
const ENTRIES = { "cli.ts": "cli.js", "action.ts": "index.js" };

rmSync(join(root, "lib"), { recursive: true, force: true });
node("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
for (const script of ["scripts/schemas.js", "scripts/readme.js"]) node(script, ...(check ? ["--check"] : []));

/** The action under a path of its own, for the shipped workflows: the runner takes no `$/` without one. */
const STEP_ACTION = ".github/actions/step/action.yml";
const MAIN = "main: dist/index.js";
const action = readFileSync(join(root, "action.yml"), "utf8");
if (!action.includes(MAIN)) throw new Error(`action.yml has no line ${MAIN}`);

/** @type {Record<string, string>} */
const files = {
  "dist/package.json": '{ "type": "module" }\n',
  [STEP_ACTION]: action.replace(MAIN, "main: ../../../dist/index.js"),
};
for (const [entry, bundle] of Object.entries(ENTRIES)) files[`dist/${bundle}`] = await bundleEntry(entry);

const stale = Object.entries(files).filter(([name, text]) => read(join(root, name)) !== text);
if (check) {
  for (const [name] of stale) console.error(`${name} is not what a build makes: run npm run build and commit it`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [name, text] of stale) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  console.error(`build: ${stale.length === 0 ? "was up to date" : stale.map(([name]) => name).join(", ")}`);
}

/** @param {string} entry */
async function bundleEntry(entry) {
  const ncc = createRequire(import.meta.url)("@vercel/ncc");
  const input = join(root, "lib", "src", entry.replace(/\.ts$/, ".js"));
  const { code, assets } = await ncc(input, { minify: true, license: "", quiet: true, target: "es2022" });
  const extra = Object.keys(assets).filter((name) => name !== "package.json");
  if (extra.length > 0) throw new Error(`${entry} does not fit one file: ${extra.join(", ")}`);
  return code;
}

/** @param {string[]} args */
function node(...args) {
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
