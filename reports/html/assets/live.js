// Follows a run: each message of the server changes one thing of the page.
const MAX_ROWS = 400;
const TONES = { passed: 'good', failed: 'bad', 'timed-out': 'bad', 'not-started': 'bad', running: 'odd' };
const SIGNS = {
  passed: '✓',
  failed: '✗',
  'timed-out': '✗',
  interrupted: '■',
  running: '▶',
  'not-measured': '?',
};
const byId = (id) => document.getElementById(id);
const head = byId('head');
const runId = head.dataset.run;
const log = byId('live-log');
const view = byId('live-log-view');
const steps = new Map();

const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

const secondsOf = (ms) => `${(ms / 1000).toFixed(1)} s`;

const addStep = ({ number, id, title }) => {
  const card = element('section', 'step card none', '');
  card.id = `step-${number}`;
  const heading = document.createElement('h3');
  const sign = element('span', 'sign none', '○');
  const name = element('span', 'name', '');
  name.append(element('code', '', id), ' ', element('span', '', title));
  const told = element('span', 'duration note', '');
  heading.append(element('span', 'number', number), sign, name, told);
  const checks = element('table', 'checks', '');
  checks.append(document.createElement('tbody'));
  const seen = element('p', 'note value', '');
  card.append(heading, checks, seen);
  steps.set(number, { card, sign, told, seen, checks: checks.tBodies[0] });
  byId('live-steps').append(card);
};

const show = {
  run({ scenario, title, steps: all }) {
    byId('scenario').textContent = scenario;
    byId('title').textContent = title;
    for (const step of all) addStep(step);
  },
  step({ number, status, told, why }) {
    const step = steps.get(number);
    if (step === undefined) return;
    const tone = TONES[status] ?? 'none';
    step.card.className = `step card ${tone}`;
    step.sign.className = `sign ${tone}`;
    step.sign.textContent = SIGNS[status] ?? '○';
    step.told.textContent = status === 'running' ? 'under way' : told;
    step.seen.textContent = why;
    if (status === 'running') step.checks.replaceChildren();
  },
  check({ number, name, status, actual, limit }) {
    const row = document.createElement('tr');
    const told = limit === '' && status === 'passed';
    const sign = element(
      'span',
      `sign ${told ? 'none' : (TONES[status] ?? 'odd')}`,
      told ? '·' : SIGNS[status],
    );
    const cell = element('td', '', '');
    cell.append(sign);
    row.append(cell, element('td', '', name), element('td', 'value', actual), element('td', 'value', limit));
    steps.get(number)?.checks.append(row);
  },
  seen({ number, text }) {
    const step = steps.get(number);
    if (step !== undefined) step.seen.textContent = text;
  },
  row({ row }) {
    const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 40;
    const line = element(
      'tr',
      { warn: 'odd', error: 'bad', fatal: 'bad', debug: 'none' }[row.level] ?? '',
      '',
    );
    const text = element('td', 'text', '');
    if (row.what !== '') text.append(element('span', 'what', row.what), ' ');
    text.append(row.text);
    if (row.data !== undefined) text.append(' ', element('span', 'data', row.data));
    line.append(element('td', 'at', (row.atMs / 1000).toFixed(3)), element('td', 'source', row.source), text);
    log.append(line);
    if (log.rows.length > MAX_ROWS) log.rows[0].remove();
    if (isAtEnd) view.scrollTop = view.scrollHeight;
  },
  end({ status, told }) {
    source.close();
    const tone = TONES[status] ?? 'odd';
    head.className = `card ${tone}`;
    byId('verdict').className = `badge ${tone}`;
    byId('verdict').textContent = status.replace('-', ' ');
    byId('elapsed').textContent = told;
    location.replace(`/runs/${encodeURIComponent(runId)}/index.html`);
  },
};

const source = new EventSource(`/live/${encodeURIComponent(runId)}/events`);
const trouble = byId('trouble');
source.addEventListener('open', () => {
  trouble.hidden = true;
});
source.addEventListener('error', () => {
  trouble.hidden = false;
  trouble.textContent = 'The server does not answer; trying again.';
});
source.addEventListener('message', ({ data }) => {
  const { atMs, message } = JSON.parse(data);
  byId('elapsed').textContent = secondsOf(atMs);
  if (message !== null) show[message.type](message);
});
