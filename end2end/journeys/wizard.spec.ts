// The import wizard from a pasted text to a deployment, and a newer version of the text into that deployment.
import type { Page } from "@playwright/test";

import { expect, password, send, test } from "../people/world.ts";

const plan = (port: number) => `# Release of the images

## Phase 1: Before

### Task 1: Look at staging

**Owner:** QA

- [ ] Pictures load on staging
- [x] Release notes are reviewed

## Phase 2: After

### Task 1: Look at production

\`\`\`bash
# Health
curl -s http://127.0.0.1:${port}/health
# Expected: 200 OK

# Queue
redis-cli LLEN queue
# Expected: growing as expected

# Clean up
rm -rf /var/cache/images
\`\`\`

## Contacts

- **Team Lead:** [Name] - [Phone]
- **DevOps:** [Name] - [Phone]
`;

type Open = (page: Page, address: string) => Promise<void>;

/** Hands a text in; the address of its draft. */
async function draft(page: Page, open: Open, text: string, from = "/import"): Promise<string> {
  await open(page, from);
  await page.getByLabel("Text").fill(text);
  await send(page, () => page.getByRole("button", { name: "Read the document" }).click());
  await page.waitForURL("**/import/*");
  return new URL(page.url()).pathname;
}

async function create(page: Page, open: Open, address: string, version: string): Promise<string> {
  await open(page, `${address}?step=create`);
  await page.getByRole("link", { name: "Next: name it" }).click();
  await page.waitForURL("**/deployments/new*");
  await open(page, page.url());
  await page.getByLabel("Service").selectOption({ label: "images (Images)" });
  await page.getByLabel("Environment").selectOption({ label: "production, production" });
  await page.getByLabel("Version").fill(version);
  await send(page, () => page.getByRole("button", { name: "Create the deployment" }).click());
  await page.waitForURL(/\/deployments\/[0-9a-f-]{36}(\?|$)/);
  return new URL(page.url()).pathname;
}

test("checks are understood, tried and accepted before there is a deployment", async ({ as, open, world }, info) => {
  const lead = await as(world.lead);
  const address = await draft(lead, open, plan(world.target.port));

  // Empty contacts are filled or left out, and the last correction is taken back.
  await open(lead, `${address}?step=structure&show=need`);
  const rows = lead.locator("tr.needs");
  await expect(rows).toHaveCount(2);
  await rows.first().getByLabel("Name and how to reach them").fill("Tess Lead, 020 7946 0000");
  await send(lead, () => rows.first().getByRole("button", { name: /^Fill in/ }).click());
  await open(lead, `${address}?step=structure&show=need`);
  await expect(rows).toHaveCount(1);
  await send(lead, () => rows.first().getByRole("button", { name: /^Leave out/ }).click());
  await open(lead, `${address}?step=structure&show=need`);
  await expect(rows).toHaveCount(0);
  await send(lead, () => lead.getByRole("button", { name: "Undo" }).click());
  await open(lead, `${address}?step=structure&show=need`);
  await expect(rows).toHaveCount(1);
  await send(lead, () => rows.first().getByRole("button", { name: /^Leave out/ }).click());

  // What asks for a definition comes first; a command that destroys says so.
  await open(lead, `${address}?step=checks`);
  const sections = lead.locator("main section h2");
  await expect(sections.first()).toHaveText("Asks for a definition");
  await expect(lead.locator("main")).toContainText("Destroys data");
  const queue = lead.locator(".draft-checks > li", { hasText: "Queue" });
  await send(lead, () => queue.getByRole("button", { name: /^Keep manual/ }).click());
  await open(lead, `${address}?step=checks`);
  await expect(sections.first()).toHaveText("Understood");

  // A check is tried against the environment and accepted.
  const health = lead.locator(".draft-checks > li", { hasText: "/health" });
  await health.getByRole("link", { name: /^Edit and try/ }).click();
  await lead.waitForURL("**item=*");
  await open(lead, lead.url());
  // Another journey may have made an environment of its own; then there is a choice.
  const against = lead.getByLabel("Try it against");
  if (await against.count()) {
    await against.selectOption({ label: "production" });
    await lead.getByRole("button", { name: "Use this one" }).click();
    await lead.waitForURL("**environment=*");
    await open(lead, lead.url());
  }
  await send(lead, () => lead.getByRole("button", { name: "Try it" }).click());
  await expect(lead.locator(".tried")).toContainText("Passed");
  await send(lead, () => lead.getByRole("button", { name: "Save in the draft" }).click());
  await open(lead, `${address}?step=checks`);
  await expect(health).toContainText("Accepted: a machine measures it");

  const deployment = await create(lead, open, address, `3.0-${info.project.name}`);
  await open(lead, `${deployment}?phase=2`);
  await expect(lead.locator("li.item", { hasText: "Health" }).first()).toContainText("Automated");
});

