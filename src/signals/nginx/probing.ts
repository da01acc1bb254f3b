import type { Filter } from './filters';

/**
 * Paths that scanners try and that people do not, as expressions that RE2 and JavaScript read alike. A site that has
 * one of them (WordPress has a login) sees its own users here: the reason names the path, so that a reader can tell.
 */
const PROBED_PATHS: ReadonlyArray<{ what: string; regex: string }> = [
  {
    what: 'files with secrets',
    regex: '/\\.(?:env|aws|ssh|git|svn|hg|htpasswd|htaccess|npmrc|docker|kube|vscode|DS_Store)\\b',
  },
  {
    what: 'WordPress',
    regex: '/(?:wp-login\\.php|wp-admin|wp-content/plugins|wp-includes|wp-config|xmlrpc\\.php|wlwmanifest\\.xml)',
  },
  { what: 'database consoles', regex: '/(?:phpmyadmin|pma|adminer|mysqladmin|sqlmanager)\\b' },
  {
    what: 'remote code execution',
    regex: '/(?:vendor/phpunit|eval-stdin\\.php|cgi-bin/|_ignition/|HNAP1|boaform|GponForm|solr/admin|struts)',
  },
  { what: 'shells', regex: '/(?:shell|cmd|c99|r57|alfa|wso)[0-9]*\\.php' },
  {
    what: 'server consoles',
    regex:
      '/(?:actuator|manager/html|jenkins|server-status|owa/|autodiscover|ecp/|remote/login|console/login|telescope)',
  },
  { what: 'backups and dumps', regex: '/[^/?]*(?:backup|dump|database|db)[^/?]*\\.(?:sql|zip|tar|gz|bak|7z|rar)\\b' },
  { what: 'files outside the site', regex: '(?:\\.\\.|%2e%2e|%252e)(?:/|%2f|%5c)|/etc/passwd|/proc/self|win\\.ini' },
  {
    what: 'injection',
    regex: '(?:union(?:\\+|%20|\\s)+(?:all(?:\\+|%20|\\s)+)?select|<script|%3cscript|\\$\\{jndi:|%24%7bjndi)',
  },
];

/** Requests for any probed path. */
export const PROBING: Filter = {
  dimension: 'uri',
  op: 'matches',
  value: `(?i).*(?:${PROBED_PATHS.map(({ regex }) => regex).join('|')}).*`,
};

const TESTS = PROBED_PATHS.map(({ what, regex }) => ({ what, test: new RegExp(regex, 'i') }));

/** What a URI probes for; nothing for an ordinary one. */
export function probes(uri: string): string | undefined {
  return TESTS.find(({ test }) => test.test(uri))?.what;
}
