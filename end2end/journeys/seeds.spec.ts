// One deployment from a pasted document to the page a stakeholder reads, for real documents and for one of our own.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { sql } from "../people/server.ts";
import { expect, password, send, test } from "../people/world.ts";

const own = join(import.meta.dirname, "../documents");
const shared = process.env.COUNTERSIGN_SHARED ?? join(import.meta.dirname, "../../../shared");

function documents(folder: string): { name: string; path: string }[] {
  try {
    return readdirSync(folder).filter((name) => /\.(md|txt)$/.test(name)).sort().map((name) => ({ name, path: join(folder, name) }));
  } catch {
    return [];
  }
}

/** Without script two of the documents are enough: the pages are the same. */
const plainToo = /^(000|004|own)/;
const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

for (const document of [...documents(own), ...documents(join(shared, "seeds"))]) {
  test(`${document.name} becomes a signed deployment`, async ({ as, open, world, browserName, javaScriptEnabled }, info) => {
    const script = javaScriptEnabled !== false;
    test.skip(!script && !plainToo.test(document.name), "the pages are the same as for the other documents");
    const version = `2.0.1-${info.project.name}`;

    // The lead imports and creates.
    const lead = await as(world.lead);
    await open(lead, "/import");
    await lead.getByLabel("Or a file").setInputFiles({ name: document.name, mimeType: "text/markdown", buffer: readFileSync(document.path) });
    await send(lead, () => lead.getByRole("button", { name: "Read the document" }).click());
    await lead.waitForURL("**/import/*");
    const draft = new URL(lead.url()).pathname;
    await open(lead, `${draft}?step=structure`);
    await expect(lead.getByRole("heading", { level: 1 })).toBeVisible();
    await open(lead, `${draft}?step=create`);
    await lead.getByRole("link", { name: "Next: name it" }).click();
    await lead.waitForURL("**/deployments/new*");
    await open(lead, lead.url());
    await lead.getByLabel("Service").selectOption({ label: "images (Images)" });
    await lead.getByLabel("Environment").selectOption({ label: "production, production" });
    await lead.getByLabel("Version").fill(version);
    await send(lead, () => lead.getByRole("button", { name: "Create the deployment" }).click());
    await lead.waitForURL(/\/deployments\/[0-9a-f-]{36}(\?|$)/);
    const deployment = new URL(lead.url()).pathname;
    await open(lead, deployment);
    // What the text claims of itself is not counted.
    await expect(lead.locator(".readiness, .head").filter({ hasText: /passed/ })).toHaveCount(0);
    await send(lead, () => lead.getByRole("button", { name: "Begin preparation" }).click());

    // QA, at the queue: fails one with a note and a picture, then passes it.
    const qa = await as(world.qa);
    await open(qa, deployment);
    const first = qa.locator("li.item[data-item] .what a").first();
    const item = (await first.getAttribute("href")) ?? "";
    const second = (await qa.locator("li.item[data-item] .what a").nth(1).getAttribute("href")) ?? "";
    await open(qa, item);
    const tick = qa.locator("form[action='/api/checks/record_with_files']");
    await tick.getByLabel("What did you see?").fill("500 instead of 200");
    await tick.locator("input[type=file]").setInputFiles({ name: "screen.png", mimeType: "image/png", buffer: picture });
    await send(qa, () => tick.getByRole("button", { name: "Fail" }).click());
    await expect(qa.getByText("500 instead of 200").first()).toBeVisible();
    await open(lead, deployment);
    await expect(lead.locator(".readiness")).toContainText("500 instead of 200");
    await open(qa, item);
    await send(qa, () => tick.getByRole("button", { name: /Pass|Done/ }).click());
    await open(qa, item);
    await expect(qa.getByText("screen.png").first()).toBeVisible();

    // The tech lead clears phase 1.
    const techLead = await as(world.techLead);
    await open(techLead, deployment);
    await clearPhase(techLead, deployment, open);

    // An automated check: green, then the target breaks: red with the reason, also on a page that was open before.
    await open(lead, deployment);
    const checked = await measured(lead, world.target.port, deployment, item, open);
    const watching = await as(world.qa);
    await open(watching, deployment);
    await run(lead, checked, "Passed", open);
    world.target.healthy = false;
    await run(lead, checked, "Failed", open);
    if (script) {
      await expect(watching.locator(`#item-${checked.split("/").pop()}`)).toHaveAttribute("data-state", "fail");
    }
    world.target.healthy = true;
    await run(lead, checked, "Passed", open);

    // The same with a check that reads a database; once per document is enough.
    if (info.project.name === "desk") {
      await counted(lead, second, open);
      await run(lead, second, "Passed", open);
      sql(world.stock, "INSERT INTO stock VALUES (-1)");
      await run(lead, second, "Failed", open);
      sql(world.stock, "DELETE FROM stock WHERE amount < 0");
      await run(lead, second, "Passed", open);
    }

    // The tech lead signs with the password given again.
    await open(techLead, `${deployment}/phases/1/sign`);
    for (const point of await techLead.locator("input[name='cmd[points][]']").all()) await point.check();
    await techLead.getByLabel("I reviewed the evidence and approve going on").check();
    await techLead.getByLabel("What your signature means").selectOption("approved");
    await techLead.locator("form#sign").getByLabel("Password").fill(password);
    await techLead.getByRole("button", { name: /^Sign phase 1/ }).click();
    await techLead.waitForURL("**/signoffs/*");
    await expect(techLead.locator("main")).toContainText("Tess Lead");
    await expect(techLead.locator("main")).toContainText("Tech Lead");
    await open(lead, deployment);
    await expect(lead.locator("main")).toContainText("Signed");

    // A stakeholder reads the summary by its link, without an account.
    await open(lead, `${deployment}/summary`);
    await send(lead, () => lead.getByRole("button", { name: /^Publish version 1/ }).click());
    await open(lead, `${deployment}/summary`);
    const share = lead.locator("form#share");
    if (!(await share.isVisible())) await lead.locator("summary", { hasText: /link/i }).first().click();
    await share.getByLabel("Your password").fill(password);
    await send(lead, () => share.getByRole("button", { name: "Make the link" }).click());
    const link = new URL(await lead.locator("input.once").inputValue());
    const stakeholder = await as(null);
    await open(stakeholder, link.pathname);
    await expect(stakeholder.locator("main")).toContainText(version);
    await expect(stakeholder.locator("main")).toContainText("Tess Lead");
    const answer = await stakeholder.request.get(`${world.server.url}${link.pathname}x`);
    expect(answer.status()).toBe(404);
    void browserName;
  });
}

