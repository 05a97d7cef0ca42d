import { readFile } from 'node:fs/promises';
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { BESIDE, diagnosedRun } from '../diagnosis/testing/diagnosed-run.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { readRunSummary } from '../recorded-runs/read-run.ts';
import { HOSTILE, inlineRun, runStart, sampleRun } from '../testing/sample-run.ts';
import { junitXml } from './junit-report.ts';

const schema = XmlDocument.fromString(await readFile(new URL('junit.xsd', import.meta.url), 'utf8'));
const validator = XsdValidator.fromDoc(schema);

/** Parses and validates strictly. */
function read(xml: string): XmlDocument {
  const document = XmlDocument.fromString(xml);
  validator.validate(document);
  return document;
}

async function junitOf(folder: string, workingFolder = folder): Promise<XmlDocument> {
  return read(junitXml([await readRunSummary(folder)], workingFolder));
}

/** The text of the nodes that match an XPath. */
function found(document: XmlDocument, path: string): string[] {
  return document.find(path).map((node) => node.content);
}

test('reports a run that passed', async () => {
  const folder = await sampleRun('measures', 'skips');
  const xml = junitXml([await readRunSummary(folder)], folder)
    .replaceAll(/time="\d+\.\d{3}"/g, 'time="…"')
    .replace(/timestamp="[^"]+"/, 'timestamp="…"')
    .replaceAll('><', '>\n<');
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="dubstep" tests="2" failures="0" errors="0" time="…">
    <testsuite name="sample" tests="2" failures="0" errors="0" skipped="1" time="…" timestamp="…">
    <properties>
    <property name="runId" value="sample-1"/>
    <property name="environment" value="process"/>
    <property name="tags" value="test"/>
    <property name="params.segmentS" value="6"/>
    <property name="params.domainHints" value="[numbers]"/>
    <property name="measures/number-reached" value="3"/>
    <property name="measures/delta" value="24.063 ms"/>
    </properties>
    <testcase classname="sample" name="0 measures" time="…">
    <system-out>passed: number reached: 3 (= 3)
    passed: delta: 24.063 ms (≤ 120 ms) — documented limit
    [[ATTACHMENT|attachments/numbers.json]]</system-out>
    </testcase>
    <testcase classname="sample" name="1 skips" time="…">
    <skipped message="skipped: nothing to see"/>
    </testcase>
    </testsuite>
    </testsuites>
    "
  `);
});

test.each([
  ['a failed check', 'fails', 'failure', 'PRODUCT CHECK_FAILED', true],
  ['a value that could not be measured', 'cannot-measure', 'error', 'INCONCLUSIVE NOT_MEASURED', false],
  ['an environment that cannot be started', 'taken', 'error', 'ENVIRONMENT PORT_TAKEN', true],
] as const)('reports %s', async (_, step, kind, type, blocks) => {
  const document = await junitOf(await sampleRun(step, 'measures'));
  expect(found(document, `/testsuites/testsuite/testcase[1]/${kind}/@type`)).toEqual([type]);
  expect(found(document, '/testsuites/testsuite/testcase[2]/skipped/@message')).toEqual(
    blocks ? ['not run: blocked by step 0'] : [],
  );
  const counts = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    found(document, `//testsuite/@${name}`),
  );
  expect(counts).toEqual([
    ['2'],
    [kind === 'failure' ? '1' : '0'],
    [kind === 'error' ? '1' : '0'],
    [blocks ? '1' : '0'],
  ]);
});

test('includes the last log lines of a failed step', async () => {
  const document = await junitOf(await sampleRun('fails'));
  expect(found(document, '//testcase/system-err')[0]).toMatch(
    /^0\.\d{3} s {2}counter {2}warn {2}losing count$/,
  );
});

test('reports a run that failed outside of its steps as an error', async () => {
  const leaked = await junitOf(await sampleRun('leaks'));
  expect(found(leaked, '//testcase[error]/@name')).toEqual(['the run as a whole']);
  expect(found(leaked, '//error/@type')).toEqual(['HARNESS TEARDOWN_FAILED']);
  expect(found(leaked, '/testsuites/@errors')).toEqual(['1']);

  const interrupted = await junitOf(await sampleRun('interrupted'));
  expect(found(interrupted, '//error/@type')).toEqual(['INCONCLUSIVE RUN_INTERRUPTED']);
});

test('reports the interrupted step of a killed run as an error', async () => {
  const step = { number: 0, id: 'a', title: 'a' };
  const folder = await inlineRun(runStart('a', 'b'), {
    atMs: 5,
    during: 0,
    type: 'step:start',
    step,
    attempt: 1,
    timeoutMs: 1000,
  });
  const document = await junitOf(folder);
  expect(found(document, '//testcase[error]/@name')).toEqual(['0 a']);
  expect(found(document, '//skipped/@message')).toEqual(['not run: the run had ended']);
});

test('stays valid and escapes text, whatever the run contains', async () => {
  const document = await junitOf(await sampleRun('hostile'));
  const plain = '</a>]]>"\'&<script>|`*_ %0A::error::x\ufffd\ufffd\ufffd\ufffd\nsecond line';
  expect(HOSTILE).not.toBe(plain);
  expect(found(document, '//failure/@message')).toEqual([plain]);
  expect(found(document, '//testcase/system-out')[0]).toContain(
    `failed: ${plain}: ${plain} (= other) — ${plain}`,
  );
  expect(document.find('//script')).toEqual([]);
});

