import type { Environment, StartedEnvironment } from '../environment.ts';
import { loadAttachConfig } from './load-attach-config.ts';

/** A pipeline that somebody else has started. Nothing of it is started, ended or changed. */
export class AttachEnvironment implements Environment {
  readonly kind = 'attach';
  readonly #configFile: string | undefined;

  /** @param configFile `dubstep.config.ts` in the current folder by default */
  constructor(configFile?: string) {
    this.#configFile = configFile;
  }

  async start(): Promise<StartedEnvironment> {
    const { endpoints, recordings, leaveOut, ...profile } = await loadAttachConfig(this.#configFile);
    return {
      endpoints: {
        rtmpUrl: endpoints.rtmp,
        rtspUrl: endpoints.rtsp,
        mediamtxApiUrl: endpoints.mediamtxApi,
        mediaServiceUrl: endpoints.mediaService,
        stsUrl: endpoints.sts,
      },
      recordingsFolder: recordings,
      services: [
        { name: 'mediamtx', identity: endpoints.mediamtxApi },
        { name: 'media-service', identity: endpoints.mediaService },
        { name: 'sts-service', identity: endpoints.sts },
      ],
      profile,
      leaveOut,
    };
  }
}
