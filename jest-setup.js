// The scaffold's set-up is for pages: it needs a DOM. Tests of what runs in Node (`@jest-environment node`) have none.
if (typeof window !== 'undefined') {
  // Jest setup provided by Grafana scaffolding
  require('./.config/jest-setup');

  // i18next, which @grafana/runtime starts, advertises its makers' service in every test file.
  const info = console.info;
  console.info = (...args) => (String(args[0]).includes('i18next') ? undefined : info(...args));
}

// What tests of components and hooks wait for is a state: a machine that does much else besides may take a while to reach it.
if (/\.test\.tsx$|\buse\w+\.test\.ts$/.test(expect.getState().testPath ?? '')) {
  require('@testing-library/react').configure({ asyncUtilTimeout: 20_000 });
}
