// The upload page with JavaScript: drop a file on the area, see its name and size, one press only. Works without.

const form = document.querySelector("[data-upload]");
const area = form?.querySelector("[data-drop-area]");
const input = form?.querySelector("[data-drop]");
const name = form?.querySelector("[data-drop-name]");

function show() {
  const file = input.files[0];
  name.textContent = file ? `${file.name}(${size(file.size)})` : "";
  area.classList.toggle("has-file", Boolean(file));
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

if (form && area && input) {
  form.classList.add("is-enhanced");
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    area.addEventListener(kind, () => area.classList.remove("is-over"));
  }
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    const picked = new DataTransfer();
    picked.items.add(event.dataTransfer.files[0]);
    input.files = picked.files;
    show();
  });
  input.addEventListener("change", show);
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-upload-button]");
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-busy");
    button.lastChild.textContent = button.dataset.busy;
  });
  // Coming back by the browser's back button must find the form usable.
  window.addEventListener("pageshow", show);
}
