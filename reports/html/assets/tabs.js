// Shows one tab at a time. The fragment of the URL selects a tab, a step or a fragment.
const tabs = [...document.querySelectorAll('[role=tab]')];
const panels = [...document.querySelectorAll('[role=tabpanel]')];
const { failedStep } = JSON.parse(document.getElementById('page-data').content.textContent);
document.documentElement.classList.add('scripted');

const show = (panel) => {
  for (const other of panels) other.hidden = other !== panel;
  for (const tab of tabs) {
    const isChosen = tab.getAttribute('aria-controls') === panel.id;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
  panel.dispatchEvent(new CustomEvent('panel:shown'));
};

const goTo = (id) => {
  const target = document.getElementById(id) ?? panels[0];
  const panel = target.closest('[role=tabpanel]') ?? panels.find(({ hidden }) => !hidden) ?? panels[0];
  show(panel);
  for (let box = target.querySelector(':scope > details'); box; box = null) box.open = true;
  for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  if (target !== panel) {
    target.scrollIntoView({ block: 'start' });
    target.classList.remove('flash');
    requestAnimationFrame(() => target.classList.add('flash'));
  }
};

addEventListener('hashchange', () => goTo(decodeURIComponent(location.hash.slice(1))));

document.querySelector('[role=tablist]').addEventListener('keydown', (event) => {
  const at = tabs.indexOf(document.activeElement);
  const to = {
    ArrowRight: (at + 1) % tabs.length,
    ArrowLeft: (at - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  tabs[to].focus();
  tabs[to].click();
});

for (const tab of tabs) {
  tab.addEventListener('click', (event) => {
    event.preventDefault();
    const id = tab.getAttribute('aria-controls');
    history.replaceState(null, '', `#${id}`);
    show(document.getElementById(id));
  });
}

if (location.hash !== '') goTo(decodeURIComponent(location.hash.slice(1)));
else {
  show(panels[0]);
  const failed = failedStep === null ? null : document.getElementById(`step-${failedStep}`);
  const isLow = failed !== null && failed.getBoundingClientRect().top > innerHeight * 0.6;
  if (isLow) failed.scrollIntoView({ block: 'start' });
}
