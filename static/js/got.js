// [data-got]: what the system understood stands beside the label: the weekday of a date, digits without spaces and width.

const WEEKDAY = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short" });
const narrow = (text) => text.normalize("NFKC").replace(/[\s\u200b-\u200d\ufeff]/g, "");

const readers = {
  date: (text) => {
    const [year, month, day] = text.split("-").map(Number);
    return year > 1900 && day ? WEEKDAY.format(new Date(year, month - 1, day)) : "";
  },
  digits: (text) => (narrow(text) === text ? "" : narrow(text)),
  code: (text) => (narrow(text).toUpperCase() === text ? "" : narrow(text).toUpperCase()),
};

function wire(input) {
  const label = document.querySelector(`label.lbl[for="${input.id}"]`);
  const line = document.createElement(label ? "span" : "p");
  line.className = "got";
  line.setAttribute("aria-live", "polite");
  if (label) label.append(line);
  else input.after(line);
  const tell = () => { line.textContent = readers[input.dataset.got]?.(input.value) ?? ""; };
  input.addEventListener("input", tell);
  tell();
}

document.querySelectorAll("[data-got]").forEach(wire);
document.addEventListener("qs:line", (event) => event.target.querySelectorAll("[data-got]").forEach(wire)); // formset.js
