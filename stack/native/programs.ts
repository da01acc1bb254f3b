/** The programs of the stack, and everything that is known about where each can be had. */

export type ProgramName = 'prometheus' | 'promtool' | 'alertmanager' | 'amtool' | 'loki' | 'grafana';
export type BundleName = 'prometheus' | 'alertmanager' | 'loki' | 'grafana';

/** Programs that are released, packaged and built together. */
export interface Bundle {
  name: BundleName;
  title: string;
  programs: readonly ProgramName[];
  /** The official release of a version. */
  release: ReleaseSource;
  debian?: { package: string };
  go?: GoSource;
}

/** An archive with a file of checksums beside it, or a list of packages that holds both. */
export type ReleaseSource =
  | {
      kind: 'archive';
      archive: (version: string, system: string, architecture: string) => string;
      checksums: (version: string) => string;
    }
  | { kind: 'grafana'; packages: (version: string) => string };

export interface GoSource {
  module: string;
  /** The module's version of a release. */
  version: (version: string) => string;
  /** The package of a program, below the module. */
  command: (program: ProgramName) => string;
  /** Build tags. */
  tags?: readonly string[];
  /** Files that the source embeds and its module lacks, because a release's build makes them first. */
  unbuilt?: readonly string[];
}

export interface Program {
  name: ProgramName;
  title: string;
  bundle: BundleName;
  /** Names the file, or for Grafana the home directory. */
  variable: string;
  /** What the program is called on the PATH, here and there. */
  executables: readonly string[];
  /** For those whom nothing above helps. */
  install: string;
}

const github = (path: string) => `https://github.com/${path}`;

export const BUNDLES: Readonly<Record<BundleName, Bundle>> = {
  prometheus: {
    name: 'prometheus',
    title: 'Prometheus',
    programs: ['prometheus', 'promtool'],
    release: {
      kind: 'archive',
      archive: (version, system, arch) =>
        github(`prometheus/prometheus/releases/download/v${version}/prometheus-${version}.${system}-${arch}.tar.gz`),
      checksums: (version) => github(`prometheus/prometheus/releases/download/v${version}/sha256sums.txt`),
    },
    debian: { package: 'prometheus' },
    go: {
      module: 'github.com/prometheus/prometheus',
      version: prometheusModuleVersion,
      command: (program) => `cmd/${program}`,
      // Without the clouds' service discovery: a fraction of the modules and of the time. Files and addresses stay.
      tags: ['remove_all_sd'],
    },
  },
  alertmanager: {
    name: 'alertmanager',
    title: 'Alertmanager',
    programs: ['alertmanager', 'amtool'],
    release: {
      kind: 'archive',
      archive: (version, system, arch) =>
        github(
          `prometheus/alertmanager/releases/download/v${version}/alertmanager-${version}.${system}-${arch}.tar.gz`
        ),
      checksums: (version) => github(`prometheus/alertmanager/releases/download/v${version}/sha256sums.txt`),
    },
    // Not Debian's package: its programs read their default texts from /usr/share, where unpacking it puts nothing.
    go: {
      module: 'github.com/prometheus/alertmanager',
      version: (version) => `v${version}`,
      command: (program) => `cmd/${program}`,
      // Its own web pages; alerts are looked at in Grafana.
      unbuilt: ['ui/app/dist/index.html'],
    },
  },
  loki: {
    name: 'loki',
    title: 'Loki',
    programs: ['loki'],
    release: {
      kind: 'archive',
      archive: (version, system, arch) =>
        github(`grafana/loki/releases/download/v${version}/loki-${system}-${arch}.zip`),
      checksums: (version) => github(`grafana/loki/releases/download/v${version}/SHA256SUMS`),
    },
    go: {
      module: 'github.com/grafana/loki/v3',
      version: (version) => `v${version}`,
      command: (program) => `cmd/${program}`,
    },
  },
  grafana: {
    name: 'grafana',
    title: 'Grafana',
    programs: ['grafana'],
    release: {
      kind: 'grafana',
      packages: (version) => `https://grafana.com/api/grafana/versions/${version}/packages`,
    },
  },
};

const inPackage = (name: string) => `install ${name}`;

export const PROGRAMS: Readonly<Record<ProgramName, Program>> = {
  prometheus: {
    name: 'prometheus',
    title: 'Prometheus',
    bundle: 'prometheus',
    variable: 'QUAYSIDE_PROMETHEUS',
    executables: ['prometheus'],
    install: inPackage('Prometheus 2.42 or later'),
  },
  promtool: {
    name: 'promtool',
    title: 'promtool',
    bundle: 'prometheus',
    variable: 'QUAYSIDE_PROMTOOL',
    executables: ['promtool'],
    install: inPackage('Prometheus 2.42 or later'),
  },
  alertmanager: {
    name: 'alertmanager',
    title: 'Alertmanager',
    bundle: 'alertmanager',
    variable: 'QUAYSIDE_ALERTMANAGER',
    // Debian's name first: there is another program called alertmanager in some distributions.
    executables: ['prometheus-alertmanager', 'alertmanager'],
    install: inPackage('Alertmanager 0.25 or later'),
  },
  amtool: {
    name: 'amtool',
    title: 'amtool',
    bundle: 'alertmanager',
    variable: 'QUAYSIDE_AMTOOL',
    executables: ['amtool'],
    install: inPackage('Alertmanager 0.25 or later'),
  },
  loki: {
    name: 'loki',
    title: 'Loki',
    bundle: 'loki',
    variable: 'QUAYSIDE_LOKI',
    executables: ['loki'],
    install: inPackage('Loki 3.x, or Go 1.25 or later to build it'),
  },
  grafana: {
    name: 'grafana',
    title: 'Grafana',
    bundle: 'grafana',
    variable: 'QUAYSIDE_GRAFANA',
    executables: ['grafana'],
    install: inPackage('Grafana 12.4 or later'),
  },
};

/** Prometheus 3.16.0 is v0.316.0 as a Go module. */
export function prometheusModuleVersion(version: string): string {
  const [major = '0', minor = '0', patch = '0'] = version.split('.');
  return `v0.${major}${minor.padStart(2, '0')}.${patch}`;
}
