import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { initializeI18n } from 'grafana-internal/i18n';
import { Chrome } from './chrome/Chrome';
import { importApp } from './importApp';
import { fillRegistries } from './fillRegistries';
import { registerModules } from './registerModules';
import { setServices } from './services/setServices';

async function start(): Promise<void> {
  await initializeI18n({ language: 'en-US', ns: ['grafana'] }, 'en-US');
  fillRegistries();
  setServices();
  registerModules(); // last: a module is copied as it is now, so every setter must have run
  const app = await importApp();
  const root = document.getElementById('reactRoot');
  if (!root) {
    throw new Error('The page has no #reactRoot.');
  }
  createRoot(root).render(<Chrome app={app} />);
}

start().catch((error: unknown) => {
  console.error(error);
  const text = document.createElement('pre');
  text.setAttribute('role', 'alert');
  text.textContent = `The workbench could not start the plugin.\n\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  document.body.append(text);
});
