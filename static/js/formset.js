// [data-formset="prefix"]: lines that are added and removed; the button says what saving will make. [data-under="name:A,B"]:
// shown only while the input `name` has one of these values.

function wire(box) {
  const prefix = box.dataset.formset;
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const lines = box.querySelector("[data-lines]");
  const template = box.querySelector("template[data-line]");
  const form = box.closest("form");
  const button = form.querySelector("[data-count-label]");
  const shown = () => [...lines.querySelectorAll("[data-line-item]")].filter((line) => !line.hidden);

  function tell() {
    shown().forEach((line, place) => {
      const no = line.querySelector("[data-line-no]");
      if (no && box.dataset.label) no.textContent = box.dataset.label.replace("%(n)s", place + 1);
    });
    if (!button) return;
    const filled = shown().filter((line) => [...line.querySelectorAll("[data-counts]")].some((field) => field.value.trim())).length;
    button.textContent = filled ? button.dataset.countLabel.replace("%(n)s", filled) : button.dataset.countZero;
  }

  function add(focus = true) {
    const number = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", number);
    const line = holder.querySelector("[data-line-item]");
    lines.append(line);
    line.dispatchEvent(new CustomEvent("qs:line", { bubbles: true }));
    total.value = number + 1;
    tell();
    if (focus) line.querySelector("[data-counts]")?.focus();
    return line;
  }

  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) {
      event.preventDefault();
      add();
    }
    const remove = event.target.closest("[data-remove]");
    if (!remove) return;
    const line = remove.closest("[data-line-item]");
    const flag = line.querySelector("[name$='-DELETE']");
    const next = shown()[shown().indexOf(line) + 1] ?? shown()[shown().indexOf(line) - 1];
    if (flag) {
      if (flag.type === "checkbox") flag.checked = true;
      else flag.value = "on";
    }
    for (const field of line.querySelectorAll("[data-counts]")) field.value = "";
    for (const field of line.querySelectorAll("[required]")) field.required = false;
    line.hidden = true;
    tell();
    (next?.querySelector("[data-counts]") ?? box.querySelector("[data-add]")).focus();
    form.dispatchEvent(new CustomEvent("qs:changed"));
  });
  box.addEventListener("input", tell);
  form.addEventListener("qs:put", (event) => {
    const wanted = Number(event.detail[`${prefix}-TOTAL_FORMS`]?.[0] ?? 0);
    while (Number(total.value) < wanted) add(false);
  });
  form.addEventListener("qs:shown", tell);

  // Without a script three empty lines are offered; with it the unused ones wait behind the button.
  shown().slice(1).reverse().some((line) => {
    const used = line.classList.contains("has-err") || [...line.querySelectorAll("[data-counts]")].some((field) => field.value.trim());
    if (!used) {
      line.remove();
      total.value = Number(total.value) - 1;
    }
    return used;
  });
  tell();
}

function under(node) {
  const [name, values] = node.dataset.under.split(":");
  const wanted = values.split(",");
  const form = node.closest("form");
  const look = () => {
    const value = new FormData(form).get(name);
    const filled = [...node.querySelectorAll("textarea, input")].some((field) => field.value.trim() && field.type !== "radio");
    node.classList.toggle("on", wanted.includes(value) || filled);
  };
  form.addEventListener("change", (event) => { if (event.target.name === name) look(); });
  form.addEventListener("qs:shown", look);
  look();
}

document.querySelectorAll("[data-formset]").forEach(wire);
document.querySelectorAll("[data-under]").forEach(under);
