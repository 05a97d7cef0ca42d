/** Narrows the log to what the form asks for. The page is whole without it. */
export const PAGE_SCRIPT = `
const form = document.getElementById('filter');
const rows = [...document.querySelectorAll('#events tr')];
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  const asked = new FormData(form);
  const sources = new Set(asked.getAll('source'));
  const text = String(asked.get('text')).toLowerCase();
  const problems = asked.has('problems');
  for (const row of rows) {
    row.hidden =
      !sources.has(row.dataset.source) ||
      (problems && !row.matches('.bad, .odd')) ||
      (text !== '' && !row.textContent.toLowerCase().includes(text));
  }
});
form.addEventListener('dblclick', (event) => {
  const only = event.target.closest('label')?.querySelector('[name=source]');
  if (!only) return;
  for (const box of form.querySelectorAll('[name=source]')) box.checked = box === only;
  form.dispatchEvent(new Event('input'));
});
`;
