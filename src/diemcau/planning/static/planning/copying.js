// Buttons that copy a text: by the clipboard where the browser allows it, else the text is selected for Ctrl+C.

async function copy(button) {
  const text = document.getElementById(button.dataset.copy);
  const words = button.closest("[data-copied]").dataset;
  const said = button.parentElement.querySelector("[role=status]");
  text.focus();
  text.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(text.value);
    done = true;
  } catch {
    // No https, or not allowed: an old command still does it in most browsers.
    done = document.execCommand("copy");
  }
  if (done) button.focus();
  said.textContent = done ? words.copied : words.byHand;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
