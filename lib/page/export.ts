/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The script of an exported page: holding a picture shows the original in its place, a double click
 * enlarges. The page is complete without it.
 * @module
 */

const holdable = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>("[data-over]") : null;

function show(frame: HTMLElement | null, isOn: boolean): void {
  const image = frame?.querySelector("img");
  const original = document.querySelector<HTMLImageElement>(`#${frame?.dataset["over"]} img`);
  if (frame === null || image === null || image === undefined || original === null) return;
  const own = image.dataset["own"] ?? image.src;
  image.dataset["own"] = own;
  image.src = isOn ? original.src : own;
  frame.classList.toggle("is-flicking", isOn);
}

document.addEventListener("pointerdown", (event) => show(holdable(event.target), true));
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    for (const frame of document.querySelectorAll<HTMLElement>(".is-flicking")) show(frame, false);
  });
}
for (const frame of document.querySelectorAll<HTMLElement>("[data-over]")) {
  frame.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "f") {
      event.preventDefault();
      show(frame, true);
    }
  });
  for (const end of ["keyup", "blur", "pointerleave"]) {
    frame.addEventListener(end, () => show(frame, false));
  }
}
document.addEventListener("dblclick", (event) => {
  holdable(event.target)?.closest(".strip")?.classList.toggle("is-large");
});
