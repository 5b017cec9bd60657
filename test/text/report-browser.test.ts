/** The report as people open it: a file in a browser. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportData } from "../../src/text/report-data.ts";
import { printHtmlReport } from "../../src/text/report-html.ts";
import { agent, overview, plan, state, stateMap, workstream } from "../support/builders.ts";
import { HOSTILE, NOW, sampleRun, withUsage } from "../support/sample-run.ts";
import { tellLeftOut } from "../support/left-out.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const missing = !existsSync(executablePath);
const title = `the HTML report in a browser${missing ? ` (skipped: no browser at ${executablePath})` : ""}`;

if (missing) tellLeftOut("the tests of the HTML report in a browser", executablePath);

describe.skipIf(missing)(title, () => {
  let directory: string;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    const { plan: sample, states } = sampleRun();
    const budget = { perDay: { usd: 50, tokens: undefined }, perWorkstream: { usd: 5, tokens: 2_000_000 } };
    const failure = { code: "login", detail: "401 <b>invalid</b> key" } as const;
    const fault = { kind: "fault", id: "ws-b", attempt: 1, failure, until: undefined } as const;
    const seen = overview(withUsage(states), { budget, pauses: new Map([["agent-1", fault]]) });
    directory = await mkdtemp(join(tmpdir(), "workstreams-report-"));
    const file = join(directory, "report.html");
    await writeFile(file, printHtmlReport(reportData(sample, seen, { now: NOW }), sample));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({
      executablePath,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  });

  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  });

  describe.each([
    { colorScheme: "light", background: "rgb(246, 247, 249)" },
    { colorScheme: "dark", background: "rgb(14, 18, 23)" },
  ] as const)("in a $colorScheme window", ({ colorScheme, background }) => {
    let page: Page;
    const complaints: string[] = [];
    const requests: string[] = [];

    beforeAll(async () => {
      page = await browser.newPage({ colorScheme });
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(address);
    });

    test("it loads nothing but itself and has nothing to complain about", () => {
      expect(complaints).toEqual([]);
      expect(requests).toEqual([address]);
    });

    test("its style is not refused by its own policy", async () => {
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(background);
    });

    test("it shows a box for every workstream, a bar for every attempt, a row for every workstream", async () => {
      const boxes = ["ws-a", "ws-b", "ws-c", "ws-d", "ws-e", "ws-f", "ws-g"];
      expect(await visibleNames(page, ".graph", "data-id")).toEqual(boxes);
      const bars = ["ws-a/1", "ws-a/2", "ws-b/1", "ws-e/1", "ws-f/1"];
      expect(await visibleNames(page, ".gantt", "data-attempt")).toEqual(bars);
      expect(await visibleNames(page, ".forecast", "data-expected")).toEqual(["ws-e", "ws-g"]);
      expect(await page.locator("[aria-labelledby=table] tbody tr").count()).toBe(boxes.length);
    });

    test("its texts stand out from what is behind them", async () => {
      const script = await readFile(new URL("../support/measure-contrasts.js", import.meta.url), "utf8");
      const contrasts = await page.evaluate<readonly { text: string; ratio: number }[]>(script);
      expect(contrasts.length).toBeGreaterThan(40);
      expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    });

    test("markup in titles and details stays text and never runs", async () => {
      expect(await page.title()).toBe("Workstreams report: 1 of 7 workstreams completed");
      expect(await page.locator("script, img, [onerror], td b").count()).toBe(0);
      expect(await page.locator("#ws-a .title").textContent()).toBe(HOSTILE[0]);
      expect(await page.locator("#ws-b .title").textContent()).toBe(HOSTILE[1]);
    });
  });

  test("before anything has started it shows what is expected, who is held, and why also without pointing", async () => {
    const workstreams = [
      workstream({ id: "ws-a", estimate: 3, scope: ["src/"] }),
      workstream({ id: "ws-b", estimate: 2, scope: ["src/b.ts"] }),
      workstream({ id: "ws-c", estimate: 1, scope: ["docs/"] }),
    ];
    const fresh = plan(workstreams, { config: { agents: [agent({ id: "agent-1" }), agent({ id: "agent-2" })] } });
    const states = stateMap(workstreams.map(({ id }) => state({ id })));
    const file = join(directory, "fresh.html");
    await writeFile(file, printHtmlReport(reportData(fresh, overview(states), { now: NOW }), fresh));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await visibleNames(page, ".forecast", "data-expected")).toEqual(["ws-a", "ws-b", "ws-c"]);
    expect(await page.locator(".forecast .critical").count()).toBe(2);
    const left = async (place: string): Promise<number> => (await page.locator(place).boundingBox())?.x ?? NaN;
    expect((await left(".forecast svg")) - (await left(".graph"))).toBeLessThan(50);
    const reason = "ws-b from now to 3 h: shares src/b.ts with ws-a (critical)";
    const hatched = page.locator(".forecast .gap");
    expect(await hatched.count()).toBe(1);
    expect(await hatched.isVisible()).toBe(true);
    expect(await hatched.locator("title").textContent()).toBe(`held: ${reason}`);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.forecast .gap rect')).fill")).toContain(
      "#held",
    );
    const said = page.locator("ul.held li");
    expect([await said.isVisible(), await said.textContent()]).toEqual([true, reason]);
    await page.close();
  });

  test("in a narrow window the charts scroll sideways, the page does not", async () => {
    const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
    await page.goto(address);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(420);
    expect(await page.evaluate("document.querySelector('.gantt').scrollWidth")).toBeGreaterThan(420);
  });
});

/** The names of the visible marks of a chart, sorted. */
async function visibleNames(page: Page, chart: string, attribute: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const each of await page.locator(`${chart} [${attribute}]`).all()) {
    if (await each.isVisible()) names.push((await each.getAttribute(attribute)) ?? "");
  }
  return names.toSorted();
}
