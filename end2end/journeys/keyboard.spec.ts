// A deployment without touching the mouse: signing in, ticking, failing with a word of why, signing, finding one's way.
import type { Page } from "@playwright/test";

import { expect, password, send, test } from "../people/world.ts";

/** What has the focus, for a message when it is not what it should be. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? "nothing");
}

/** Tabs until the focus is on what is wanted: nobody knows how many stops a page has. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < 200; stop++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way by Tab to ${selector}; the focus is on ${await focused(page)}`);
}

/** Types into the field with the focus. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
}

async function alive(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

test("a deployment by keyboard alone", async ({ as, open, world }) => {
  test.setTimeout(300_000);
  // The lead prepares a deployment with one phase of two items; this part is not the journey.
  const lead = await as(world.lead);
  await open(lead, "/import");
  const text = "# Keys\n\n## Phase 1: Before\n\n- [ ] Smoke test\n- [ ] Backup is restorable\n\n## Phase 2: After\n\n- [ ] Look at the errors\n";
  await lead.getByLabel("Or a file").setInputFiles({ name: "keys.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
  await send(lead, () => lead.getByRole("button", { name: "Read the document" }).click());
  await lead.waitForURL("**/import/*");
  await open(lead, `${new URL(lead.url()).pathname}?step=create`);
  await lead.getByRole("link", { name: "Next: name it" }).click();
  await lead.waitForURL("**/deployments/new*");
  await open(lead, lead.url());
  await lead.getByLabel("Service").selectOption({ label: "images (Images)" });
  await lead.getByLabel("Environment").selectOption({ label: "production, production" });
  await lead.getByLabel("Version").fill("7.0-keys");
  await send(lead, () => lead.getByRole("button", { name: "Create the deployment" }).click());
  await lead.waitForURL(/\/deployments\/[0-9a-f-]{36}(\?|$)/);
  const deployment = new URL(lead.url()).pathname;
  await open(lead, deployment);
  await send(lead, () => lead.getByRole("button", { name: "Begin preparation" }).click());

  // Signing in.
  const page = await as(null);
  await page.goto("/sign-in");
  await alive(page);
  await tabTo(page, "input[type=email], input[name='cmd[email]']");
  await type(page, world.techLead.email);
  await page.keyboard.press("Tab");
  await tabTo(page, "input[type=password]");
  await type(page, password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  await alive(page);

  // From the board to the deployment: rows answer to j, Enter opens.
  await expect(page.getByRole("heading", { level: 1, name: "Deployments" })).toBeVisible();
  const row = page.locator("[data-row]", { hasText: "7.0-keys" }).first();
  await row.waitFor();
  for (let step = 0; step < 60 && !(await row.evaluate((row) => row === document.activeElement)); step++) {
    await page.keyboard.press("j");
  }
  await expect(row).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${deployment}*`);
  await alive(page);

  // j down to the first item, and back with k; x passes it.
  const items = page.locator("li.item[data-item]");
  const smoke = items.filter({ hasText: "Smoke test" });
  for (let step = 0; step < 60 && !(await smoke.evaluate((row) => row === document.activeElement)); step++) {
    await page.keyboard.press("j");
  }
  await expect(smoke).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(smoke).toBeFocused();
  await send(page, () => page.keyboard.press("x"));
  await expect(page.locator(".passed")).toContainText("1 passed");

  // f leads to the word of why; a failure without one is not sent.
  const backup = items.filter({ hasText: "Backup is restorable" });
  for (let step = 0; step < 60 && !(await backup.evaluate((row) => row === document.activeElement)); step++) {
    await page.keyboard.press(step < 30 ? "j" : "k");
  }
  await expect(backup).toBeFocused();
  await page.keyboard.press("f");
  await expect(backup.getByLabel("What did you see?")).toBeFocused();
  await type(page, "x marks no pass, k is text");
  await page.keyboard.press("Escape");
  await expect(backup).toBeFocused();
  await send(page, () => page.keyboard.press("f"));
  await expect(backup).toHaveAttribute("data-state", "fail");
  await expect(page.locator(".readiness")).toContainText("x marks no pass, k is text");

  // To the next phase and back.
  await page.keyboard.press("]");
  await page.waitForURL(/phase=2/);
  await alive(page);
  await page.keyboard.press("[");
  await page.waitForURL(/phase=1/);
  await alive(page);

  // Fixed: passed after all, then signed. No key signs by itself.
  const again = page.locator("li.item[data-item]").filter({ hasText: "Backup is restorable" });
  for (let step = 0; step < 60 && !(await again.evaluate((row) => row === document.activeElement)); step++) {
    await page.keyboard.press("j");
  }
  await send(page, () => page.keyboard.press("x"));
  await expect(page.locator(".readiness")).toContainText("Phase 1 is ready to sign");
  await page.keyboard.press("s");
  await page.waitForURL("**/phases/1/sign");
  await alive(page);
  await page.keyboard.press("s");
  await tabTo(page, "input[name='cmd[decision]']");
  await page.keyboard.press("Space");
  await tabTo(page, "select[name='cmd[meaning]']");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "input[name='cmd[password]']");
  await type(page, password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/signoffs/*");
  await alive(page);
  await expect(page.getByText(world.techLead.name).first()).toBeVisible();

  // The palette: to the deployment by its version, with Esc giving the focus back.
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to, run, sign, copy" });
  await expect(palette).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option", { name: "My queue" })).toBeVisible();
  await type(page, "7.0-keys");
  const found = palette.getByRole("option", { name: /Keys 7\.0-keys/ });
  await expect(found).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${deployment}*`);
  await alive(page);
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option", { name: /phase 2/i }).first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(palette.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");

  // Help, the board, and the keys switched off.
  await page.keyboard.press("?");
  await page.waitForURL("**/help");
  await alive(page);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/account");
  await alive(page);
  await tabTo(page, "button[name=keys][value=off]");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-keys", "off");
  await alive(page);
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await expect(palette).toBeVisible();
  expect(new URL(page.url()).pathname, "a single key does nothing now").toBe("/account");
});
