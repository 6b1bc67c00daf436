// Checks a rendered site with axe-core in headless Chromium: WCAG 2.2 A and AA, on a wide screen and on a phone, in light
// and in dark colours, in both languages. Exits 1 on any violation, on any request that leaves the folder, and on any page
// that is wider than the screen.
//
// It is not part of the default checks, because it needs a browser and two packages. To run it, outside the repository:
//
//   mkdir axe && cd axe && npm install axe-core@4 puppeteer-core@24
//   NODE_PATH=$PWD/node_modules CHROMIUM=/usr/bin/chromium node PATH/TO/.ci/accessibility.mjs SITE [PAGE …]
//
// SITE is the folder that holds `index.html`; PAGE a path inside it. Without pages, one of each kind is checked.

import { createRequire } from "node:module";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const modules = process.env.NODE_PATH ?? join(process.cwd(), "node_modules");
const require = createRequire(join(modules, "anchor.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [folder, ...asked] = process.argv.slice(2);
if (!folder || !existsSync(join(folder, "index.html"))) {
  console.error("usage: accessibility.mjs SITE [PAGE ...]; SITE must hold index.html");
  process.exit(2);
}
const site = resolve(folder);

/** One page of each kind, in both languages. */
function pages() {
  const top = readdirSync(site).filter((name) => name.endsWith(".html"));
  const first = (dir) =>
    existsSync(join(site, dir))
      ? readdirSync(join(site, dir)).filter((name) => name.endsWith(".html")).sort().slice(0, 3).map((name) => `${dir}/${name}`)
      : [];
  const all = [...top, ...["s", "parties", "days", "statements", "categories"].flatMap(first)];
  return [...all, ...all.map((path) => `ko/${path}`)];
}

const screens = [
  { name: "wide", width: 1440, height: 900, scheme: "light" },
  { name: "phone", width: 360, height: 740, scheme: "light" },
  { name: "dark", width: 1440, height: 900, scheme: "dark" },
];

const profile = mkdtempSync(join(tmpdir(), "axe-"));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  userDataDir: profile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

let checked = 0;
let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.error(`${where}: ${what}`);
};
try {
  for (const screen of screens) {
    const page = await browser.newPage();
    // Our own checker has to run although the pages allow no script.
    await page.setBypassCSP(true);
    await page.setViewport({ width: screen.width, height: screen.height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: screen.scheme }]);
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(pathToFileURL(site).href) && !url.startsWith("data:")) fault(page.url(), `asks for ${url}`);
    });
    for (const path of asked.length ? asked : pages()) {
      await page.goto(pathToFileURL(join(site, path)).href);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) fault(`${path} (${screen.name})`, `is ${wide} px wider than the screen`);
      await page.evaluate(axe);
      const result = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const violation of result.violations) {
        const where = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("\n    ");
        fault(`${path} (${screen.name})`, `${violation.id}: ${violation.help} (${violation.nodes.length})\n    ${where}`);
      }
      checked += 1;
    }
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${checked} page views checked, ${faults} faults`);
process.exit(faults ? 1 : 0);
