// One sound plays at a time. The files of a page without files beside it are in the page.
const { files } = JSON.parse(document.getElementById('page-data').content.textContent);
for (const element of document.querySelectorAll('[data-src]')) element.src = files[element.dataset.src] ?? '';
for (const link of document.querySelectorAll('[data-href]')) link.href = files[link.dataset.href] ?? '';

const audio = new Audio();
audio.preload = 'none';
let playing = null;

const mark = () => {
  if (playing === null) return;
  const isOn = !audio.paused && !audio.ended;
  const button = playing.querySelector('.play');
  button.setAttribute('aria-pressed', String(isOn));
  playing.classList.toggle('playing', isOn);
  const share = audio.duration > 0 ? audio.currentTime / audio.duration : 0;
  playing.querySelector('.cursor').style.left = `${share * 100}%`;
  if (isOn) requestAnimationFrame(mark);
};

const start = async (sound, share) => {
  if (playing !== sound) {
    audio.pause();
    mark();
    playing = sound;
    const { sound: href } = sound.dataset;
    audio.src = files[href] ?? href;
  }
  try {
    await audio.play();
    if (share !== undefined) audio.currentTime = share * audio.duration;
  } catch (error) {
    // Another sound was chosen before this one had begun.
    if (error.name !== 'AbortError') sound.classList.add('broken');
  }
};

for (const name of ['play', 'pause', 'ended', 'seeked']) audio.addEventListener(name, mark);

const SKIP_S = { ArrowLeft: -1, ArrowRight: 1 };
document.addEventListener('keydown', (event) => {
  const sound = event.target.closest('.play')?.closest('[data-sound]');
  if (sound == null || sound !== playing || !(event.key in SKIP_S)) return;
  event.preventDefault();
  audio.currentTime += SKIP_S[event.key];
});

document.addEventListener('click', (event) => {
  const sound = event.target.closest('[data-sound]');
  if (sound === null) return;
  if (event.target.closest('.play')) {
    if (playing === sound && !audio.paused) audio.pause();
    else start(sound);
    return;
  }
  const wave = event.target.closest('.wave');
  if (wave === null) return;
  const { left, width } = wave.getBoundingClientRect();
  start(sound, (event.clientX - left) / width);
});
