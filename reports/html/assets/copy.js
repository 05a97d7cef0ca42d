// Where the page may not use the clipboard, the button marks the command for copying by hand.
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'copied';
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = 'marked';
    }
    setTimeout(() => {
      button.textContent = 'copy';
    }, 1500);
  });
}
