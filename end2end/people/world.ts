// What a journey starts from: a server that was just set up, and the people of one team.
import { type Browser, type BrowserContext, type Page, test as base, expect } from "@playwright/test";

import { type Server, databaseUrl, postgres, sql, start } from "./server.ts";
import { type Target, startTarget } from "./target.ts";

export { expect };

export const password = "a long sentence nobody guesses";

export interface Person {
  name: string;
  email: string;
  /** Cookies of a signed-in browser. */
  state: Awaited<ReturnType<BrowserContext["storageState"]>>;
}

export interface World {
  server: Server;
  target: Target;
  /** A database that checks read, with a table `stock`. */
  stock: string;
  database: string;
  lead: Person;
  techLead: Person;
  qa: Person;
}

/** Sends a form and waits until the page that answers it is there. */
export async function send(page: Page, press: () => Promise<void>): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.url().includes("/api/"));
  await press();
  const response = await answered;
  expect(response.status(), await response.text().catch(() => "")).toBeLessThan(400);
  await expect(page.locator("form[aria-busy]")).toHaveCount(0);
  await page.waitForLoadState();
}

/** Opens a page and waits until it is alive, where it can be. */
export async function visit(page: Page, address: string, script = true): Promise<void> {
  await page.goto(address);
  await alive(page, script);
}

async function alive(page: Page, script = true): Promise<void> {
  if (script) await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

/** Makes an example deployment and leaves the page on it: its address. */
export async function example(page: Page): Promise<string> {
  await visit(page, "/deployments/new");
  await send(page, () => page.getByRole("button", { name: "See an example" }).click());
  await page.waitForURL(/\/deployments\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** Invites by link as the admin, and accepts as the person, each in a browser of their own. */
export async function invite(browser: Browser, server: Server, admin: Page, name: string, email: string, role: string): Promise<Person> {
  await visit(admin, "/admin/people");
  const invitation = admin.locator("#invite");
  if (!(await invitation.isVisible())) await admin.getByText("Invite a person").click();
  await invitation.getByLabel("E-mail address").fill(email);
  await invitation.getByLabel("Service", { exact: true }).selectOption({ label: "images" });
  await invitation.getByLabel("Role").selectOption({ label: role });
  await send(admin, () => invitation.getByRole("button", { name: "Make the invitation" }).click());
  const link = await admin.locator("input.once").inputValue();
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: true });
  const page = await context.newPage();
  await visit(page, new URL(link).pathname);
  await page.getByLabel("Your full name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create my account" }).click();
  await page.waitForURL("**/");
  const state = await context.storageState();
  await context.close();
  return { name, email, state };
}

