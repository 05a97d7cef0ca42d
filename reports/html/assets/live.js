// Follows a run: applies the messages of the server to the page.
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
  const duration = element('span', 'duration note', '');
  heading.append(element('span', 'number', number), sign, name, duration);
  const checks = element('table', 'checks', '');
  checks.append(document.createElement('tbody'));
  const detail = element('p', 'note value', '');
  card.append(heading, checks, detail);
  steps.set(number, { card, sign, duration, detail, checks: checks.tBodies[0] });
  byId('live-steps').append(card);
};

const show = {
  run({ scenario, title, steps: all }) {
    byId('scenario').textContent = scenario;
    byId('title').textContent = title;
    for (const step of all) addStep(step);
  },
  step({ number, status, duration, reason }) {
    const step = steps.get(number);
    if (step === undefined) return;
    const tone = TONES[status] ?? 'none';
    step.card.className = `step card ${tone}`;
    step.sign.className = `sign ${tone}`;
    step.sign.textContent = SIGNS[status] ?? '○';
    step.duration.textContent = status === 'running' ? 'in progress' : duration;
    step.detail.textContent = reason;
    if (status === 'running') step.checks.replaceChildren();
  },
  check({ number, id, title, kind, status, actual, limit }) {
    const row = document.createElement('tr');
    const isRecorded = kind === 'value';
    const sign = element(
      'span',
      `sign ${isRecorded ? 'none' : (TONES[status] ?? 'odd')}`,
      isRecorded ? '·' : SIGNS[status],
    );
    const cell = element('td', '', '');
    cell.append(sign);
    const name = element('td', '', title);
    name.title = id;
    row.append(cell, name, element('td', 'value', actual), element('td', 'value', limit));
    steps.get(number)?.checks.append(row);
  },
  poll({ number, text }) {
    const step = steps.get(number);
    if (step !== undefined) step.detail.textContent = text;
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
  end({ status, duration }) {
    source.close();
    const tone = TONES[status] ?? 'odd';
    head.className = `card ${tone}`;
    byId('verdict').className = `badge ${tone}`;
    byId('verdict').textContent = status.replace('-', ' ');
    byId('elapsed').textContent = duration;
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
  trouble.textContent = 'Lost the connection to the server; reconnecting.';
});
source.addEventListener('message', ({ data }) => {
  const { atMs, message } = JSON.parse(data);
  byId('elapsed').textContent = secondsOf(atMs);
  if (message !== null) show[message.type](message);
});
