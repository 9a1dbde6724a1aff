// The report as a reader meets it: in a browser, on a phone, by keyboard and on paper.
// Usage: node check.mjs FOLDER_OF_THE_REPORT [FOLDER_FOR_SCREENSHOTS]
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const report = resolve(process.argv[2] ?? 'output/report');
const shots = process.argv[3] && resolve(process.argv[3]);
const browserFile = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!browserFile) throw new Error('no Chromium: install the package chromium, or name it in CHROMIUM');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const pages = readdirSync(report).filter((name) => name.endsWith('.html'));
// The page of an area is the one that has a basis page.
const areas = pages.filter((name) => pages.includes(name.replace('.html', '-basis.html')));
const rest = pages.filter((name) => !areas.includes(name) && !name.endsWith('-basis.html'));
// The basis of a large area is long; the smallest shows every part of it.
const basis = pages.filter((name) => name.endsWith('-basis.html')).sort((a, b) => size(a) - size(b))[0];
// With more areas than a reader would open, two of them are tested.
const many = areas.length > 12;
const judged = [...rest, ...(many ? areas.slice(0, 2) : areas), basis];

function size(name) { return readFileSync(join(report, name)).length; }
function address(name) { return pathToFileURL(join(report, name)).href; }

const profile = mkdtempSync(join(tmpdir(), 'send-outcomes-browser-'));
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launchPersistentContext(profile, { executablePath: browserFile, headless: true, args: flags, viewport: { width: 1280, height: 900 } });
const failures = [];
let checks = 0;

async function check(claim, body) {
  checks += 1;
  const page = await browser.newPage();
  try {
    await body(page);
    console.log(`ok   ${claim}`);
  } catch (failure) {
    failures.push(claim);
    console.log(`FAIL ${claim}\n     ${String(failure.message).split('\n').join('\n     ')}`);
  } finally {
    await page.close();
  }
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.violations.map((v) => `${v.id}: ${v.help}; ${v.nodes.length} times, first ${v.nodes[0].html.slice(0, 200)}`);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const name of judged) {
  for (const width of [1280, 320]) {
    await check(`${name} at ${width} px has no accessibility violation and nothing to scroll sideways`, async (page) => {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address(name));
      assert.ok(await overflow(page) <= 0, `wider than the screen by ${await overflow(page)} px`);
      assert.deepEqual(await violations(page), []);
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `${name.replace('.html', '')}-${width}.png`) });
      }
    });
  }
}

const area = areas[0];
const shown = (page) => page.locator('#profile-table tbody tr:not(.theme):visible').count();
const keys = (page, column) => page.locator(`#profile-table tbody tr:not(.theme) > :nth-child(${column})`).evaluateAll((cells) => cells.map((c) => c.getAttribute('data-key')));

await check('nothing is asked of a network and no script fails', async (page) => {
  const asked = [], said = [];
  page.on('request', (request) => { if (!/^(file|data):/.test(request.url())) asked.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') said.push(message.text()); });
  page.on('pageerror', (error) => said.push(error.message));
  for (const name of judged) await page.goto(address(name));
  assert.deepEqual([asked, said], [[], []]);
});

await check('a column sorts both ways by number, says so, and leaves what has no figure last', async (page) => {
  await page.goto(address(area));
  const head = page.locator('#profile-table thead th').nth(2);
  for (const way of ['ascending', 'descending']) {
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), way);
    const all = await keys(page, 3), numbers = all.filter((k) => k !== '').map(Number);
    assert.ok(numbers.length > 10);
    assert.deepEqual(all.slice(numbers.length).filter((k) => k !== ''), []);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => (way === 'ascending' ? a - b : b - a)));
  }
  await page.locator('#profile-table thead th').nth(1).getByRole('button').click();
  assert.equal(await head.getAttribute('aria-sort'), null);
});

