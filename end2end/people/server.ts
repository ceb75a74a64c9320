// A server of our own with a database of its own, for one worker.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** PostgreSQL for tests, as its superuser. */
export const postgres = (() => {
  const url = process.env.COUNTERSIGN_TEST_PG;
  if (!url) throw new Error("COUNTERSIGN_TEST_PG names no PostgreSQL; run the tests with make test");
  return url;
})();

function psqlPath(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, "bin/psql")).find(existsSync) ?? "psql";
}

/** Runs statements, one by one, in a database of the test PostgreSQL. */
export function sql(database: string, ...statements: string[]): string {
  const url = new URL(postgres);
  url.pathname = `/${database}`;
  const commands = statements.flatMap((statement) => ["-c", statement]);
  return execFileSync(psqlPath(), ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", ...commands, url.toString()], { encoding: "utf8" }).trim();
}

export function databaseUrl(database: string): string {
  const url = new URL(postgres);
  url.pathname = `/${database}`;
  return url.toString();
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      probe.close(() => resolve(address.port));
    });
  });
}

/** Starts a server; ready when it says so. */
export async function start(database: string): Promise<Server> {
  sql("postgres", `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, `CREATE DATABASE ${database}`);
  const program = process.env.COUNTERSIGN_BIN;
  if (!program) throw new Error("COUNTERSIGN_BIN names no program; run the tests with make test");
  const data = mkdtempSync(join(tmpdir(), "countersign-e2e-"));
  const port = await freePort();
  const child = spawn(program, ["serve", "--addr", `127.0.0.1:${port}`, "--data", data, "--database-url", databaseUrl(database)], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: join(import.meta.dirname, "../.."),
  });
  const output: string[] = [];
  child.stderr.on("data", (bytes: Buffer) => output.push(bytes.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (bytes: Buffer) => {
      output.push(bytes.toString());
      if (bytes.toString().includes("is ready at")) resolve();
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output.join("")}`)));
  });
  return {
    url: `http://localhost:${port}`,
    stop: async () => {
      await ended(child);
      rmSync(data, { recursive: true, force: true });
      sql("postgres", `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
