import { defineConfig } from "vitest/config";

const PURE = "test/{plan,state,decide,text,support}/**/*.test.ts";
const OTHERS = "test/!(plan|state|decide|text|support)/**/*.test.ts";
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
        test: { name: "real", include: ["test/*.test.ts", OTHERS, BROWSER] },
      },
    ],
  },
});
