/**
 * The HTML page. The theme is read in the browser (`?theme=light`, kept for the tab), because the packages read it
 * from the boot data before any other code of the page runs.
 */
export function hostPage(bootData: unknown): string {
  // `<` could end the script element from within a string.
  const json = JSON.stringify(bootData).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <base href="/" />
  <title>Workbench</title>
  <link rel="icon" href="/workbench/logo.svg" />
  <link rel="stylesheet" href="/workbench/host/host.css" />
  <style>body { margin: 0 }</style>
</head>
<body>
  <div id="reactRoot"></div>
  <script>
    window.grafanaBootData = ${json};
    window.__grafana_public_path__ = '/public/';
    (function () {
      var asked = new URLSearchParams(location.search).get('theme');
      if (asked === 'light' || asked === 'dark') sessionStorage.setItem('workbench.theme', asked);
      var theme = sessionStorage.getItem('workbench.theme') || 'dark';
      window.grafanaBootData.user.theme = theme;
      window.grafanaBootData.user.lightTheme = theme === 'light';
      document.body.classList.add('theme-' + theme);
    })();
  </script>
  <script type="module" src="/workbench/host/host.js"></script>
</body>
</html>
`;
}
