import { defineConfig } from "vitest/config";

const PURE = "test/{plan,state,decide,text,support}/**/*.test.ts";
const OTHERS = "test/!(plan|state|decide|text|support)/**/*.test.ts";
const ACT = "test/act/**/*.test.ts";
const AGENTS = "test/real-agents/**/*.test.ts";
/** For the tests that start the programs. */
const PROGRAMS = "test/support/bundle-programs.ts";
const BROWSER = "test/text/report-browser.test.ts";

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        // Pure functions leave nothing behind: the files of a worker share their modules.
        test: { name: "unit", include: [PURE], exclude: [BROWSER], isolate: false },
      },
      {
        extends: true,
        // Git, processes, a browser: each file by itself.
        test: {
          name: "real",
          globalSetup: PROGRAMS,
          include: ["test/*.test.ts", OTHERS, BROWSER],
          exclude: [ACT, AGENTS],
        },
      },
      {
        extends: true,
        // The real coding-agent CLIs, installed from their registries, against a scripted model: `npm run test:agents`.
        test: { name: "agents", globalSetup: PROGRAMS, include: [AGENTS], testTimeout: 180_000, hookTimeout: 600_000 },
      },
      {
        extends: true,
        // The shipped workflows, run by act: each story takes a minute or two, most of it at GitHub's pace.
        test: { name: "act", globalSetup: PROGRAMS, include: [ACT], testTimeout: 600_000 },
      },
    ],
  },
});