type Open = (page: Page, address: string) => Promise<void>;

/** Passes whatever is open in the first phase, one tick after the other, choosing an option where one has to be. */
async function clearPhase(page: Page, deployment: string, open: Open): Promise<void> {
  const phase = page.locator("#phase-1");
  for (;;) {
    await open(page, `${deployment}?phase=1`);
    const option = phase.getByRole("button", { name: /^Choose/ }).first();
    if (await option.count()) {
      await send(page, () => option.click());
      continue;
    }
    const next = phase.locator("li.item:not(.passed) button[value=passed]").first();
    if ((await next.count()) === 0) return;
    await send(page, () => next.click());
  }
}

/** Turns an item into an HTTP check of our target; its address. */
async function measured(page: Page, port: number, deployment: string, item: string, open: Open): Promise<string> {
  void deployment;
  await open(page, item.replace("/items/", "/checks/"));
  const form = page.locator("form#check");
  await form.locator("input[name='cmd[probe]'][value=http]").check();
  await form.getByRole("textbox", { name: "Address" }).fill(`http://127.0.0.1:${port}/health`);
  // The document may propose rules of another kind of check; this one has a single rule.
  for (const field of await form.locator("[name^='cmd[fields]']").all()) await field.fill("");
  await form.locator("[name='cmd[fields][0]']").fill("status");
  await form.locator("[name='cmd[operators][0]']").selectOption("equals");
  await form.locator("[name='cmd[values][0]']").fill("200");
  await send(page, () => form.getByRole("button", { name: "Try it" }).click());
  await expect(page.locator("main")).toContainText("Passed");
  await send(page, () => form.getByRole("button", { name: /^Save/ }).click());
  return item;
}

/** Turns an item into a check that reads the stock. */
async function counted(page: Page, item: string, open: Open): Promise<void> {
  await open(page, item.replace("/items/", "/checks/"));
  const form = page.locator("form#check");
  await form.locator("input[name='cmd[probe]'][value=sql]").check();
  await form.getByLabel("Database", { exact: true }).selectOption("stock");
  await form.getByRole("textbox", { name: "Statement" }).fill("SELECT count(*) FROM stock WHERE amount < 0");
  for (const field of await form.locator("[name^='cmd[fields]']").all()) await field.fill("");
  await form.locator("[name='cmd[fields][0]']").fill("value");
  await form.locator("[name='cmd[operators][0]']").selectOption("equals");
  await form.locator("[name='cmd[values][0]']").fill("0");
  await send(page, () => form.getByRole("button", { name: /^Save/ }).click());
}

/** Runs a check and waits for its outcome. */
async function run(page: Page, item: string, outcome: string, open: Open): Promise<void> {
  await open(page, item);
  const before = await page.locator("#attempts .history > li").count();
  await send(page, () => page.getByRole("button", { name: /^Run/ }).first().click());
  await expect
    .poll(async () => {
      await open(page, item);
      return page.locator("#attempts .history > li").count();
    })
    .toBeGreaterThan(before);
  await expect(page.locator("main")).toContainText(outcome);
}
