// [data-picker]: a text input with suggestions from the server (ARIA combobox). Without this script it is a text input
// and the server looks up what was typed.

const WAIT = 200;

function wire(box) {
  const input = box.querySelector("input[type=text]");
  const list = box.querySelector(".picker-list");
  const say = box.querySelector("[data-say]");
  const id = box.querySelector("[data-id]");
  const was = box.querySelector("[data-was]");
  const { tNone, tMany, tCount, tLost } = box.dataset;
  let found = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  const label = document.getElementById(`${input.id}_label`);
  if (label) list.setAttribute("aria-labelledby", label.id);

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    at = place;
    [...list.querySelectorAll("[role=option]")].forEach((option, each) => {
      option.setAttribute("aria-selected", String(each === at));
      if (each === at) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function show(answer) {
    found = answer.results;
    list.replaceChildren();
    found.forEach((each, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}_${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("b");
      name.textContent = each.name;
      const second = document.createElement("span");
      second.className = "sub";
      second.textContent = each.line2 ?? "";
      option.append(name, second);
      list.append(option);
    });
    say.textContent = found.length ? tCount.replace("%(count)s", found.length) : tNone;
    if (!found.length || answer.more) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "presentation");
      none.textContent = found.length ? tMany : tNone;
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = -1;
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const text = input.value.trim();
    if (!text) {
      close();
      return;
    }
    const mine = (asked += 1);
    try {
      const answer = await fetch(`${box.dataset.picker}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (mine !== asked || document.activeElement !== input) return;
      if (answer.ok) show(await answer.json());
    } catch {
      say.textContent = tLost;
    }
  }

  function pick(each) {
    id.value = each.id;
    was.value = each.name;
    input.value = each.name;
    box.querySelector("[data-name]").textContent = each.name;
    box.querySelector("[data-line2]").textContent = each.line2 ?? "";
    box.classList.add("has-pick");
    box.querySelector(".picker-pick")?.remove();
    close();
    say.textContent = each.name;
    box.querySelector("[data-change]").focus();
    id.dispatchEvent(new Event("change", { bubbles: true }));
    box.dispatchEvent(new CustomEvent("qs:picked", { bubbles: true, detail: each }));
  }

  input.addEventListener("input", (event) => {
    id.value = "";
    was.value = "";
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden && found.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) ask();
      else mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && open) {
      event.preventDefault();
      pick(found[Math.max(at, 0)]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && open && at >= 0) {
      pick(found[at]);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(found[[...list.children].indexOf(option)]);
  });
  box.querySelector("[data-change]").addEventListener("click", () => {
    box.classList.remove("has-pick");
    id.value = "";
    was.value = "";
    input.focus();
    input.select();
  });
  document.addEventListener("qs:shown", () => {
    box.classList.toggle("has-pick", Boolean(id.value));
    box.querySelector("[data-name]").textContent = input.value;
  });
}

document.querySelectorAll("[data-picker]").forEach(wire);
