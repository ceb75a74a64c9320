// Every page, in both themes: nothing that the accessibility rules forbid, and no part of it wider than a small phone.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { example, expect, test } from "../people/world.ts";

test("no page breaks the accessibility rules, light or dark, wide or narrow", async ({ as, open, world }) => {
  test.setTimeout(600_000);
  const page = await as(world.lead);
  const pages = await everyPage(page, open);
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const address of pages) {
      await open(page, address);
      await page.locator("details").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      const words = found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`);
      expect.soft(words, `${address}, ${theme}`).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 320, height: 800 });
  for (const address of pages) {
    await open(page, address);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width, `${address} at 320 px`).toBeLessThanOrEqual(320);
  }
});

/** Every route once, over the example deployment, which has something in every state. */
async function everyPage(page: Page, open: (page: Page, address: string) => Promise<void>): Promise<string[]> {
  const deployment = await example(page);
  await open(page, deployment);
  const item = (await page.locator(".what a[href^='/items/']").first().getAttribute("href")) ?? "";
  await open(page, "/services");
  const service = (await page.locator("main a[href^='/services/']").first().getAttribute("href")) ?? "";
  await open(page, "/teams");
  const team = (await page.locator("main a[href^='/teams/']").first().getAttribute("href")) ?? "";
  await open(page, "/environments");
  const environment = (await page.locator("main a[href^='/environments/']").first().getAttribute("href")) ?? "";
  await open(page, `${deployment}?phase=1`);
  const receipt = await page.locator("a[href^='/signoffs/']").first().getAttribute("href");
  expect(receipt, "the example has a signed phase").not.toBeNull();
  return [
    "/", "/?scope=all", "/q", "/import", "/deployments/new", "/templates", "/services", "/teams", "/environments", "/search?q=a", "/help",
    "/account", "/audit", "/admin", "/admin/people", "/nowhere",
    deployment, `${deployment}?phase=2`, `${deployment}/people`, `${deployment}/timeline`, `${deployment}/evidence`, `${deployment}/history`,
    `${deployment}/summary`, `${deployment}/phases/1/sign`, `${deployment}/phases/2/sign`, item, item.replace("/items/", "/checks/"),
    service, team, environment, receipt ?? "",
  ];
}
