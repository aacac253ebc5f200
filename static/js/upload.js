// [data-upload]: several files with previews, captions and removal. Sizes and kinds are checked before anything is sent;
// photos are shrunk to 2000 pixels and written anew, which leaves out where they were taken.

const SIDE = 2000;
const KINDS = /\.(jpe?g|png|webp|pdf|docx?|xlsx?|pptx|txt|csv)$/i;
const words = (size) => {
  const units = ["B", "KB", "MB", "GB"];
  let place = 0;
  for (; size >= 1024 && place < 3; place += 1) size /= 1024;
  return `${size >= 100 || Number.isInteger(size) ? Math.round(size) : size.toFixed(1)} ${units[place]}`;
};
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector(".ti use").getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.setAttribute("class", "ti");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
};

async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.type !== "image/jpeg") return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob) return file;
    return new File([blob], file.name.replace(/\.(png|webp|jpe?g)$/i, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a picture this browser cannot read: the server looks at it
  }
}

function wire(box) {
  const input = box.querySelector("input[type=file]");
  const add = box.querySelector(".photo.add");
  const say = box.nextElementSibling?.matches("[data-upload-say]") ? box.nextElementSibling : null;
  const { tBig, tKind, tEmpty, tMany, tRemove, tCaption, tCaptionHint } = box.dataset;
  const limit = Number(box.dataset.maxBytes);
  const most = Number(box.dataset.maxCount);
  const held = [];

  const hand = () => {
    const transfer = new DataTransfer();
    held.forEach((each) => transfer.items.add(each.file));
    input.files = transfer.files;
    box.dispatchEvent(new CustomEvent("qs:changed", { bubbles: true }));
  };

  function card(each) {
    const figure = document.createElement("figure");
    figure.className = "photo";
    const frame = document.createElement("div");
    frame.className = "ph";
    if (each.file.type.startsWith("image/")) {
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = URL.createObjectURL(each.file);
      picture.onload = () => URL.revokeObjectURL(picture.src);
      frame.append(picture);
    } else {
      const doc = document.createElement("span");
      doc.className = "doc";
      doc.append(icon("file-text"), words(each.file.size));
      frame.append(doc);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "x";
    remove.setAttribute("aria-label", fill(tRemove, { name: each.name }));
    remove.append(icon("x"));
    remove.addEventListener("click", () => {
      held.splice(held.indexOf(each), 1);
      figure.remove();
      hand();
      input.focus();
    });
    frame.append(remove);
    figure.append(frame);
    const caption = document.createElement("figcaption");
    if ("captions" in box.dataset) {
      const field = document.createElement("input");
      field.className = "form-control";
      field.name = `${box.dataset.name}_caption`;
      field.maxLength = 100;
      field.placeholder = tCaptionHint;
      field.setAttribute("aria-label", fill(tCaption, { name: each.name }));
      caption.append(field);
    } else {
      caption.textContent = each.name;
    }
    figure.append(caption);
    box.insertBefore(figure, add);
  }

  input.addEventListener("change", async () => {
    const picked = [...input.files].filter((file) => !held.some((each) => each.file === file));
    const refused = [];
    box.setAttribute("aria-busy", "true");
    for (const original of picked) {
      const name = original.name;
      if (held.length >= most) {
        refused.push(fill(tMany, { limit: most }));
        break;
      }
      if (original.size === 0) {
        refused.push(fill(tEmpty, { name }));
      } else if (!KINDS.test(name)) {
        refused.push(fill(tKind, { name }));
      } else {
        const photo = /\.(jpe?g|png|webp)$/i.test(name) && original.size <= 5 * limit;
        const file = photo ? await shrink(original) : original;
        if (file.size > limit) {
          refused.push(fill(tBig, { name, size: words(file.size), limit: words(limit) }));
        } else {
          const each = { file, name };
          held.push(each);
          card(each);
        }
      }
    }
    box.removeAttribute("aria-busy");
    hand();
    if (say) {
      say.hidden = refused.length === 0;
      say.textContent = refused.join(" ");
    }
  });

  // Pasted and dropped files go the same way.
  const take = (files) => {
    if (!files?.length) return false;
    const transfer = new DataTransfer();
    held.forEach((each) => transfer.items.add(each.file));
    [...files].forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => { if (take(event.dataTransfer.files)) event.preventDefault(); });
  box.closest("form")?.addEventListener("paste", (event) => {
    if (box.closest("form").querySelector("[data-upload]") === box) take(event.clipboardData?.files);
  });
}

document.querySelectorAll("[data-upload]").forEach(wire);
