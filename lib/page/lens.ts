/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Enlarging and moving: all sheets of a stage together, so that the same place is compared.
 * @module
 */

const MAX_SCALE = 16;

/** The lens of a stage. */
export class Lens {
  readonly #stage: HTMLElement;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #scale = 1;
  #x = 0;
  #y = 0;

  constructor(stage: HTMLElement) {
    this.#stage = stage;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      stage.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    stage.addEventListener("dblclick", () => this.#scale === 1 ? this.toPixels() : this.reset());
  }

  /** The whole picture. */
  reset(): void {
    this.#scale = 1;
    this.#x = 0;
    this.#y = 0;
    this.apply();
  }

  /** Enlarges by a factor around the middle, or around a point of the first sheet. */
  enlarge(factor: number, x = 0, y = 0): void {
    const scale = Math.min(MAX_SCALE, Math.max(1, this.#scale * factor));
    const grown = scale / this.#scale;
    this.#x = x - (x - this.#x) * grown;
    this.#y = y - (y - this.#y) * grown;
    this.#scale = scale;
    this.apply();
  }

  /** One pixel of the candidate is one pixel of the screen; once more: the whole picture. */
  toPixels(): void {
    const image = this.#stage.querySelector<HTMLImageElement>(".is-candidate img.whole");
    if (image === null || image.naturalWidth === 0 || this.#scale !== 1) return this.reset();
    const { width, height } = image.getBoundingClientRect();
    const fitted = Math.min(width / image.naturalWidth, height / image.naturalHeight);
    this.enlarge(Math.max(1.01, 1 / fitted / devicePixelRatio));
  }

  /** Brings the sheets into place. */
  apply(): void {
    const { width, height } = this.#stage.getBoundingClientRect();
    const limitX = width * (this.#scale - 1) / 2;
    const limitY = height * (this.#scale - 1) / 2;
    this.#x = Math.min(limitX, Math.max(-limitX, this.#x));
    this.#y = Math.min(limitY, Math.max(-limitY, this.#y));
    for (const sheet of this.#stage.querySelectorAll<HTMLElement>(".sheet")) {
      sheet.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    }
    this.#stage.classList.toggle("is-enlarged", this.#scale > 1);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const pane = (event.target as Element).closest(".pane") ?? this.#stage;
    const box = pane.getBoundingClientRect();
    const x = event.clientX - box.left - box.width / 2;
    const y = event.clientY - box.top - box.height / 2;
    this.enlarge(Math.exp(-event.deltaY / 400), x, y);
  }

  #down(event: PointerEvent): void {
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const apart = this.#spread();
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const share = this.#pointers.size;
    this.#x += (event.clientX - before.x) / share;
    this.#y += (event.clientY - before.y) / share;
    const now = this.#spread();
    if (apart > 0 && now > 0) this.enlarge(now / apart);
    else this.apply();
  }

  /** How far two fingers are apart; 0 for one. */
  #spread(): number {
    const [a, b] = [...this.#pointers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  }
}
