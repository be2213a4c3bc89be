// List pages: ↑↓ chooses a row, Enter opens it, / goes to the search box; picking rows for bulk actions.

const MOVES = { ArrowDown: 1, ArrowUp: -1 };

function isTyping(target) {
  return Boolean(target.closest("input, select, textarea, summary, dialog, [contenteditable]"));
}

function watchKeys(list) {
  const rows = [...list.querySelectorAll("[data-row]")];
  let current = -1;

  function choose(position) {
    if (rows[current]) rows[current].classList.remove("is-current");
    current = Math.max(0, Math.min(rows.length - 1, position));
    const row = rows[current];
    row.classList.add("is-current");
    row.scrollIntoView({ block: "nearest" });
    const link = row.querySelector("[data-open]") ?? row.querySelector("a, input");
    link?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = list.querySelector("[data-list-search]") ?? document.querySelector("input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (MOVES[event.key] && rows.length) {
      event.preventDefault();
      choose(current + MOVES[event.key]);
    }
  });
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || rows.indexOf(row) === current) return;
    if (rows[current]) rows[current].classList.remove("is-current");
    current = rows.indexOf(row);
    row.classList.add("is-current");
  });
}

function watchPicks(form) {
  const all = form.querySelector("[data-pick-all]");
  const boxes = [...form.querySelectorAll("input[name=ids]")];
  const told = form.querySelector("[data-picked]");
  const buttons = form.querySelectorAll(".bulk-bar button");

  function refresh() {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    told.textContent = count ? told.dataset.some.replace("{count}", count) : told.dataset.none;
    for (const button of buttons) button.disabled = count === 0;
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    refresh();
  });
  form.addEventListener("change", refresh);
  refresh();
}

for (const list of document.querySelectorAll("[data-list]")) watchKeys(list);
for (const form of document.querySelectorAll("[data-bulk]")) watchPicks(form);