test('names attachments relative to the working folder, or absolutely outside of it', async () => {
  const folder = await sampleRun('measures');
  const path = `${folder}/attachments/numbers.json`;
  const inside = await junitOf(folder);
  expect(found(inside, '//system-out')[0]).toContain('\n[[ATTACHMENT|attachments/numbers.json]]');
  const outside = await junitOf(folder, `${folder}-other`);
  expect(found(outside, '//system-out')[0]).toContain(`\n[[ATTACHMENT|${path}]]`);
});

test('reports several runs as suites, with totals', async () => {
  const runs = await Promise.all(
    [await sampleRun('fails'), await sampleRun('measures', 'taken')].map(readRunSummary),
  );
  const document = read(junitXml(runs, '/'));
  expect(found(document, '//testsuite/@tests')).toEqual(['1', '2']);
  expect(found(document, '/testsuites/@*[name()!="time"]')).toEqual(['dubstep', '3', '1', '1']);
});

test.each([
  [
    'a repeated outcome',
    (xml: string) => xml.replace('<system-out>', '<skipped message=""/><skipped message=""/>$&'),
  ],
  ['a time that is not a number', (xml: string) => xml.replace(/time="[^"]+"/, 'time="1,5 s"')],
  ['an unknown element', (xml: string) => xml.replace('</testsuite>', '<testcaze/>$&')],
  ['a character that XML cannot contain', (xml: string) => xml.replace('number reached', '\u0001')],
])('rejects %s by the schema', async (_, damage) => {
  const xml = junitXml([await readRunSummary(await sampleRun('measures'))], '/');
  expect(() => read(damage(xml))).toThrow();
});

test('reports failures of earlier attempts as flaky when the step passes, as reruns when it fails', async () => {
  const step = { number: 0, id: 'a', title: 'a' };
  const product = { name: 'E', code: 'LATE', message: 'late', fault: 'PRODUCT' } as const;
  const machine = { ...product, code: 'PORT_TAKEN', fault: 'ENVIRONMENT' } as const;
  const before = (error: typeof product | typeof machine) =>
    ({
      runId: 'r',
      status: 'failed',
      durationMs: 5,
      steps: [{ ...step, status: 'failed', durationMs: 5, error }],
    }) as const;
  const earlier = [before(machine), before(product)];
  const run = async (status: 'passed' | 'failed') =>
    junitOf(
      await inlineRun(
        { ...runStart('a'), earlier },
        { atMs: 1, during: 0, type: 'step:start', step, attempt: 1, timeoutMs: 9 },
        {
          atMs: 2,
          type: 'step:end',
          result: {
            ...{ ...step, status, durationMs: 1, attempts: 1, checks: [] },
            ...(status === 'failed' && { error: product }),
          },
        },
        { atMs: 3, type: 'run:end', status, durationMs: 3 },
      ),
    );
  const kinds = (document: XmlDocument): string[] =>
    document.find('//testcase/*').map((node) => (node instanceof XmlElement ? node.name : ''));
  const passed = await run('passed');
  expect(kinds(passed)).toEqual(['flakyError', 'flakyFailure']);
  expect(found(passed, '/testsuites/@failures')).toEqual(['0']);
  expect(found(passed, '//property[@name="flaky" or starts-with(@name, "attempt")]/@value')).toEqual([
    'true',
    'r failed at step 0 a',
    'r failed at step 0 a',
  ]);
  expect(kinds(await run('failed'))).toEqual(['failure', 'rerunError', 'rerunFailure']);
});

test('starts with the cause of a diagnosed failure', async () => {
  const document = await junitOf(await diagnosedRun(HOOK_DIAGNOSIS));
  expect(found(document, '//error/@message')).toEqual([`HOOK_NOT_EXECUTABLE: ${HOOK_CAUSE.summary}`]);
  expect(found(document, '//error/@type')).toEqual(['ENVIRONMENT']);
  const [text = ''] = found(document, '//error');
  expect(text).toMatch(/^chain {6}clip … recording ✓ {2}hook ✗/);
  expect(text).toContain(`caused by PollTimeoutError: ${BESIDE}\n    at poll`);
  expect(text).not.toContain(HOOK_CAUSE.summary);
  const product = { ...HOOK_CAUSE, class: 'PRODUCT' as const };
  const failed = await junitOf(await diagnosedRun({ ...HOOK_DIAGNOSIS, causes: [product] }));
  expect(found(failed, '//failure/@type')).toEqual(['PRODUCT']);
});

test('keeps the fault class of the step while the cause is unknown', async () => {
  const unknown = { ...HOOK_DIAGNOSIS, causes: [], verdict: 'The cause is unknown.' };
  const document = await junitOf(await diagnosedRun(unknown));
  expect(found(document, '//failure/@message')).toEqual(['CAUSE_UNKNOWN: The cause is unknown.']);
  expect(found(document, '//failure/@type')).toEqual(['PRODUCT']);
});
