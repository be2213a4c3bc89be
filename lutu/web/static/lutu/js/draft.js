// Keeps what was typed into a form in this browser until it is sent; passwords, files and tokens are never kept.

const KEPT_FOR = 7 * 24 * 3600 * 1000;
const SKIPPED = new Set(["password", "file", "hidden", "submit"]);

function fields(form) {
  return [...form.elements].filter((field) => field.name && !field.disabled && !field.readOnly && !SKIPPED.has(field.type));
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept && Date.now() - kept.at < KEPT_FOR) return kept.values;
    localStorage.removeItem(key);
  } catch {
    localStorage.removeItem(key);
  }
  return null;
}

function snapshot(form) {
  return fields(form).map((field) => [field.name, field.value, field.checked === true, field.type]);
}

function restore(form, values) {
  for (const [name, value, checked, type] of values) {
    for (const field of fields(form)) {
      if (field.name !== name || field.type !== type) continue;
      if (type === "checkbox" || type === "radio") {
        if (field.value === value) field.checked = checked;
      } else if (field.multiple !== true) {
        field.value = value;
      }
    }
  }
}

function offer(form, key, values) {
  const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, values);
    note.remove();
    fields(form)[0]?.focus();
  });
  note.querySelector("[data-draft-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    note.remove();
  });
  form.before(note);
}

function keep(form) {
  const key = `draft:${document.body.dataset.account}:${form.dataset.draft}`;
  const start = JSON.stringify(snapshot(form));
  const values = read(key);
  const refused = document.querySelector(".form-errors");
  if (values && !refused && JSON.stringify(values) !== start) offer(form, key, values);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = JSON.stringify({ at: Date.now(), values: snapshot(form) });
      try {
        localStorage.setItem(key, text);
      } catch {
        // The browser's store is full or closed: the form itself still works.
      }
    }, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    localStorage.removeItem(key);
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) if (form.dataset.draft) keep(form);