test("a newer version shows what it voids before it changes anything", async ({ as, open, world }, info) => {
  const lead = await as(world.lead);
  const first = plan(world.target.port);
  const deployment = await create(lead, open, await draft(lead, open, first), `4.0-${info.project.name}`);
  await open(lead, deployment);
  await send(lead, () => lead.getByRole("button", { name: "Begin preparation" }).click());
  const techLead = await as(world.techLead);
  const open_items = techLead.locator("#phase-1 li.item:not(.passed) button[value=passed]");
  for (let left = 2; left > 0; left -= 1) {
    await open(techLead, `${deployment}?phase=1`);
    await expect(open_items).toHaveCount(left);
    await send(techLead, () => open_items.first().click());
  }
  await open(techLead, `${deployment}/phases/1/sign`);
  for (const point of await techLead.locator("input[name='cmd[points][]']").all()) await point.check();
  await techLead.getByLabel("I reviewed the evidence and approve going on").check();
  await techLead.getByLabel("What your signature means").selectOption("approved");
  await techLead.locator("form#sign").getByLabel("Password").fill(password);
  await techLead.getByRole("button", { name: /^Sign phase 1/ }).click();
  await techLead.waitForURL("**/signoffs/*");

  await open(lead, deployment);
  await lead.getByRole("link", { name: "Newer version of the document" }).click();
  await lead.waitForURL("**/import?into=*");
  const changed = first
    .replace("- [ ] Pictures load on staging\n", "- [ ] Pictures load on staging within 2 seconds\n- [ ] Thumbnails load\n")
    .replace("# Clean up\nrm -rf /var/cache/images\n", "");
  const address = await draft(lead, open, changed, lead.url());
  await open(lead, `${address}?step=compare`);
  await expect(lead.locator(".diff.added")).toContainText("Thumbnails load");
  await expect(lead.locator(".diff.changed ins")).toContainText(["Pictures load on staging within 2 seconds"]);
  await lead.getByRole("link", { name: "Next: Apply" }).click();
  await lead.waitForURL("**step=create");
  await open(lead, `${address}?step=create`);
  await expect(lead.locator(".falls")).toContainText("Tess Lead as Tech Lead");
  await open(techLead, `${deployment}?phase=1`);
  await expect(techLead.locator("#phase-1")).toContainText("Signed");
  await send(lead, () => lead.getByRole("button", { name: /^Apply to/ }).click());
  await lead.waitForURL(/\/deployments\/[0-9a-f-]{36}/);
  await open(lead, `${deployment}?phase=1`);
  await expect(lead.locator(".head")).toContainText("revision 2");
  await expect(lead.locator("#phase-1")).toContainText(/needs re-sign/i);
  await expect(lead.locator("#phase-1")).toContainText("Thumbnails load");
  // What did not change kept its result.
  await expect(lead.locator("#phase-1")).toContainText(/1 passed/i);
});

test("a file dropped on the page is read", async ({ as, open, world }) => {
  const lead = await as(world.lead);
  await open(lead, "/import");
  const data = await lead.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["# Dropped\n\n- [ ] one line\n"], "dropped.md", { type: "text/markdown" }));
    return transfer;
  });
  await lead.getByLabel("Text").dispatchEvent("drop", { dataTransfer: data });
  await send(lead, () => lead.getByRole("button", { name: "Read the document" }).click());
  await lead.waitForURL("**/import/*");
  await expect(lead.getByRole("heading", { level: 1 })).toHaveText("Dropped");
});

test("lost characters are chosen for all lines at once", async ({ as, open, world }) => {
  const lead = await as(world.lead);
  const damaged = "# Files\n\nğŸš€ Go\n\n- [ ] âœï¸ write one\n- [ ] âœï¸ write two\n- [ ] âœ… done\n";
  const address = await draft(lead, open, damaged);
  await open(lead, `${address}?step=text`);
  const proposal = lead.getByRole("button", { name: /^Use ✏️ for all 2/ });
  await send(lead, () => proposal.click());
  await open(lead, `${address}?step=structure&show=whole`);
  await expect(lead.locator(".pairings")).toContainText("✏️ write two");
});
