// [data-preview="/address/"][data-preview-of="name uscc"]: a part of a form that the server fills from what is typed into
// these fields, e.g. what it already knows about a name. Without this script the server says the same after sending.

const WAIT = 350;

function valueOf(field) {
  return field?.type === "checkbox" ? (field.checked ? "on" : "") : (field?.value ?? "");
}

function wire(box) {
  const names = box.dataset.previewOf.split(" ");
  const form = box.closest("form") ?? document.querySelector(box.dataset.previewForm ?? "form[data-guard]"); // or beside it
  let timer = 0;
  let asked = 0;

  async function ask() {
    const address = new URL(box.dataset.preview, location.href);
    for (const name of names) address.searchParams.set(name, valueOf(form.elements[name]));
    const mine = (asked += 1);
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (mine !== asked || !answer.ok || answer.redirected) return; // redirected: signed out in between
      box.innerHTML = await answer.text();
    } catch {
      box.replaceChildren();
    }
  }

  for (const kind of ["input", "change"]) // a record that was picked says only that it has changed
    form.addEventListener(kind, (event) => {
      if (event.isComposing || !names.includes(event.target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
  form.addEventListener("compositionend", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}

document.querySelectorAll("[data-preview]").forEach(wire);
