/** @jest-environment node */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A file of the house that an import names; nothing for a package, or for what is no code. */
function fileOf(from: string, name: string): string | undefined {
  return ['.ts', '.tsx', '/index.ts'].map((end) => resolve(dirname(from), name) + end).find((file) => existsSync(file));
}

/** Everything that is bundled with a file, by the files' text. */
function bundled(file: string, found = new Map<string, string>()): Map<string, string> {
  if (!found.has(file)) {
    const text = readFileSync(file, 'utf8');
    found.set(file, text);
    for (const [, name = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
      const next = fileOf(file, name);
      if (next) {
        bundled(next, found);
      }
    }
  }
  return found;
}

test('nothing of the data source is loaded lazily: chunks of a plugin within a plugin are looked for in the wrong place', () => {
  const files = bundled(resolve(__dirname, 'module.ts'));
  expect(files.size).toBeGreaterThan(100);
  const lazy = [...files].filter(([, text]) => /\bimport\(/.test(text)).map(([file]) => file);
  expect(lazy).toEqual([]);
});
