// The scaffold's set-up is for pages: it needs a DOM. Tests of what runs in Node (`@jest-environment node`) have none.
if (typeof window !== 'undefined') {
  // Jest setup provided by Grafana scaffolding
  require('./.config/jest-setup');

  // i18next, which @grafana/runtime starts, advertises its makers' service in every test file.
  const info = console.info;
  console.info = (...args) => (String(args[0]).includes('i18next') ? undefined : info(...args));
}