await check('the profile filters by theme, group and verdict, tells how many, and shows all again', async (page) => {
  await page.goto(address(area));
  const all = await shown(page);
  for (const field of ['theme', 'cohort', 'verdict']) {
    const choice = await page.locator(`#${field} option`).nth(1).textContent();
    await page.selectOption(`#${field}`, choice);
    const fitting = await page.locator(`#profile-table tbody tr[data-${field}="${choice}"]`).count();
    assert.equal(await shown(page), fitting);
    assert.ok(fitting > 0 && fitting < all);
    assert.equal(await page.locator('form[data-for=profile-table] [role=status]').textContent(), `Showing ${fitting} of ${all}`);
    await page.getByRole('button', { name: 'Show all' }).click();
    assert.equal(await shown(page), all);
  }
  await page.selectOption('#against', 'neighbours');
  assert.equal(await page.locator('#profile-table .v.main:not(.neighbours):visible').count(), 0);
  assert.ok(await page.locator('#profile-table .v.neighbours:visible').count() > 10);
  await page.fill('#search', 'no measure is called this');
  assert.equal(await shown(page), 0);
});

await check('on a phone the order is chosen from a list', async (page) => {
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto(address(area));
  await page.selectOption('#order', { label: 'Area, highest first' });
  const numbers = (await keys(page, 3)).filter((k) => k !== '').map(Number);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
});

await check('the index finds an area by its name and its region', async (page) => {
  await page.goto(address('index.html'));
  const rows = page.locator('#areas tbody tr:visible');
  assert.equal(await rows.count(), areas.length);
  const name = await rows.last().locator('th').textContent();
  await page.fill('#search', name.slice(0, 6).toUpperCase());
  assert.ok(await rows.count() >= 1 && await rows.count() < Math.max(areas.length, 2));
  // York is found in the names of regions too.
  assert.ok((await rows.allTextContents()).some((row) => row.includes(name.slice(0, 6))));
});

if (many) {
  await check('the tile grid and the list agree on every measure, and a sign stands beside every colour', async (page) => {
    await page.goto(address('index.html'));
    const choices = await page.locator('#pair option').evaluateAll((options) => options.map((o) => [o.value, o.textContent]));
    assert.ok(choices.length > 20, `${choices.length} measures and groups`);
    for (const [value, title] of choices) {
      await page.selectOption('#pair', value);
      assert.equal(await page.locator('#shown').textContent(), title);
      const wrong = await page.evaluate(() => {
        const rows = new Map([...document.querySelectorAll('#areas tbody tr')].map((row) => [row.querySelector('a').getAttribute('href'), row]));
        return [...document.querySelectorAll('#tiles a')].filter((tile) => {
          const row = rows.get(tile.getAttribute('href')), cell = row.cells[2];
          const words = `${row.cells[0].querySelector('a').textContent}: ${row.cells[1].textContent}, ${cell.lastChild.textContent}`;
          return tile.textContent.trim() === '' || tile.textContent !== cell.firstChild.textContent || tile.className !== cell.className || tile.title !== words;
        }).map((tile) => tile.title);
      });
      assert.deepEqual(wrong, [], title);
    }
    const counted = await page.locator('[data-count]').evaluateAll((counts) => counts.reduce((sum, c) => sum + Number(c.textContent), 0));
    assert.equal(counted, areas.length);
  });

  await check('the tile grid is one stop of the keyboard, arrows lead through it, and the focused tile is named', async (page) => {
    await page.goto(address('index.html'));
    assert.equal(await page.locator('#tiles a[tabindex="0"]').count(), 1);
    await page.locator('#tiles a').first().focus();
    const seen = new Set();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'End', 'ArrowUp', 'Home']) {
      await page.keyboard.press(key);
      const [title, said] = await page.evaluate(() => [document.activeElement.title, document.getElementById('readout').textContent]);
      assert.ok(title && title === said, `${key}: ${title} / ${said}`);
      seen.add(title);
    }
    assert.ok(seen.size >= 6, [...seen].join('; '));
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('index.html'));
  });

  await check('without scripts the grid shows its first measure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'send-outcomes-plain-'));
    const plain = await chromium.launchPersistentContext(folder, { executablePath: browserFile, headless: true, args: flags, javaScriptEnabled: false });
    try {
      const page = await plain.newPage();
      await page.goto(address('index.html'));
      assert.equal(await page.locator('form:visible').count(), 0);
      assert.equal(await page.locator('#areas tbody tr:visible').count(), areas.length);
      assert.ok(await page.locator('#tiles a:visible').count() > 12);
    } finally {
      await plain.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  await check('index and regions are light', async () => {
    for (const name of rest.filter((name) => /^(index|region-)/.test(name))) assert.ok(size(name) < (name === 'index.html' ? 400e3 : 1.5e6), `${name}: ${size(name)} bytes`);
  });
}

await check('without scripts the whole table is there and no dead control', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'send-outcomes-plain-'));
  const plain = await chromium.launchPersistentContext(folder, { executablePath: browserFile, headless: true, args: flags, javaScriptEnabled: false });
  try {
    const page = await plain.newPage();
    await page.goto(address(area));
    assert.ok(await page.locator('#profile-table tbody tr').count() > 10);
    assert.equal(await page.locator('form:visible, #profile-table thead button').count(), 0);
  } finally {
    await plain.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

await check('the keyboard reaches the skip link first, and focus is seen wherever it goes', async (page) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address(area));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const places = await page.locator('a, button, input, select').count();
  for (let step = 0; step < Math.min(places, 60); step += 1) {
    const focus = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect(), style = getComputedStyle(document.activeElement);
      return { what: document.activeElement.outerHTML.slice(0, 120), outline: parseFloat(style.outlineWidth), style: style.outlineStyle, seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left >= 0 };
    });
    assert.ok(focus.style !== 'none' && focus.outline >= 2 && focus.seen, JSON.stringify(focus));
    await page.keyboard.press('Tab');
  }
  await page.goto(address(area));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

