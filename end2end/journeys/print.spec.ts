// What is printed before and after signing fits on two sheets, on both kinds of paper.
import { example, expect, test } from "../people/world.ts";

test("signing pages and receipts print on two sheets at most", async ({ as, open, world }) => {
  const page = await as(world.lead);
  const deployment = await example(page);
  await open(page, `${deployment}?phase=2`);
  const receipt = (await page.locator("a[href^='/signoffs/']").first().getAttribute("href")) ?? "";
  for (const address of [1, 2, 3].map((phase) => `${deployment}/phases/${phase}/sign`).concat(receipt)) {
    await open(page, address);
    for (const format of ["A4", "Letter"]) {
      const pdf = (await page.pdf({ format })).toString("latin1");
      const sheets = pdf.match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0;
      expect(sheets, `${address} on ${format}`).toBeGreaterThan(0);
      expect(sheets, `${address} on ${format}`).toBeLessThanOrEqual(2);
    }
  }
});
