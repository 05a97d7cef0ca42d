// Plays one audio file at a time. A self-contained page includes the files.
const { files } = JSON.parse(document.getElementById('page-data').content.textContent);
for (const element of document.querySelectorAll('[data-src]')) element.src = files[element.dataset.src] ?? '';
for (const link of document.querySelectorAll('[data-href]')) link.href = files[link.dataset.href] ?? '';

const player = new Audio();
player.preload = 'none';
let playing = null;

const mark = () => {
  if (playing === null) return;
  const isOn = !player.paused && !player.ended;
  const button = playing.querySelector('.play');
  button.setAttribute('aria-pressed', String(isOn));
  playing.classList.toggle('playing', isOn);
  const share = player.duration > 0 ? player.currentTime / player.duration : 0;
  playing.querySelector('.cursor').style.left = `${share * 100}%`;
  if (isOn) requestAnimationFrame(mark);
};

const start = async (item, share) => {
  if (playing !== item) {
    player.pause();
    mark();
    playing = item;
    const { audio: href } = item.dataset;
    player.src = files[href] ?? href;
  }
  try {
    await player.play();
    if (share !== undefined) player.currentTime = share * player.duration;
  } catch (error) {
    // AbortError: another file was selected before this one started.
    if (error.name !== 'AbortError') item.classList.add('broken');
  }
};

for (const name of ['play', 'pause', 'ended', 'seeked']) player.addEventListener(name, mark);

const SKIP_S = { ArrowLeft: -1, ArrowRight: 1 };
document.addEventListener('keydown', (event) => {
  const item = event.target.closest('.play')?.closest('[data-audio]');
  if (item == null || item !== playing || !(event.key in SKIP_S)) return;
  event.preventDefault();
  player.currentTime += SKIP_S[event.key];
});

document.addEventListener('click', (event) => {
  const item = event.target.closest('[data-audio]');
  if (item === null) return;
  if (event.target.closest('.play')) {
    if (playing === item && !player.paused) player.pause();
    else start(item);
    return;
  }
  const wave = event.target.closest('.wave');
  if (wave === null) return;
  const { left, width } = wave.getBoundingClientRect();
  start(item, (event.clientX - left) / width);
});