await check('who asks for less motion gets none', async (page) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address(area));
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto');
});

await check('text twice as large still fits a phone', async (page) => {
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto(address(area));
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.ok(await overflow(page) <= 0, `wider than the screen by ${await overflow(page)} px`);
});

await check('a page prints to a PDF without controls and within the paper', async (page) => {
  await page.goto(address(area));
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 700, height: 900 });
  assert.ok(await overflow(page) <= 0, `wider than the paper by ${await overflow(page)} px`);
  assert.equal(await page.locator('form:visible, nav:visible, .skip:visible').count(), 0);
  // Chromium repeats the head of a table on every page, unless there is a control in it.
  const controls = await page.evaluate(() => [...document.querySelectorAll('thead button')].filter((b) => getComputedStyle(b).display !== 'contents').length);
  assert.equal(controls, 0, 'a control in a head keeps it off the pages after the first');
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true });
  const text = pdf.toString('latin1'), sheets = (text.match(/\/Type\s*\/Page\b/g) ?? []).length;
  assert.ok(text.startsWith('%PDF-') && sheets >= 3 && sheets <= 40, `${sheets} pages`);
});

await check('every link within the report leads somewhere', async (page) => {
  const known = new Map(), lost = [];
  for (const name of many ? judged : pages) {
    await page.goto(address(name));
    known.set(name, await page.evaluate(() => ({
      ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
      links: [...document.querySelectorAll('a[href], img[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')).filter((l) => !/^(https?|data):/.test(l)),
    })));
  }
  for (const [name, { ids, links }] of known) {
    if (new Set(ids).size !== ids.length) lost.push(`${name}: an id stands twice`);
    for (const link of links) {
      const [file, id] = link.split('#');
      const target = file === '' ? name : file;
      if (!existsSync(join(report, target))) lost.push(`${name}: ${link}`);
      else if (id && known.has(target) && !known.get(target).ids.includes(id)) lost.push(`${name}: ${link}`);
    }
  }
  assert.deepEqual(lost.slice(0, 10), []);
});

await browser.close();
rmSync(profile, { recursive: true, force: true });
console.log(`${checks - failures.length} of ${checks} checks passed`);
process.exitCode = failures.length ? 1 : 0;
