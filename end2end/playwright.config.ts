// Journeys through the running product, as people take them: at a desk and on a phone, with and without script.
import { defineConfig, devices } from "@playwright/test";

export default defineConfig({
  testDir: "journeys",
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  // One server and one database per worker; two cores carry two.
  workers: 2,
  retries: 0,
  reporter: "list",
  outputDir: "test-results",
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "desk", use: { ...devices["Desktop Chrome"], channel: undefined } },
    { name: "phone", use: { ...devices["Pixel 7"], channel: undefined }, testMatch: /seeds\.spec\.ts|phone\.spec\.ts/ },
    { name: "no-script", use: { ...devices["Desktop Chrome"], channel: undefined, javaScriptEnabled: false }, testMatch: /seeds\.spec\.ts|plain\.spec\.ts/ },
  ],
});
