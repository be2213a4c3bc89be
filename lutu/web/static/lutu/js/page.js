// What every page gains with JavaScript: menu panel, dropdowns, confirmation, print, focus. All of it works without.

function watchMenu() {
  const panel = document.getElementById("site-menu");
  const opener = document.querySelector("[data-menu-open]");
  if (!panel || !opener) return;
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-controls", panel.id);

  function show(open) {
    panel.classList.toggle("is-open", open);
    opener.setAttribute("aria-expanded", String(open));
    const next = open ? panel.querySelector("[data-menu-close]") : opener;
    next?.focus();
  }

  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    show(true);
  });
  panel.querySelector("[data-menu-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    show(false);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.classList.contains("is-open")) show(false);
  });
}

function watchDropdowns() {
  const all = () => document.querySelectorAll("details[data-dropdown][open]");
  document.addEventListener("click", (event) => {
    for (const box of all()) if (!box.contains(event.target)) box.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of all()) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  });
}

function watchConfirmation() {
  const box = document.getElementById("confirm");
  if (!box || typeof box.showModal !== "function") return;
  let waiting = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button === waiting || !button.form?.reportValidity()) return;
    event.preventDefault();
    waiting = button;
    box.querySelector("[data-confirm-text]").textContent = button.dataset.confirm;
    box.querySelector("[data-confirm-yes]").textContent = button.textContent.trim();
    box.showModal();
  });
  box.addEventListener("close", () => {
    const button = waiting;
    if (box.returnValue === "yes" && button) button.form.requestSubmit(button);
    waiting = null;
    box.returnValue = "";
    button?.focus();
  });
}

function watchPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// What an account typed and did not send is nobody else's business: it goes when another reader sits down.
function dropOthersDrafts() {
  const mine = `draft:${document.body.dataset.account}:`;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("draft:") && !key.startsWith(mine)) localStorage.removeItem(key);
  }
}

watchMenu();
watchDropdowns();
watchConfirmation();
watchPrint();
dropOthersDrafts();
document.querySelector("[data-focus]")?.focus();
