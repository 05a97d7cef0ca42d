import { HarnessError } from '../../engine/index.ts';

/** The clip could not be published to its end. */
export class PublisherError extends HarnessError {
  readonly url: string;
  readonly publishedS: number;
  readonly lastLines: readonly string[];

  constructor(url: string, publishedS: number, how: string, lastLines: readonly string[]) {
    const said =
      lastLines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lastLines.join('\n  ')}`;
    super(
      `the publisher's ffmpeg ended ${how} after ${publishedS.toFixed(1)} s of media on ${url}. ${said}`,
      {
        code: 'PUBLISHER_DIED',
        fault: 'PRODUCT',
      },
    );
    this.url = url;
    this.publishedS = publishedS;
    this.lastLines = lastLines;
  }
}
