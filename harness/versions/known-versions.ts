/** The parts of a machine whose version decides what works. */
export const VERSIONED_TOOLS = ['ffmpeg', 'MediaMTX', 'Docker Engine', 'Node'] as const;
export type VersionedTool = (typeof VERSIONED_TOOLS)[number];

/** Major, minor and patch number. */
export type VersionNumber = readonly [major: number, minor: number, patch: number];

/** The versions of a tool from `from` to the next row of the same tool. */
export interface KnownVersions {
  readonly from: VersionNumber;
  /**
   * - `unsupported`: runs do not work.
   * - `problem`: runs work, but not everything that a person may do with this version; the note states what.
   * - `supported`: no problem is known.
   */
  readonly state: 'unsupported' | 'problem' | 'supported';
  /** What is known, as a sentence without the tool and its version. */
  readonly note: string;
  /** Where that is documented. */
  readonly sources: readonly [string, ...string[]];
}

export interface KnownTool {
  /** Rows in ascending order; the first starts at 0. */
  readonly versions: readonly [KnownVersions, ...KnownVersions[]];
  /** The first version about which nothing is known. */
  readonly unknownFrom: VersionNumber;
  /** How to get a supported version. */
  readonly install: string;
}

const MEDIAMTX_PULL = 'https://github.com/bluenviron/mediamtx/pull';
const MEDIAMTX_1_19_3 = 'https://sourceforge.net/projects/rtspsimpleserver.mirror/files/v1.19.3/';
const DOCKER_29 = 'https://sourceforge.net/projects/moby.mirror/files/docker-v29.0.0';

