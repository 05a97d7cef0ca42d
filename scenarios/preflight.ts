import { defineDubbingScenario } from './rig/define-dubbing-scenario.ts';
import { fixtureMatches } from './steps/fixture-matches.ts';
import { servicesAnswer } from './steps/services-answer.ts';
import { socketioConnects } from './steps/socketio-connects.ts';
import { stsProcessesAudio } from './steps/sts-processes-audio.ts';

/** Finds problems in a few seconds, before anything is published. */
export const preflight = defineDubbingScenario({
  id: 'preflight',
  title: 'Check clip, services, Socket.IO and STS separately',
  tags: ['preflight'],
  fixture: '30s-counting-english',
  segmentS: 6,
  domainHints: ['numbers'],
  steps: [
    fixtureMatches(),
    servicesAnswer({ withinMs: 60_000 }),
    socketioConnects({ withinMs: 10_000 }),
    stsProcessesAudio({
      startS: 0,
      durationS: 6,
      maxWordsMissed: 1,
      minWordsShare: 5 / 6,
      withinMs: 15_000,
    }),
  ],
});
