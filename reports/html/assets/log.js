// Draws only the visible rows: a run may have a hundred thousand.
const ROW_HEIGHT = 22;
const SPARE_ROWS = 12;
const [AT, STEP, SOURCE, LEVEL, WHAT, TEXT, DATA, TIMES] = [0, 1, 2, 3, 4, 5, 6, 7];
const view = document.getElementById('log-view');
const space = document.getElementById('log-space');
const detail = document.getElementById('log-detail');
const form = document.getElementById('log-filter');
const count = document.getElementById('log-count');
let [sources, levels, rows, shown] = [[], [], null, []];
let chosen = -1;

const textOf = (row) => `${row[WHAT]} ${row[TEXT]} ${row[DATA] || ''}`;
let haystack = null;
const matches = (index, needle) => {
  // Converts all rows to lower case once, not on each key press.
  haystack ??= rows.map((row) => textOf(row).toLowerCase());
  return haystack[index].includes(needle);
};

const cell = (name, text) => {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
};

const rowElement = (row, index) => {
  const element = document.createElement('div');
  element.className = `log-row level-${levels[row[LEVEL]]}`;
  element.id = `log-row-${index}`;
  element.setAttribute('role', 'option');
  element.setAttribute('aria-selected', String(index === chosen));
  element.style.top = `${index * ROW_HEIGHT}px`;
  const text = cell('text', '');
  if (row[WHAT]) text.append(cell('what', row[WHAT]), ' ');
  text.append(row[TEXT]);
  if (row[TIMES] > 1) text.append(' ', cell('times', `× ${row[TIMES]}`));
  if (row[DATA]) text.append(' ', cell('data', row[DATA]));
  element.append(
    cell('at', (row[AT] / 1000).toFixed(3)),
    cell('in-step', row[STEP] < 0 ? '' : row[STEP]),
    cell('source', sources[row[SOURCE]]),
    cell('level', levels[row[LEVEL]]),
    text,
  );
  return element;
};

const draw = () => {
  const from = Math.max(0, Math.floor(view.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
  const to = Math.min(
    shown.length,
    Math.ceil((view.scrollTop + view.clientHeight) / ROW_HEIGHT) + SPARE_ROWS,
  );
  space.replaceChildren(...shown.slice(from, to).map((row, at) => rowElement(row, from + at)));
  if (chosen >= 0) view.setAttribute('aria-activedescendant', `log-row-${chosen}`);
};

const filter = () => {
  const filters = new FormData(form);
  const chosenSources = new Set(filters.getAll('source').map(Number));
  const needle = String(filters.get('text')).trim().toLowerCase();
  const level = Number(filters.get('level'));
  const step = filters.get('step');
  shown = rows.filter(
    (row, index) =>
      chosenSources.has(row[SOURCE]) &&
      row[LEVEL] >= level &&
      (step === '' || row[STEP] === Number(step)) &&
      (needle === '' || matches(index, needle)),
  );
  chosen = -1;
  view.removeAttribute('aria-activedescendant');
  detail.hidden = true;
  space.style.height = `${shown.length * ROW_HEIGHT}px`;
  count.textContent =
    shown.length === rows.length
      ? `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`
      : `${shown.length} of ${rows.length} rows`;
  view.scrollTop = 0;
  draw();
};

const pretty = (data) => {
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
};

const choose = (index) => {
  if (index < 0 || index >= shown.length) return;
  chosen = index;
  const top = index * ROW_HEIGHT;
  if (top < view.scrollTop) view.scrollTop = top;
  const bottom = top + ROW_HEIGHT - view.clientHeight;
  if (bottom > view.scrollTop) view.scrollTop = bottom;
  const row = shown[index];
  const head = `${(row[AT] / 1000).toFixed(3)} s  ${sources[row[SOURCE]]}  ${levels[row[LEVEL]]}  ${row[WHAT]}`;
  detail.textContent = `${head}\n${row[TEXT]}${row[DATA] ? `\n${pretty(row[DATA])}` : ''}`;
  detail.hidden = false;
  draw();
};

// Parsed when the tab is first opened: for a long run it is most of the page.
const open = () => {
  if (rows !== null) return;
  ({ sources, levels, rows } = JSON.parse(document.getElementById('log-data').content.textContent));
  filter();
};

let isScheduled = false;
view.addEventListener('scroll', () => {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    draw();
  });
});
view.addEventListener('click', (event) => {
  const row = event.target.closest('.log-row');
  if (row !== null) choose(Number(row.id.slice('log-row-'.length)));
});
view.addEventListener('keydown', (event) => {
  const page = Math.max(1, Math.floor(view.clientHeight / ROW_HEIGHT) - 1);
  const to = {
    ArrowDown: chosen + 1,
    ArrowUp: chosen - 1,
    PageDown: Math.min(shown.length - 1, chosen + page),
    PageUp: Math.max(0, chosen - page),
    Home: 0,
    End: shown.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(to);
});

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', filter);
const boxes = [...form.querySelectorAll('[name=source]')];
const checkAll = (isChecked) => {
  for (const box of boxes) box.checked = isChecked;
  filter();
};
document.getElementById('log-all').addEventListener('click', () => checkAll(true));
document.getElementById('log-none').addEventListener('click', () => checkAll(false));

for (const link of document.querySelectorAll('[data-log-step]')) {
  link.addEventListener('click', () => {
    open();
    form.reset();
    form.elements.step.value = link.dataset.logStep;
    filter();
  });
}
const panel = document.getElementById('logs');
/** The row that a link leads to, until the panel is visible. */
let target = -1;
const showTarget = () => {
  if (target < 0) return;
  view.scrollTop = Math.max(0, target * ROW_HEIGHT - view.clientHeight / 2);
  choose(target);
  view.scrollIntoView({ block: 'nearest' });
  target = -1;
};
for (const link of document.querySelectorAll('[data-log-row]')) {
  link.addEventListener('click', () => {
    open();
    form.reset();
    filter();
    target = Number(link.dataset.logRow);
    if (!panel.hidden) showTarget();
  });
}
panel.addEventListener('panel:shown', () => {
  open();
  draw();
  showTarget();
});
if (!panel.hidden) open();
new ResizeObserver(draw).observe(view);
