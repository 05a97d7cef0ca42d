import { type MediamtxBinary, MediamtxError, resolveMediamtx } from '../../../services/mediamtx/index.ts';

/** @returns the MediaMTX that runs start, or why there is none */
export async function findMediamtx(): Promise<MediamtxBinary | string> {
  try {
    return await resolveMediamtx();
  } catch (error) {
    if (error instanceof MediamtxError) return error.message;
    throw error;
  }
}
