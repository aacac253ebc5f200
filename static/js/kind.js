// [data-kind-of="name"] with data-words [[word, category]]: radios that follow the words typed into the field `name` of their
// form, the longest word first, until somebody chooses one.

function wire(box) {
  const form = box.closest("form");
  const text = form.elements[box.dataset.kindOf];
  const words = JSON.parse(box.dataset.words);
  let chosen = box.querySelector("input:checked") !== null;
  box.addEventListener("change", (event) => { if (event.isTrusted) chosen = true; });
  text.addEventListener("input", () => {
    if (chosen) return;
    const typed = text.value.toLowerCase();
    const found = words.find(([word]) => typed.includes(word))?.[1];
    for (const radio of box.querySelectorAll("input")) radio.checked = radio.value === found;
  });
}

document.querySelectorAll("[data-kind-of]").forEach(wire);
