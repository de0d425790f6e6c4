// Ticks: all at once, and how many there are. Without this file the boxes and the button do the same.

for (const form of document.querySelectorAll("[data-select]")) {
  const all = form.querySelector("[data-select-all]");
  const button = form.querySelector("[data-select-button]");
  const boxes = [...form.querySelectorAll("input[name=picked]")];

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    button.textContent = ticked ? `Replay ${ticked} selected` : "Replay selected";
    button.disabled = !ticked;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };

  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  addEventListener("pageshow", count);  // a browser that goes back restores the ticks
}
