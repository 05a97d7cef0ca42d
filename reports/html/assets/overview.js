// A run has begun or ended since the page was made: it is made again.
const { state } = document.querySelector('header').dataset;
new EventSource('/changes').addEventListener('message', ({ data }) => {
  if (data !== state) location.reload();
});
