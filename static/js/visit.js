// form[data-visit]: recording a visit. Choosing the enterprise opens the form prefilled while nothing else was typed; Enter in a
// one-line input goes on to the next one instead of sending; chips of people who do not come along wait behind a button; the kind
// of a request follows from its words until somebody chooses it.

const form = document.querySelector("form[data-visit]");

// ---- the enterprise --------------------------------------------------------------------------------------------------
const touched = new Set();
if (form) {
  form.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("enterprise")) touched.add(event.target.name);
  });
  form.addEventListener("qs:picked", (event) => {
    if (touched.size || event.target.closest("[data-line-item]")) return;
    const here = new URL(location.href);
    if (here.searchParams.get("plan") || here.searchParams.get("enterprise") === String(event.detail.id)) return;
    here.searchParams.set("enterprise", event.detail.id);
    form.dataset.sent = "1"; // leaving on purpose: nothing is lost
    form.dispatchEvent(new CustomEvent("qs:leaving"));
    location.href = here;
  });
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    if (field.tagName !== "INPUT" || ["submit", "button", "file"].includes(field.type)) return;
    event.preventDefault();
    const fields = [...form.elements].filter((each) => each.matches("input:not([type=hidden]), select, textarea, button") && each.offsetParent);
    fields[fields.indexOf(field) + 1]?.focus();
  });
}

// ---- people ----------------------------------------------------------------------------------------------------------
function fold(box) {
  const chips = [...box.querySelectorAll(".chip.pick")];
  const checked = (chip) => chip.querySelector("input").checked;
  if (chips.length < 2) return;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "chip pick";
  more.textContent = `+ ${box.dataset.chipsMore}`;
  const show = (all) => {
    for (const chip of chips) chip.hidden = !all && !checked(chip);
    more.hidden = all;
  };
  more.addEventListener("click", () => {
    show(true);
    chips.find((chip) => !checked(chip))?.querySelector("input").focus();
  });
  chips.at(-1).after(more);
  document.addEventListener("qs:shown", () => show(false));
  show(false);
}

document.querySelectorAll("[data-chips-more]").forEach(fold);

// ---- the kind of a request -------------------------------------------------------------------------------------------
const lines = document.querySelector("[data-lines][data-words]");
if (lines) {
  const words = JSON.parse(lines.dataset.words);
  const guess = (text) => words.find(([word]) => text.toLowerCase().includes(word))?.[1] ?? "";
  const kindOf = (node) => node.closest("[data-line-item]")?.querySelector("[data-kind]");
  lines.addEventListener("change", (event) => {
    if (event.target.matches("[data-kind]")) event.target.dataset.chosen = "1";
  });
  lines.addEventListener("input", (event) => {
    if (!event.target.matches("[data-counts]")) return;
    const kind = kindOf(event.target);
    if (kind && !kind.dataset.chosen) kind.value = guess(event.target.value);
  });
  for (const kind of lines.querySelectorAll("[data-kind]")) if (kind.value) kind.dataset.chosen = "1";
}
