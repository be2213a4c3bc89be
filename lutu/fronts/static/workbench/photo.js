// The upload form with JavaScript: photos are scaled down before they travel, sizes and room are told, one press only.
// Works without: the server takes the originals and judges sizes itself.

const LONGEST = 1600;
const QUALITY = 0.85;
const MEGABYTE = 1024 * 1024;

const form = document.querySelector("[data-photo-form]");
const list = form?.querySelector("[data-chosen]");
const inputs = [...(form?.querySelectorAll("[data-files]") ?? [])];
const button = form?.querySelector("[data-send]");
const sendWords = form?.querySelector("[data-send-words]");
const usual = sendWords?.textContent;
const scaled = new WeakSet();
let working = Promise.resolve();

function size(bytes) {
  return bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

async function smaller(file) {
  // The picture no longer than 1600 px as JPEG, upright and without place or camera; the file itself where that can't be.
  if (!file.type.startsWith("image/")) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const share = LONGEST / Math.max(picture.width, picture.height);
  const foreign = /hei[cf]/.test(file.type);
  if (share >= 1 && !foreign) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * Math.min(1, share));
  canvas.height = Math.round(picture.height * Math.min(1, share));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || (blob.size >= file.size && !foreign)) return file;
  const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
  const made = new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  scaled.add(made);
  return made;
}

async function take(input) {
  const chosen = [...input.files];
  const ready = new DataTransfer();
  for (const file of chosen) ready.items.add(await smaller(file));
  input.files = ready.files;
}

function line(words, detail, { wrong = false, total = false } = {}) {
  const item = document.createElement("li");
  item.className = wrong ? "is-wrong" : total ? "chosen-total" : "";
  for (const text of [words, detail]) {
    const part = document.createElement("span");
    part.textContent = text;
    item.append(part);
  }
  list.append(item);
}

function show() {
  list.replaceChildren();
  const files = inputs.flatMap((input) => [...input.files]);
  let sum = 0;
  for (const file of files) {
    sum += file.size;
    const wrong = file.size > Number(form.dataset.largest);
    const marks = [size(file.size)];
    if (scaled.has(file)) marks.push(form.dataset.wordsScaled);
    if (wrong) marks.push(form.dataset.wordsTooLarge);
    line(file.name, marks.join(" · "), { wrong });
  }
  const full = sum > Number(form.dataset.left);
  if (full) line(form.dataset.wordsNoRoom, size(sum), { wrong: true });
  else if (files.length > 1) line(form.dataset.wordsTotal, size(sum), { total: true });
}

function busy(words) {
  button.classList.toggle("is-busy", Boolean(words));
  button.setAttribute("aria-disabled", String(Boolean(words)));
  sendWords.textContent = words || usual;
}

if (form && list && button) {
  for (const input of inputs) {
    input.addEventListener("change", () => {
      busy(form.dataset.wordsScaling);
      working = working
        .then(() => take(input))
        .catch(() => {})
        .then(show)
        .finally(() => busy(""));
    });
  }
  form.addEventListener("submit", (event) => {
    if (button.classList.contains("is-busy")) event.preventDefault();
    else busy(form.dataset.wordsBusy);
  });
  // Coming back by the browser's back button must find the form usable.
  window.addEventListener("pageshow", () => {
    busy("");
    show();
  });
}
