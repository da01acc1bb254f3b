/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Package {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const read = (path: string) => JSON.parse(readFileSync(resolve(__dirname, path), 'utf8')) as Package;

test('the image is built from the versions that are tested', () => {
  const [own, project] = [read('package.json'), read('../../package.json')];
  const tested = { ...project.dependencies, ...project.devDependencies };
  for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
    expect({ name, version }).toEqual({ name, version: tested[name] });
  }
});
