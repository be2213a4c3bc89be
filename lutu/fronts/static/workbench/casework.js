// Casework pages with JavaScript: names suggested while typing, more rows for decisions, one press only. Works without.

const WAIT = 250;

// Names: where a datalist does not hold them all, those that fit what has been typed are asked for.
function suggest(list) {
  const inputs = () => document.querySelectorAll(`input[list="${list.id}"]`);
  let timer = 0;
  let asked = "";
  async function ask(text) {
    asked = text;
    const answer = await fetch(`${list.dataset.suggest}?${new URLSearchParams({ q: text })}`);
    if (!answer.ok || asked !== text) return;
    const { options } = await answer.json();
    list.replaceChildren(
      ...options.map((words) => {
        const option = document.createElement("option");
        option.value = words;
        return option;
      }),
    );
  }
  document.addEventListener("input", (event) => {
    if (![...inputs()].includes(event.target)) return;
    const text = event.target.value.trim();
    clearTimeout(timer);
    if (text) timer = setTimeout(() => ask(text).catch(() => {}), WAIT);
  });
}

// Rows: one more of the same, numbered on, up to the most a meeting decides.
function addRows(section) {
  const button = section.querySelector("[data-add-row]");
  const model = section.querySelector("[data-row-template]");
  const total = section.querySelector('input[name$="-TOTAL_FORMS"]');
  const most = Number(section.dataset.most);
  const refresh = () => {
    button.hidden = Number(total.value) >= most;
  };
  button.addEventListener("click", () => {
    const number = Number(total.value);
    const row = model.content.firstElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace("__prefix__", number));
      }
    }
    row.querySelector("[data-number]").textContent = number + 1;
    model.before(row);
    total.value = number + 1;
    refresh();
    row.querySelector("textarea, input")?.focus();
  });
  refresh();
}

// One press: the key of the request makes a second one harmless, this keeps it from being sent.
function pressOnce(form) {
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    button.setAttribute("aria-disabled", "true");
  });
  // Coming back by the browser's back button must find the form usable.
  window.addEventListener("pageshow", () => button.removeAttribute("aria-disabled"));
}

for (const list of document.querySelectorAll("datalist[data-suggest]")) suggest(list);
for (const section of document.querySelectorAll("[data-decisions]")) addRows(section);
for (const form of document.querySelectorAll("form[data-once]")) pressOnce(form);
