// What every page has: keys, no sending while choosing pinyin, menus that close, passwords shown, echoes that leave.

const OFF = "qs-keys-off";
const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable]");
const keysOff = () => localStorage.getItem(OFF) === "1";

// ---- Enter while choosing pinyin candidates never sends a form -----------------------------------------------------
let composing = false;
let composedAt = 0;
document.addEventListener("compositionstart", () => { composing = true; }, true);
document.addEventListener("compositionend", (event) => { composing = false; composedAt = event.timeStamp; }, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  // 229: Safari ends the composition before it sends the key; the same key press comes within a few milliseconds
  const choosing = event.isComposing || composing || event.keyCode === 229 || event.timeStamp - composedAt < 20;
  if (!choosing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// ---- keys ---------------------------------------------------------------------------------------------------------
function openKeys() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

function saveFormOf(node) {
  const form = node?.closest?.("form[method=post]") ?? document.querySelector("main form[data-guard]");
  const button = form?.querySelector("[data-main]") ?? form?.querySelector("button:not([type=button])");
  if (form) form.requestSubmit(button ?? undefined);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    saveFormOf(event.target);
    return;
  }
  if (event.key === "Escape") {
    const open = document.querySelector("details.pop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (location.hash === "#menu") {
      location.hash = "#main";
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysOff()) return;
  if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (!find) return;
    event.preventDefault();
    find.focus();
    find.select();
  } else if (event.key === "?") {
    event.preventDefault();
    openKeys();
  } else if (event.key === "[" || event.key === "]") {
    document.querySelector(event.key === "[" ? "a[rel=prev]" : "a[rel=next]")?.click();
  }
});

// ---- clicks -------------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  closeMenus(event.target);
  if (event.target.closest("[data-keys]")) openKeys();
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(hidden));
    [reveal.textContent, reveal.dataset.tHide] = [reveal.dataset.tHide, reveal.textContent];
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const source = document.getElementById(copy.dataset.copy);
    source.select?.();
    // plain http in the local network has no clipboard API: the selected text is copied the old way
    if (navigator.clipboard) navigator.clipboard.writeText(source.value ?? source.textContent);
    else document.execCommand("copy");
    copy.textContent = copy.dataset.tDone || copy.textContent;
  }
  if (event.target.closest("[data-print]")) print();
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.pop[open]")) {
    closeMenus(event.target.querySelector("summary"));
    event.target.querySelector(".reason-f textarea, .reason-f select")?.focus();
  }
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-off]")) localStorage.setItem(OFF, event.target.checked ? "1" : "0");
});

// ---- the server says by a cookie which draft is settled (saved or thrown away): the copy on this device goes too ------
const settled = document.cookie.split("; ").find((part) => part.startsWith("draft_settled="))?.split("=")[1];
if (settled && document.body.dataset.user) {
  localStorage.removeItem(`qs-draft:${document.body.dataset.user}:${decodeURIComponent(settled)}`);
  document.cookie = "draft_settled=; path=/; max-age=0; SameSite=Lax";
}

// ---- echoes: ten seconds, and the seconds left to undo ---------------------------------------------------------------
function run(toast) {
  let left = 10;
  const say = toast.querySelector("[data-left-say]");
  const tick = () => {
    if (toast.matches(":hover, :focus-within")) return;
    if (say) say.textContent = toast.dataset.tLeft.replace("%(seconds)s", left);
    if (left-- > 0) return;
    clearInterval(timer);
    toast.remove();
  };
  const timer = setInterval(tick, 1000);
  tick();
}

function start() {
  document.querySelectorAll("[data-toast]").forEach(run);
  document.querySelector("[data-focus]")?.focus();
  const off = document.querySelector("[data-keys-off]");
  if (off) off.checked = keysOff();
}

start();
