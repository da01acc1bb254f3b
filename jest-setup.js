// The scaffold's set-up is for pages: it needs a DOM. Tests of what runs in Node (`@jest-environment node`) have none.
if (typeof window !== 'undefined') {
  // Jest setup provided by Grafana scaffolding
  require('./.config/jest-setup');
}
