// List pages: rows ticked for acts on several, filters that send only what is set, and what htmx swapped is announced.

const bar = () => document.querySelector("[data-bulk]");
const ticks = () => [...document.querySelectorAll("input[name=pk][form=bulk]")];

function tell() {
  const form = bar();
  if (!form) return;
  const ticked = ticks().filter((box) => box.checked);
  const all = form.elements.all.value === "1";
  form.hidden = ticked.length === 0;
  form.querySelector("[data-bulk-count]").textContent = all ? form.dataset.tAll : form.dataset.tCount.replace("%(count)s", ticked.length);
  for (const box of ticks()) box.closest("tr").toggleAttribute("aria-selected", false);
  for (const box of ticked) box.closest("tr").setAttribute("aria-selected", "true");
  const whole = document.querySelector("[data-tick-all]");
  if (whole) {
    whole.checked = ticked.length > 0 && ticked.length === ticks().length;
    whole.indeterminate = ticked.length > 0 && !whole.checked;
  }
}

function set(checked) {
  for (const box of ticks()) box.checked = checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) set(event.target.checked);
  if (event.target.matches("[data-tick-all], input[name=pk][form=bulk]")) {
    if (bar()) bar().elements.all.value = "";
    tell();
  }
  // A chosen filter counts at once; the button is for the keyboard and for pages without a script.
  if (event.target.matches("[data-filters] select, [data-filters] input[type=checkbox]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-bulk-all]")) {
    set(true);
    bar().elements.all.value = "1";
    tell();
  }
  if (event.target.closest("[data-bulk-off]")) {
    set(false);
    bar().elements.all.value = "";
    tell();
  }
});

// Addresses stay short: empty filters are not part of them.
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  if (!sourceElement.matches("[data-filters]")) return;
  for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
  const here = new URL(request.action, location.href);
  request.action = here.pathname;
});

// An error page or the sign-in is a page of its own, never a part of the list.
document.addEventListener("htmx:before:swap", (event) => {
  const { response, request } = event.detail.ctx;
  if (response && (response.status >= 400 || response.raw.redirected)) {
    event.preventDefault();
    location.href = request.action;
  }
});

document.addEventListener("htmx:after:swap", () => {
  tell();
  const section = document.getElementById("list");
  const count = section?.querySelector("[data-count-say]");
  const say = document.getElementById("toasts");
  if (count && say) {
    const words = document.createElement("p");
    words.className = "visually-hidden";
    words.textContent = count.textContent;
    say.replaceChildren(words);
  }
  if (document.activeElement === document.body) {
    section?.querySelector("table a, h2")?.closest("section")?.setAttribute("tabindex", "-1");
    section?.focus({ preventScroll: true });
    if (section && section.getBoundingClientRect().top < 0) section.scrollIntoView();
  }
});

tell();