/** A database with one table, and the address of a role that can only read it. */
function readable(database: string): string {
  const role = `${database}_reader`;
  sql("postgres", `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, `DROP ROLE IF EXISTS ${role}`,
    `CREATE DATABASE ${database}`, `CREATE ROLE ${role} LOGIN PASSWORD 'reads-only'`);
  sql(database, "CREATE TABLE stock (amount integer NOT NULL)", "INSERT INTO stock VALUES (3)",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC", `GRANT USAGE ON SCHEMA public TO ${role}`, `GRANT SELECT ON stock TO ${role}`,
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  const url = new URL(databaseUrl(database));
  url.username = role;
  url.password = "reads-only";
  return url.toString();
}

async function setUp(browser: Browser, server: Server, target: Target, database: string): Promise<World> {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: true });
  const page = await context.newPage();
  await visit(page, "/");
  await page.waitForURL("**/setup");
  await alive(page);
  await page.getByLabel("Your full name").fill("Ada Lead");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create the admin account" }).click();
  await page.waitForURL("**/");

  await visit(page, "/teams");
  const team = page.locator("#create-team");
  await team.getByLabel("Name").fill("Images");
  await send(page, () => team.getByRole("button", { name: "Create the team" }).click());
  await visit(page, "/services");
  const service = page.locator("#create-service");
  await service.getByLabel("Name").fill("images");
  await send(page, () => service.getByRole("button", { name: "Create the service" }).click());
  await visit(page, "/teams");
  await page.getByRole("link", { name: "Images" }).click();
  const members = page.locator("#add-member");
  await members.waitFor();
  await alive(page);
  await members.getByLabel("Add a person").selectOption({ index: 0 });
  await send(page, () => members.getByRole("button", { name: "Add to the team" }).click());
  await visit(page, "/services");
  await page.getByRole("link", { name: "images" }).click();
  const roles = page.locator("#give-role");
  await roles.waitFor();
  await alive(page);
  await roles.getByLabel("Role").selectOption({ label: "Lead" });
  await send(page, () => roles.getByRole("button", { name: "Give the role" }).click());
  await visit(page, "/environments");
  const environment = page.locator("#create-environment");
  await environment.getByRole("textbox", { name: "Name" }).fill("production");
  await environment.getByLabel("This is production").check();
  await send(page, () => environment.getByRole("button", { name: "Create the environment" }).click());
  await visit(page, "/environments");
  await page.getByRole("link", { name: "production" }).click();
  const allow = page.locator("#allow-target");
  await allow.waitFor();
  await alive(page);
  await allow.getByLabel("Host or network").fill("127.0.0.1/32");
  await allow.getByLabel("Port or range").fill(String(target.port));
  await send(page, () => allow.getByRole("button", { name: "Allow" }).click());

  await visit(page, new URL(page.url()).pathname);
  await allow.getByLabel("Host or network").fill("127.0.0.1/32");
  await allow.getByLabel("Port or range").fill(new URL(postgres).port);
  await send(page, () => allow.getByRole("button", { name: "Allow" }).click());
  const stock = `${database}_stock`;
  const reader = readable(stock);
  const connection = page.locator("#save-connection");
  await connection.getByLabel("Name").fill("stock");
  await connection.getByLabel("Address").fill(reader);
  await send(page, () => connection.getByRole("button", { name: "Save the connection" }).click());

  const techLead = await invite(browser, server, page, "Tess Lead", "tess@example.org", "Tech Lead");
  const qa = await invite(browser, server, page, "Quinn Tester", "quinn@example.org", "QA");
  const state = await context.storageState();
  await context.close();
  const lead = { name: "Ada Lead", email: "ada@example.org", state };
  return { server, target, stock, database, lead, techLead, qa };
}

interface Ways {
  /** A browser of one person, as this project's device; `null` is somebody without an account. */
  as: (person: Person | null) => Promise<Page>;
  /** Opens a page and waits until it is alive, where script is on. */
  open: (page: Page, address: string) => Promise<void>;
}

export const test = base.extend<Ways, { world: World }>({
  world: [
    async ({ browser }, use, info) => {
      const database = `countersign_e2e_${process.pid}_${info.parallelIndex}`;
      const server = await start(database);
      const target = await startTarget();
      const world = await setUp(browser, server, target, database);
      await use(world);
      await target.stop();
      await server.stop();
      sql("postgres", `DROP DATABASE IF EXISTS ${world.stock} WITH (FORCE)`, `DROP ROLE IF EXISTS ${world.stock}_reader`);
    },
    { scope: "worker", timeout: 240_000 },
  ],

  open: async ({ javaScriptEnabled }, use) => {
    await use((page, address) => visit(page, address, javaScriptEnabled !== false));
  },

  as: async ({ browser, world, viewport, userAgent, isMobile, hasTouch, deviceScaleFactor, javaScriptEnabled }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person) => {
      const context = await browser.newContext({
        baseURL: world.server.url,
        storageState: person?.state,
        viewport,
        userAgent,
        isMobile,
        hasTouch,
        deviceScaleFactor,
        javaScriptEnabled,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => {
        throw new Error(`a script failed on ${page.url()}: ${error.message}`);
      });
      return page;
    });
    for (const context of contexts) await context.close();
  },
});
