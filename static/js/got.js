// [data-got]: what the system understood stands below the input: the weekday of a date, digits without spaces and width.

const WEEKDAY = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", month: "long", day: "numeric" });
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
  const line = document.createElement("p");
  line.className = "got";
  line.setAttribute("aria-live", "polite");
  input.after(line);
  const tell = () => { line.textContent = readers[input.dataset.got]?.(input.value) ?? ""; };
  input.addEventListener("input", tell);
  tell();
}

document.querySelectorAll("[data-got]").forEach(wire);
