// Reloads the page when a run has started or ended.
const { state } = document.querySelector('header').dataset;
new EventSource('/changes').addEventListener('message', ({ data }) => {
  if (data !== state) location.reload();
});