/** What is known of the versions of each tool. `docs/versions.md` is generated from it. */
export const KNOWN_VERSIONS: Readonly<Record<VersionedTool, KnownTool>> = {
  ffmpeg: {
    install: 'apt-get install ffmpeg',
    unknownFrom: [9, 1, 0],
    versions: [
      {
        from: [0, 0, 0],
        state: 'unsupported',
        note: 'it lacks -fps_mode and -ch_layout, which the measurements and the worker use',
        sources: ['https://ffmpeg.org/pipermail/ffmpeg-cvslog/2022-June/132700.html'],
      },
      {
        from: [5, 1, 0],
        state: 'supported',
        note: 'the version of Debian 12, with which all tests run',
        sources: ['https://ffmpeg.org/pipermail/ffmpeg-cvslog/2022-June/132700.html'],
      },
      {
        from: [6, 0, 0],
        state: 'supported',
        note: '-enc_time_base also accepts the words demux and filter; -1 still works',
        sources: ['https://ffmpeg.org/pipermail/ffmpeg-cvslog/2023-July/138200.html'],
      },
      {
        from: [7, 0, 0],
        state: 'supported',
        note: 'options that are deprecated since 5.1 still work and print a warning; from 8 on, -itsoffset has no effect beside -copyts, which the worker does not rely on',
        sources: ['https://ffmpeg.org/pipermail/ffmpeg-cvslog/2023-December/140202.html'],
      },
      {
        from: [9, 0, 0],
        state: 'problem',
        note: 'it rejects -vsync and -enc_time_base -1, which commands written for earlier versions may contain',
        sources: [
          'https://raw.githubusercontent.com/FFmpeg/FFmpeg/n9.0/RELEASE_NOTES',
          'https://ffmpeg.org/pipermail/ffmpeg-devel/2023-December/318376.html',
        ],
      },
    ],
  },
  MediaMTX: {
    install: './setup',
    unknownFrom: [1, 22, 0],
    versions: [
      {
        from: [0, 0, 0],
        state: 'unsupported',
        note: 'it rejects the hooks runOnAvailable and runOnUnavailable of the configuration',
        sources: [MEDIAMTX_1_19_3],
      },
      {
        from: [1, 19, 3],
        state: 'unsupported',
        note: 'it has the hooks, but runs are not tested with it',
        sources: [MEDIAMTX_1_19_3],
      },
      {
        from: [1, 20, 1],
        state: 'supported',
        note: 'the version that ./setup installs; with authMethod http the authentication server also decides on the API and the metrics, because authHTTPExclude is empty by default',
        sources: [`${MEDIAMTX_PULL}/6103`, 'https://github.com/bluenviron/mediamtx/issues/5730'],
      },
      {
        from: [1, 21, 0],
        state: 'problem',
        note: 'over HTTPS it offers no HTTP/2 before 1.21.3, and clients with the legacy credentials readUser and publishUser can read the playback server before 1.21.2',
        sources: [
          'https://newreleases.io/project/github/bluenviron/mediamtx/release/v1.21.2',
          'https://newreleases.io/project/github/bluenviron/mediamtx/release/v1.21.3',
        ],
      },
      {
        from: [1, 21, 3],
        state: 'supported',
        note: 'no change of an interface that the project uses',
        sources: ['https://newreleases.io/project/github/bluenviron/mediamtx/release/v1.21.3'],
      },
    ],
  },
  'Docker Engine': {
    install: './setup --docker',
    unknownFrom: [30, 0, 0],
    versions: [
      {
        from: [0, 0, 0],
        state: 'unsupported',
        note: 'its API is older than 1.41, and runs are not tested with it',
        sources: ['https://docs.docker.com/engine/reference/api/'],
      },
      {
        from: [20, 10, 0],
        state: 'supported',
        note: 'the version of Debian 12, API 1.41; the minimum is 1.12',
        sources: ['https://docs.docker.com/engine/reference/api/'],
      },
      {
        from: [25, 0, 0],
        state: 'supported',
        note: 'API 1.44 to 1.51; the minimum is 1.24',
        sources: [
          'https://github.com/docker/docs/pull/18253.diff',
          'https://github.com/docker/docs/pull/22653.diff',
        ],
      },
      {
        from: [29, 0, 0],
        state: 'problem',
        note: 'it rejects clients that request an API version below 1.44, such as older Compose plugins and a DOCKER_API_VERSION below it; new installations store images in containerd',
        sources: [DOCKER_29, 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/39129'],
      },
      {
        from: [29, 10, 0],
        state: 'problem',
        note: 'it rejects clients that request an API version below 1.44, and a registry on loopback must be listed when insecure-registries is set',
        sources: [DOCKER_29, 'https://github.com/moby/moby/releases/tag/docker-v29.10.0'],
      },
    ],
  },
  Node: {
    install: 'pnpm install, which provides the node of pnpm exec node',
    unknownFrom: [27, 0, 0],
    versions: [
      {
        from: [0, 0, 0],
        state: 'unsupported',
        note: 'it does not run TypeScript without a flag, and lacks modules that the project uses',
        sources: ['https://sourceforge.net/projects/node-js.mirror/files/v22.18.0'],
      },
      {
        from: [22, 18, 0],
        state: 'unsupported',
        note: 'it runs TypeScript, but engines of package.json requires a later version, and runs are not tested with it',
        sources: ['https://sourceforge.net/projects/node-js.mirror/files/v22.18.0'],
      },
      {
        from: [24, 0, 0],
        state: 'supported',
        note: 'the version that pnpm installs; type stripping is stable since 24.12',
        sources: ['https://nodejs.cn/api/v26/typescript/typescript.html'],
      },
      {
        from: [25, 0, 0],
        state: 'supported',
        note: 'no problem is known; the tests run with 24',
        sources: ['https://nodejs.cn/api/v26/typescript/typescript.html'],
      },
      {
        from: [26, 0, 0],
        state: 'problem',
        note: 'it no longer transforms TypeScript, so scenarios of other projects may not contain enums or parameter properties',
        sources: ['https://nodejs.cn/api/v26/typescript/typescript.html'],
      },
    ],
  },
};
