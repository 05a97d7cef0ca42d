import type { RunContext } from '../../engine/index.ts';
import { publishEndpoints } from '../../media/index.ts';
import { MediamtxApiError, MediamtxClient } from '../../mediamtx/index.ts';
import type { Reaper } from '../../processes/index.ts';
import { assessVersion, logVersion } from '../../versions/index.ts';
import type { Environment, RevealPipeline, StartedEnvironment } from '../environment.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { startTap } from '../start-tap.ts';
import { loadAttachConfig } from './load-attach-config.ts';

const VERSION_WITHIN_MS = 1000;

/**
 * A pipeline that is already running. Nothing in it is started, stopped or changed. A tap can listen at the address that its
 * worker uses for the STS service.
 */
export class AttachEnvironment implements Environment {
  readonly kind = 'attach';
  readonly #observe: PipelineOptions['observe'];
  readonly #configFile: string | undefined;

  /** @param configFile defaults to `dubstep.config.ts` in the current folder */
  constructor(observe: PipelineOptions['observe'], configFile?: string) {
    this.#observe = observe;
    this.#configFile = configFile;
  }

  async start(
    run: RunContext,
    _reaper: Reaper,
    signal: AbortSignal,
    reveal?: RevealPipeline,
  ): Promise<StartedEnvironment> {
    const {
      endpoints,
      recordings,
      leaveOut,
      tap: tapConfig,
      ...profile
    } = await loadAttachConfig(this.#configFile);
    const urls = {
      ...publishEndpoints((protocol) => endpoints[protocol]),
      mediamtxApiUrl: endpoints.mediamtxApi,
      mediaServiceUrl: endpoints.mediaService,
      stsUrl: endpoints.sts,
    };
    reveal?.({
      endpoints: urls,
      profile,
      ...(recordings === undefined ? {} : { recordingsFolder: recordings }),
    });
    await logMediamtxVersion(run, endpoints.mediamtxApi, signal);
    const tap =
      this.#observe === 'tap'
        ? await startTap(run, { ...tapConfig.listen, target: endpoints.sts })
        : undefined;
    if (tap !== undefined) reveal?.({ tapUrl: tap.url });
    return {
      endpoints: urls,
      recordingsFolder: recordings,
      services: [
        { name: 'mediamtx', identity: endpoints.mediamtxApi },
        { name: 'media-service', identity: endpoints.mediaService },
        { name: 'sts-service', identity: endpoints.sts },
      ],
      ...(tap === undefined ? {} : { tap }),
      profile,
      leaveOut,
    };
  }
}

/** The health checks of step 0 fail when the API does not respond, so a missing version is only noted. */
async function logMediamtxVersion(run: RunContext, apiUrl: string, signal: AbortSignal): Promise<void> {
  try {
    const version = await new MediamtxClient(apiUrl, { withinMs: VERSION_WITHIN_MS }).getVersion(signal);
    run.log('harness', 'info', `MediaMTX ${version} at ${apiUrl}`);
    logVersion(run, assessVersion('MediaMTX', version));
  } catch (error) {
    if (!(error instanceof MediamtxApiError)) throw error;
    run.log('harness', 'info', `the version of MediaMTX is not known: ${error.message}`);
  }
}
